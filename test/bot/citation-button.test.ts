import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { excerptButton } from '../../src/bot/excerpt/excerpt-button.ts';
import { citation, excerpt, passage, plain, quote, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en-GB' };
const slice = (message: { text: string }, entity: { offset: number; length: number } | undefined) =>
  message.text.slice(entity?.offset, (entity?.offset ?? 0) + (entity?.length ?? 0));

describe('the button of a citation', () => {
  test('shows the passage with the cited sentence in bold, replying to the answer', async () => {
    const places: unknown[] = [];
    await using bot = await runBot({
      excerpt: (place) => {
        places.push(place);
        return Promise.resolve(excerpt());
      },
    });
    const lian = bot.server.user(arabic);
    lian.sends('من أعلن الهدنة؟');
    const message = await lian.hears();
    assert.deepEqual(await lian.presses(message, 'اقرأ الجملة في سياقها'), {});
    const shown = await lian.hears();
    assert.equal(
      plain(shown.text),
      `هدنة في نهران\nوكالة نهران، 12 آب/أغسطس 2023\n\n… ${passage} …\nالمقطع 2 من 3`,
    );
    const bold = shown.entities?.filter(({ type }) => type === 'bold');
    assert.equal(slice(shown, bold?.[1]), quote);
    assert.equal(shown.reply_to_message?.message_id, message.message_id);
    const { reportId, version, start, end } = citation();
    assert.deepEqual(places, [{ reportId, version, start, end }]);
    assert.deepEqual(bot.server.unansweredCallbacks(), []);
  });

  test('says when the report changed, was withdrawn or is unknown', async () => {
    const results = [excerpt({ state: 'changed' }), excerpt({ state: 'withdrawn' }), null];
    await using bot = await runBot({ excerpt: () => Promise.resolve(results.shift() ?? null) });
    const mira = bot.server.user(english);
    mira.sends('Who?');
    const message = await mira.hears();
    await mira.presses(message, 'Read it in context');
    const changed = await mira.hears();
    assert.match(changed.text, /This report has changed since then/);
    assert.ok(changed.text.includes(passage));
    const withdrawn = await mira.presses(message, 'Read it in context');
    assert.match(withdrawn.text ?? '', /withdrawn/);
    assert.equal(withdrawn.show_alert, true);
    assert.match((await mira.presses(message, 'Read it in context')).text ?? '', /no longer find/);
    await bot.server.idle();
    assert.deepEqual(mira.chat.unheard(), []);
  });

  test('of a stranger or another version is answered politely', async () => {
    await using bot = await runBot({ excerpt: () => Promise.reject(new Error('must not be asked')) });
    const lian = bot.server.user(arabic);
    lian.startsBot();
    const message = await lian.hears();
    const good = excerptButton.pack({ reportId: 'nahran-00001', version: 1, start: 5, end: 9 });
    const strange = [
      'x',
      '0x.nahran-00001.1.5.9',
      `${good}.1`,
      good.replace('nahran', 'nah/an'),
      good.replace('.5.', '.-5.'),
      excerptButton.pack({ reportId: 'nahran-00001', version: 1, start: 9, end: 5 }),
      '\u0000',
      'é'.repeat(32),
    ];
    for (const data of strange) {
      const { text } = await lian.presses(message, { data });
      assert.match(text ?? '', /^هذا الزر لم يعد يعمل/, data);
    }
  });

  test('works after a restart, on another process of the bot', async () => {
    await using first = await runBot();
    const lian = first.server.user(arabic);
    lian.sends('من؟');
    const message = await lian.hears();
    const data = message.reply_markup?.inline_keyboard[0]?.[0];
    await using second = await runBot();
    const other = second.server.user(arabic);
    other.startsBot();
    await other.presses(await other.hears(), {
      data: data && 'callback_data' in data ? (data.callback_data ?? '') : '',
    });
    assert.ok((await other.hears()).text.includes(passage));
  });
});
