import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReportHeader } from '../../src/reports/stored.ts';
import { answer, plain, type RunningBot, runBot, settled } from './fixtures.ts';
import { paths, reportId } from './library.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };
type Keyed = { reply_markup?: { inline_keyboard: { text: string; callback_data?: string }[][] } };
const rows = (message: Keyed) =>
  message.reply_markup?.inline_keyboard.map((row) => row.map(({ text }) => plain(text)));

describe('/reports', () => {
  test('lists them newest first, paged in place, in Arabic', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('/reports');
    const list = await lian.hears();
    const text = plain(list.text);
    assert.match(
      text,
      /^لديّ 8 تقارير، الأحدث أولاً:\n\n1\. افتتاح جسر نهران بعد عامين\nوكالة نهران، 4 أيار\/مايو 2031\n\n2\. هدنة/,
    );
    assert.match(text, /\n\n6\. خبر .*\n\nالصفحة 1 من 2$/s);
    assert.deepEqual(rows(list), [['6', '5', '4', '3', '2', '1'], ['التالي ←']]);
    await lian.presses(list, 'التالي ←');
    const second = await lian.chat.seesEdit();
    assert.match(plain(second.text), /\n\n7\. خبر .*\n\n8\. تقرير بلا تاريخ\n\nالصفحة 2 من 2$/s);
    assert.deepEqual(rows(second), [['8', '7'], ['→ السابق']]);
    await lian.presses(second, '→ السابق');
    assert.equal((await lian.chat.seesEdit()).text, list.text);
  });

  test('in English; a page that is no longer there shows the last one', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    mira.sends('/reports');
    const list = await mira.hears();
    assert.match(plain(list.text), /^I have 8 reports, newest first:/);
    assert.deepEqual(rows(list), [['1', '2', '3', '4', '5', '6'], ['Next →']]);
    for (const path of [paths.road, paths.wells, paths.undated]) await bot.shelf.withdraw(path);
    await mira.presses(list, 'Next →');
    const last = await mira.chat.seesEdit();
    assert.match(plain(last.text), /^I have 5 reports/);
    assert.deepEqual(rows(last), [['1', '2', '3', '4', '5']]);
  });

  test('of none, and of the longest titles and outlets, are one message', async () => {
    const reports: ReportHeader[] = [];
    const long = '<&">'.repeat(500);
    await using bot = await runBot({
      reports: async () => ({ total: reports.length, reports: reports.slice(0, 6) }),
    });
    const lian = bot.server.user(arabic);
    lian.sends('/reports');
    assert.equal((await lian.hears()).text, 'ليس لديّ تقارير بعد.');
    for (let i = 0; i < 12; i++) {
      const { text: _text, ...report } =
        (await bot.shelf.services.report(reportId(paths.truce))) ?? assert.fail();
      reports.push({ ...report, title: long, source: long });
    }
    lian.sends('/reports');
    await settled(lian, await lian.hears());
    assert.deepEqual(lian.chat.unheard(), []);
  });
});

describe('a card', () => {
  test('tells title, outlet, date, length, first lines, and goes back to its page', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    mira.sends('/reports');
    const list = await mira.hears();
    await mira.presses(list, '3');
    const card = await mira.chat.seesEdit();
    assert.equal(
      plain(card.text),
      'Fire closes the Sallum market\nValley Courier, 2 May 2031\n25 words\n\nA fire closed the old market of Sallum on Friday. Nobody was hurt. The town council said the market would open again in ten days.',
    );
    assert.deepEqual(rows(card), [
      ['Read from the start'],
      ['Ask about this report only'],
      ['Follow this'],
      ['All reports'],
    ]);
    await mira.presses(card, 'All reports');
    assert.equal((await mira.chat.seesEdit()).text, list.text);
    await mira.presses(card, 'Read from the start');
    const start = await mira.hears();
    assert.match(plain(start.text), /^Fire closes .*\n\nA fire closed the old market/s);
    assert.equal(start.reply_to_message?.message_id, card.message_id);
  });

  test('counts words as Arabic does, and cuts the first lines between words', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('/reports');
    const list = await lian.hears();
    await lian.presses(list, '1');
    const text = plain((await lian.chat.seesEdit()).text);
    assert.match(text, /\n\d{3} كلمة\n/);
    assert.match(text, /[^\s] …$/);
    await lian.presses(list, '5');
    assert.match(plain((await lian.chat.seesEdit()).text), /\n9 كلمات\n/);
  });

  test('of a report that is gone says so', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('/reports');
    const list = await lian.hears();
    await lian.presses(list, '2');
    const card = await lian.chat.seesEdit();
    await bot.shelf.withdraw(paths.truce);
    for (const button of ['اقرأه من أوله', 'اسأل عن هذا التقرير وحده']) {
      assert.match((await lian.presses(card, button)).text ?? '', /^سُحب هذا التقرير/);
    }
    const unknown = {
      data: String(dataOf(card, 'اقرأه من أوله')).replace(reportId(paths.truce), 'nobody-knows'),
    };
    assert.match((await lian.presses(card, unknown)).text ?? '', /^لم أعد أجد هذا التقرير/);
  });
});

