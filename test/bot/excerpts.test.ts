import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { packPlace, unpackPlace } from '../../src/bot/excerpt/deep-link.ts';
import { excerptButton, turnButton } from '../../src/bot/excerpt/excerpt-button.ts';
import { plain, runBot, settled } from './fixtures.ts';
import { paths, reportId } from './library.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };
type Keyed = {
  reply_markup?: { inline_keyboard: { text: string; url?: string; switch_inline_query?: string }[][] };
};
const rows = (message: Keyed) =>
  message.reply_markup?.inline_keyboard.map((row) => row.map(({ text }) => plain(text)));
const buttonOf = (message: Keyed, label: string) =>
  message.reply_markup?.inline_keyboard.flat().find(({ text }) => plain(text) === label);
const bold = (message: { text: string; entities?: { type: string; offset: number; length: number }[] }) =>
  (message.entities ?? [])
    .filter(({ type }) => type === 'bold')
    .slice(1)
    .map(({ offset, length }) => message.text.slice(offset, offset + length));
const marked = 'وقال شاهد رقم 12 من أهالي البلدة';

/** An excerpt in the middle of the long report, and the person who reads it. */
async function inTheMiddle(bot: Awaited<ReturnType<typeof runBot>>, person: object = arabic) {
  const reader = bot.server.user(person);
  const report = await bot.shelf.store.report(reportId(paths.bridge));
  const start = report?.text.indexOf(marked) ?? -1;
  const place = { reportId: reportId(paths.bridge), version: 1, start, end: start + marked.length };
  reader.startsBot(packPlace(place));
  return { reader, place, excerpt: await reader.hears() };
}

describe('an excerpt', () => {
  test('is paged in place, forth and back to the mark, from the first passage to the last', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const { reader, excerpt } = await inTheMiddle(bot);
    assert.deepEqual(bold(excerpt), [marked]);
    assert.deepEqual(rows(excerpt), [['التالي ←', '→ السابق'], ['النص الأصلي', 'عن التقرير'], ['مشاركة']]);
    const count = Number(/من (\d+)$/.exec(plain(excerpt.text))?.[1]);
    assert.ok(count >= 4);
    let page = excerpt;
    const turn = async (label: string) => {
      await reader.presses(page, label);
      page = await reader.chat.seesEdit();
      assert.equal(page.message_id, excerpt.message_id);
    };
    await turn('التالي ←');
    assert.deepEqual(bold(page), []);
    await turn('→ السابق');
    assert.deepEqual(bold(page), [marked]);
    while (rows(page)?.[0]?.includes('→ السابق')) await turn('→ السابق');
    assert.match(plain(page.text), new RegExp(`المقطع 1 من ${count}$`));
    assert.deepEqual(rows(page)?.[0], ['التالي ←']);
    while (rows(page)?.[0]?.includes('التالي ←')) await turn('التالي ←');
    assert.match(plain(page.text), new RegExp(`المقطع ${count} من ${count}$`));
    assert.match(page.text, /كلفة الجسر بلغت أربعة ملايين\.\n/);
    await settled(reader, excerpt);
    assert.deepEqual(reader.chat.unheard(), []);
  });

  test('speaks English to English readers, the buttons from left to right', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const { excerpt } = await inTheMiddle(bot, english);
    assert.deepEqual(rows(excerpt), [['← Previous', 'Next →'], ['About the report', 'Original'], ['Share']]);
    assert.match(plain(excerpt.text), /, 4 May 2031\n\n… .* …\nPassage \d of \d$/s);
  });

  test('links to the original, to the card, and to itself', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const { reader, place, excerpt } = await inTheMiddle(bot);
    assert.equal(buttonOf(excerpt, 'النص الأصلي')?.url, 'https://nahran.example/bridge?a=1&b=2');
    assert.equal(buttonOf(excerpt, 'مشاركة')?.switch_inline_query, packPlace(place));
    await reader.presses(excerpt, 'عن التقرير');
    const card = await reader.hears();
    assert.equal(card.reply_to_message?.message_id, excerpt.message_id);
    assert.match(
      plain(card.text),
      /^افتتاح جسر نهران بعد عامين\nوكالة نهران، 4 أيار\/مايو 2031\n\d+ كلمة\n\nافتتح مجلس/,
    );
  });

  test('without inline mode is shared as a link with the title', async () => {
    await using bot = await runBot(
      { ask: 'shelf' },
      { beforeStart: (s) => Object.assign(s.world.me, { supports_inline_queries: false }) },
    );
    const { place, excerpt } = await inTheMiddle(bot);
    const url = new URL(buttonOf(excerpt, 'مشاركة')?.url ?? '');
    assert.equal(url.origin + url.pathname, 'https://t.me/share/url');
    assert.equal(url.searchParams.get('url'), `https://t.me/rasid_test_bot?start=${packPlace(place)}`);
    assert.equal(url.searchParams.get('text'), 'افتتاح جسر نهران بعد عامين');
  });

  test('has no button to an address that Telegram would refuse', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const addresses = [
      'ftp://a.example/',
      'http://intranet/x',
      'javascript:alert(1)',
      'https://',
      `https://a.example/${'x'.repeat(3000)}`,
    ];
    for (const url of addresses) {
      await bot.shelf.write({ path: paths.truce, title: 'هدنة', text: `تغيّر النص ${url.length}.`, url });
      const { version = 0 } = (await bot.shelf.store.report(reportId(paths.truce))) ?? {};
      lian.startsBot(packPlace({ reportId: reportId(paths.truce), version, start: 0, end: 4 }));
      assert.equal(buttonOf(await lian.hears(), 'النص الأصلي'), undefined, url);
    }
  });

  test('of a version before is shown as it was, and says so; a withdrawn one is not shown', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const { reader, place, excerpt } = await inTheMiddle(bot);
    await bot.shelf.write({ path: paths.bridge, title: 'عنوان جديد', text: 'نص جديد.' });
    await reader.presses(excerpt, 'التالي ←');
    const old = plain((await reader.chat.seesEdit()).text);
    assert.match(old, /^افتتاح جسر نهران بعد عامين\n/);
    assert.match(old, /تغيّر هذا التقرير منذ ذلك الحين/);
    reader.startsBot(packPlace(place));
    const linked = await reader.hears();
    assert.match(linked.text, /تغيّر هذا التقرير منذ ذلك الحين/);
    assert.deepEqual(bold(linked), [marked]);

    await bot.shelf.withdraw(paths.bridge);
    for (const button of ['→ السابق', 'عن التقرير']) {
      const { text, show_alert } = await reader.presses(linked, button);
      assert.equal(text, 'سُحب هذا التقرير، فلم يعد في وسعي عرضه.');
      assert.equal(show_alert, true);
    }
    reader.startsBot(packPlace(place));
    assert.match((await reader.hears()).text, /^سُحب هذا التقرير/);
    assert.deepEqual(bot.server.unansweredCallbacks(), []);
  });

  test('pressed twice, or whose message is gone, is no error', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const { reader, excerpt } = await inTheMiddle(bot);
    const next = {
      data: String((buttonOf(excerpt, 'التالي ←') as { callback_data?: string })?.callback_data),
    };
    await Promise.all([reader.presses(excerpt, next), reader.presses(excerpt, next)]);
    await reader.chat.seesEdit();
    await settled(reader, excerpt);
    reader.chat.remove(excerpt.message_id);
    await reader.presses(excerpt, next);
    assert.match((await reader.hears()).text, /المقطع/);
    assert.ok(!bot.log.some((line) => line.includes('C0DE42')));
  });

  test('turned to where no passage is says so', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const { reader, excerpt } = await inTheMiddle(bot);
    const nowhere = { reportId: reportId(paths.bridge), version: 1, start: 0, end: 0 };
    for (const data of [
      turnButton.pack({ ...nowhere, ordinal: 900 }),
      turnButton.pack({ ...nowhere, version: 9, ordinal: 0 }),
      excerptButton.pack({ ...nowhere, reportId: 'nobody-knows', start: 1, end: 2 }),
    ]) {
      assert.match((await reader.presses(excerpt, { data })).text ?? '', /^لم أعد أجد هذا المقطع/);
    }
  });
});

