import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { InlineQueryResultArticle } from 'grammy/types';
import { unpackPlace } from '../../src/bot/excerpt/deep-link.ts';
import { plain, runBot } from './fixtures.ts';
import { paths, reportId } from './library.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };
const articles = (answer: { results: readonly unknown[] }) => answer.results as InlineQueryResultArticle[];
const urlOf = (message: { reply_markup?: { inline_keyboard: object[][] } | undefined } | undefined) =>
  (message?.reply_markup?.inline_keyboard[0]?.[0] as { url?: string } | undefined)?.url ?? '';

describe('inline mode', () => {
  test('what was chosen is no question to the bot, in private and by its name', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user({ first_name: 'Mira', language_code: 'en', started: true });
    const [hint] = (await mira.inline('')).results;
    const group = bot.server.group();
    mira.picks(hint as InlineQueryResultArticle, mira.chat);
    mira.picks(hint as InlineQueryResultArticle, group);
    await bot.server.idle();
    assert.deepEqual([...mira.chat.unheard(), ...group.unheard()], []);
    assert.deepEqual(bot.shelf.asked, []);
  });

  test('offers passages as cited quotes, with a link that opens each in its place', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    const offered = await lian.inline('ما مدة الهدنة؟');
    assert.equal(offered.is_personal, true);
    assert.equal(offered.cache_time, 60);
    const [first] = articles(offered);
    assert.equal(first?.title, 'هدنة بين عشيرتين قرب سلّوم');
    assert.equal(first?.description, 'اتفق وجهاء العشيرتين على هدنة مدتها ثلاثة أيام.');
    const chat = bot.server.group();
    const sent = lian.picks(first as InlineQueryResultArticle, chat) as unknown as {
      text: string;
      entities: { type: string }[];
    };
    assert.equal(
      plain(sent.text),
      'اتفق وجهاء العشيرتين على هدنة مدتها ثلاثة أيام.\nهدنة بين عشيرتين قرب سلّوم\nصوت الوادي، 3 أيار/مايو 2031',
    );
    assert.deepEqual(sent.entities.map(({ type }) => type).sort(), ['blockquote', 'bold', 'text_link']);
    // Whoever sees it opens the place with the bot.
    const payload = new URL(urlOf(first)).searchParams.get('start') ?? '';
    mira.startsBot(payload);
    assert.match(plain((await mira.hears()).text), /^هدنة بين عشيرتين قرب سلّوم\n.*3 May 2031\n\nاتفق وجهاء/s);
  });

  test('gives further results page by page, all with names of their own', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const ids: string[] = [];
    let next: string | undefined = '';
    do {
      const offered = await lian.inline('شاهد نهران كرمين سلوم ميرا هدنة', next);
      ids.push(...offered.results.map(({ id }) => id));
      next = offered.next_offset;
    } while (next);
    assert.ok(ids.length > 8);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual((await lian.inline('شاهد', '900')).results, []);
    assert.ok((await lian.inline('شاهد', 'x; drop table')).results.length > 0);
  });

  test('says what to type, or that nothing is near, in the language of the one who types', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    for (const nothing of ['', '  ', '؟']) {
      const [hint, ...others] = articles(await lian.inline(nothing));
      assert.equal(hint?.title, 'اكتب سؤالك');
      assert.deepEqual(others, []);
    }
    const [none] = articles(await mira.inline('zeppelin'));
    assert.equal(none?.title, 'No passages near to this');
    const sent = mira.picks(none as InlineQueryResultArticle, bot.server.group());
    assert.match(plain(sent.text), /type @rasid_test_bot and your question/);
  });

  test('shares the very excerpt that a share button names, and none that is gone', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('من قالت إن كلفة الجسر بلغت أربعة ملايين؟');
    await lian.presses(await lian.hears(), 'اقرأ الجملة في سياقها');
    const buttons = (await lian.hears()).reply_markup?.inline_keyboard.flat() ?? [];
    const name = buttons.map((b) => ('switch_inline_query' in b ? b.switch_inline_query : '')).join('');
    const results = articles(await lian.inline(name));
    assert.equal(results.length, 1);
    const [result] = results;
    assert.equal(result?.description, 'وقالت رئيسة المجلس سلمى العاصي إن كلفة الجسر بلغت أربعة ملايين.');
    assert.equal(result?.id, name);
    assert.equal(unpackPlace(name)?.reportId, reportId(paths.bridge));
    await bot.shelf.withdraw(paths.bridge);
    assert.equal(articles(await lian.inline(name))[0]?.title, 'لم أجد مقاطع قريبة');
  });

  test('keeps quotes of any length and content within what Telegram takes', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const text = `زيبلن ${'<b>&"كلمة" '.repeat(900)}`;
    await bot.shelf.write({ path: 'long.txt', title: '<i>'.repeat(300), source: '</b>', text });
    const [result] = articles(await lian.inline('زيبلن'));
    const sent = lian.picks(result as InlineQueryResultArticle, bot.server.group());
    assert.ok((sent.text?.length ?? 0) <= 4096);
    assert.ok((result?.description?.length ?? 0) < 200 && (result?.title.length ?? 0) < 200);
  });

  test('of a failing search is answered all the same when somebody types on', async () => {
    let fails = true;
    await using bot = await runBot({
      search: async () => {
        if (fails) throw new Error('the disk is on fire');
        return { total: 0, passages: [] };
      },
    });
    const lian = bot.server.user(arabic);
    lian.inline('هدنة').catch(() => {});
    fails = false;
    await lian.inline('هدنة بين').then(({ results }) => assert.equal(results.length, 1));
  });
});