describe('asking within a report', () => {
  const enter = async (
    bot: RunningBot,
    path: string,
    person: object = arabic,
    label = 'اسأل عن هذا التقرير وحده',
  ) => {
    const reader = bot.server.user(person);
    reader.sends('/reports');
    const number = String([paths.bridge, paths.truce, paths.market].indexOf(path) + 1);
    await reader.presses(await reader.hears(), number);
    await reader.presses(await reader.chat.seesEdit(), label);
    return { reader, prompt: await reader.hears() };
  };

  test('lasts over a restart until it is left, and each answer says so', async () => {
    const before = await runBot({ ask: 'shelf' });
    const { reader, prompt } = await enter(before, paths.truce);
    assert.equal(
      plain(prompt.text),
      'هدنة بين عشيرتين قرب سلّوم\n\nاكتب سؤالك، وسأبحث عن جوابه في هذا التقرير وحده.',
    );
    await settled(reader, prompt);
    await before.polling.stop();
    await using bot = await runBot({ ask: 'shelf' }, { after: before });
    reader.sends('من تعهد بفتح الطريق؟');
    const within = await reader.hears();
    assert.match(
      plain(within.text),
      /^بحثتُ في هذا التقرير وحده: هدنة بين عشيرتين قرب سلّوم\n\nجاء في هذا التقرير:\nوتعهد الطرفان/,
    );
    assert.deepEqual(rows(within)?.at(-1), ['عُد إلى التقارير كلها']);
    assert.equal(bot.shelf.asked.at(-1)?.options?.reportId, reportId(paths.truce));
    assert.equal(
      (await reader.presses(within, 'عُد إلى التقارير كلها')).text,
      'أسئلتك من الآن في التقارير كلها.',
    );
    reader.sends('من تحدث عن موسم القمح؟');
    assert.match(plain((await reader.hears()).text), /^جاء في أحد التقارير/);
  });

  test('that finds nothing offers to search all reports, which edits the answer', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const { reader } = await enter(bot, paths.market, english, 'Ask about this report only');
    reader.sends('من تحدث عن موسم القمح؟');
    const none = await reader.hears();
    assert.equal(
      plain(none.text),
      'بحثتُ في هذا التقرير وحده: Fire closes the Sallum market\n\nلم أجد في هذا التقرير جواباً عن سؤالك.',
    );
    assert.equal((await reader.presses(none, 'أقرب المقاطع')).text, 'I found no more passages near to this.');
    const { text } = await reader.presses(none, 'ابحث في التقارير كلها');
    assert.equal(text, 'From now on you are asking all reports.');
    const edited = await reader.chat.seesEdit();
    assert.equal(edited.message_id, none.message_id);
    assert.match(plain(edited.text), /^جاء في أحد التقارير:\nتحدث أهالي كرمين عن موسم القمح/);
    reader.sends('ومتى انتهى اللقاء؟');
    await reader.hears();
    assert.equal(bot.shelf.asked.at(-1)?.options?.reportId, undefined);
  });

  test('ends by itself, and says so, when the report is withdrawn', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const { reader } = await enter(bot, paths.truce);
    await bot.shelf.withdraw(paths.truce);
    reader.sends('من تحدث عن موسم القمح؟');
    assert.match(
      plain((await reader.hears()).text),
      /^سُحب التقرير الذي كنت تسأل عنه، .*\n\nجاء في أحد التقارير/,
    );
    reader.sends('من تحدث عن المدرسة الجديدة؟');
    assert.match(plain((await reader.hears()).text), /^جاء في أحد التقارير/);
  });

  test("in a group is one person's, whose question only that person takes elsewhere", async () => {
    await using bot = await runBot({
      ask: async (question) => answer({ question, outcome: 'none', sentences: [], citations: [] }),
    });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    const chat = bot.server.group();
    lian.sends('/reports', { chat });
    await lian.presses(await chat.hears(), '1');
    await lian.presses(await chat.seesEdit(), 'اسأل عن هذا التقرير وحده');
    const prompt = await chat.hears();
    lian.sends('من عبر النهر؟', { chat, replyTo: prompt });
    const within = await chat.hears();
    assert.match(plain(within.text), /^بحثتُ في هذا التقرير وحده/);
    mira.sends('/ask من عبر النهر؟', { chat });
    assert.match((await chat.hears()).text, /^لم أجد في التقارير/);
    assert.equal(
      (await mira.presses(within, 'ابحث في التقارير كلها')).text,
      'This button is for the one who asked.',
    );
    await lian.presses(within, 'ابحث في التقارير كلها');
    assert.match((await chat.seesEdit()).text, /^لم أجد في التقارير/);
  });
});