describe('a link to a place', () => {
  test('comes back as it was packed, within 64 characters that links may have', () => {
    const place = fc.record({
      reportId: fc.stringMatching(/^[A-Za-z0-9_-]{12}$/),
      version: fc.integer({ min: 1 }),
      start: fc.nat(),
      length: fc.integer({ min: 1 }),
    });
    fc.assert(
      fc.property(place, ({ length, ...rest }) => {
        const value = { ...rest, end: rest.start + length };
        const payload = packPlace(value);
        assert.match(payload, /^[A-Za-z0-9_-]{1,64}$/);
        assert.deepEqual(unpackPlace(payload), value);
      }),
    );
    assert.throws(() => packPlace({ reportId: 'short', version: 1, start: 0, end: 1 }), RangeError);
  });

  test('that nobody made opens the bot as usual', async () => {
    const good = packPlace({ reportId: 'nahran-00001', version: 1, start: 5, end: 9 });
    assert.ok(unpackPlace(good));
    const bad = [
      good.slice(1),
      `${good}-1`,
      good.replace('-5-9', '-9-5'),
      good.replace('1-5', '0-5'),
      'xyz',
      '',
    ];
    for (const payload of bad) assert.equal(unpackPlace(payload), undefined, payload);
    fc.assert(
      fc.property(fc.stringMatching(/^x[A-Za-z0-9_-]{0,63}$/), (payload) => {
        const place = unpackPlace(payload);
        assert.ok(place === undefined || (place.version >= 1 && place.start < place.end));
      }),
    );
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    mira.startsBot('x-not-a-place');
    assert.match((await mira.hears()).text, /^Hello, I am Rasid/);
    mira.startsBot(good);
    assert.match((await mira.hears()).text, /^I can no longer find this passage/);
  });
});
