import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { excerptButton } from '../../src/bot/excerpt/excerpt-button.ts';
import type { ChatStore } from '../../src/store/chats.ts';
import { answer, passage, plain, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en-GB' };

describe('failures', () => {
  test('reach the user as one sentence with the code of the log, which holds no token', async () => {
    await using bot = await runBot({
      ask: () => Promise.reject(new Error('the disk is on fire')),
      excerpt: () => Promise.reject(new Error('the disk is wet')),
    });
    const lian = bot.server.user(arabic);
    lian.sends('من أعلن الهدنة؟');
    assert.match(plain((await lian.hears()).text), /هذا الرمز: C0DE42$/);
    const { text, show_alert } = await lian.presses(lian.sends('…'), {
      data: excerptButton.pack({ reportId: 'nahran-00001', version: 1, start: 0, end: 9 }),
    });
    assert.match(plain(text), /C0DE42$/);
    assert.equal(show_alert, true);
    await bot.server.idle();
    const failed = bot.log.map((line) => JSON.parse(line)).filter(({ code }) => code === 'C0DE42');
    assert.deepEqual(
      failed.map(({ reason }) => reason),
      ['the disk is on fire', 'the disk is wet'],
    );
    assert.ok(!bot.log.join('').includes(bot.server.token));
  });

  test('of sending after the button was answered are told in a message', async () => {
    await using bot = await runBot();
    const lian = bot.server.user(arabic);
    lian.sends('من؟');
    const message = await lian.hears();
    bot.server.faults.next('sendMessage', { code: 400 });
    await lian.presses(message, 'اقرأ الجملة في سياقها');
    assert.match(plain((await lian.hears()).text), /C0DE42$/);
  });

  test('a button that was pressed long ago still does its work', async () => {
    await using bot = await runBot();
    const lian = bot.server.user(arabic);
    lian.sends('من؟');
    const message = await lian.hears();
    bot.server.faults.next('answerCallbackQuery', {
      code: 400,
      description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
    });
    bot.server.push({
      callback_query: {
        id: '1',
        from: lian.user,
        chat_instance: '1',
        message,
        data: excerptButton.pack({ reportId: 'nahran-00001', version: 1, start: 0, end: 9 }),
      },
    });
    assert.ok((await lian.hears()).text.includes(passage));
  });

  test('with what is not said to the bot is told to nobody', async () => {
    const chats = { chat: () => Promise.reject(new Error('the disk is gone')) } as unknown as ChatStore;
    await using bot = await runBot({ chats });
    const lian = bot.server.user(arabic);
    const chat = bot.server.group();
    lian.sends('صباح الخير', { chat });
    lian.sends('@rasid_test_bot من؟', { chat });
    assert.match(plain((await chat.hears()).text), /C0DE42$/);
    await bot.server.idle();
    assert.deepEqual(chat.unheard(), []);
  });

  test('a user who blocked the bot is no error', async () => {
    await using bot = await runBot({
      ask: async () => {
        lian.blocksBot();
        return answer();
      },
    });
    const lian = bot.server.user(arabic);
    lian.sends('من؟');
    await bot.server.idle();
    assert.deepEqual(
      bot.log.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50),
      [],
    );
  });

  test('too many requests are waited for as long as Telegram says', async (t) => {
    await using bot = await runBot();
    const mira = bot.server.user(english);
    mira.startsBot();
    await mira.hears();
    const waits: number[] = [];
    const real = globalThis.setTimeout;
    t.mock.method(globalThis, 'setTimeout', ((run: () => void, ms: number) => {
      if (ms !== 37_000) return real(run, ms);
      waits.push(ms);
      return setImmediate(run);
    }) as typeof setTimeout);
    bot.server.faults.next('sendMessage', { code: 429, retryAfter: 37 }, 2);
    mira.sends('Who declared the truce?');
    assert.match((await mira.hears()).text, /^One of the reports says:/);
    assert.deepEqual(waits, [37_000, 37_000]);
  });
});