describe('/search', () => {
  test('lists passages with snippets, a page at a time, and opens each in its place', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('/search كرمين');
    const list = await lian.hears();
    assert.match(
      plain(list.text),
      /^وجدتُ 4 مقاطع، الأقرب أولاً:\n\n1\. خبر من بلدة كَرْمين رقم \d — وكالة نهران، \d+ نيسان\/أبريل 2031\nتحدث أهالي كرمين/,
    );
    assert.deepEqual(rows(list), [['4', '3', '2', '1']]);
    lian.sends('/search شاهد البلدة القوارب');
    const long = await lian.hears();
    assert.match(plain(long.text), /الصفحة 1 من 3$/);
    await lian.presses(long, 'التالي ←');
    const second = await lian.chat.seesEdit();
    assert.match(plain(second.text), /\n\n5\. .*الصفحة 2 من 3$/s);
    await lian.presses(second, '5');
    assert.match(plain((await lian.hears()).text), /^افتتاح جسر نهران/);
    await lian.presses(second, '→ السابق');
    assert.equal((await lian.chat.seesEdit()).text, long.text);
  });

  test('without words, or with words that are nowhere, says what to do; an edit edits the list', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    const empty = mira.sends('/search');
    assert.match((await mira.hears()).text, /^Write what you are looking for after the command/);
    mira.edits(empty, '/search zeppelin');
    assert.equal((await mira.chat.seesEdit()).text, 'I found no passages near to these words.');
    mira.edits(empty, '/search market');
    assert.match(plain((await mira.chat.seesEdit()).text), /^I found one passage:\n\n1\. Fire closes/);
    mira.sends(`/search ${'word '.repeat(300)}`);
    assert.match((await mira.hears()).text, /longer than I can read/);
  });

  test('further passages of an answer leave out those it cites, and are forgotten in time', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('من تحدث في كرمين عن موسم القمح؟');
    const message = await lian.hears();
    await lian.presses(message, 'مقاطع أخرى');
    const more = await lian.hears();
    assert.equal(more.reply_to_message?.message_id, message.message_id);
    assert.match(more.text, /^مقاطع قريبة من سؤالك، قد لا يكون فيها جوابه:/);
    assert.ok(!more.text.includes('موسم القمح'));
    assert.deepEqual(rows(more), [['3', '2', '1']]);
    // A reply to that list goes on with the question.
    lian.sends('ومتى؟', { replyTo: more });
    await lian.hears();
    assert.equal(bot.shelf.asked.at(-1)?.options?.previous?.question, 'من تحدث في كرمين عن موسم القمح؟');
    bot.clock.now += 24 * 3600 * 1000;
    assert.match((await lian.presses(message, 'مقاطع أخرى')).text ?? '', /^لا أحتفظ بالأسئلة أكثر من يوم/);
  });
});

function dataOf(message: Keyed, label: string): string | undefined {
  return message.reply_markup?.inline_keyboard.flat().find(({ text }) => plain(text) === label)
    ?.callback_data;
}
