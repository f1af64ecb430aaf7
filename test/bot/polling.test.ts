import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };

describe('polling', () => {
  test('stops cleanly: what is in hand is finished, what comes later waits for the next start', async () => {
    let asked = () => {};
    const started = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const work = Promise.withResolvers<void>();
    const bot = await runBot({
      ask: async () => {
        asked();
        await work.promise;
        return answer();
      },
    });
    const lian = bot.server.user(arabic);
    // Both come in one batch.
    lian.sends('من؟');
    lian.sends('أين؟');
    await started;
    const stopped = bot.polling.stop();
    lian.sends('متى؟');
    work.resolve();
    await stopped;
    await bot.polling.done;
    assert.equal(lian.chat.unheard().length, 2);
    const { result } = (await (
      await fetch(`${bot.server.apiRoot}/bot${bot.server.token}/getUpdates`)
    ).json()) as {
      result: { message: { text: string } }[];
    };
    assert.deepEqual(
      result.map(({ message }) => message.text),
      ['متى؟'],
    );
    await bot.server.close();
  });

  test('stops at once while Telegram cannot be reached, and tells the log no token', async () => {
    const tried = Promise.withResolvers<void>();
    const bot = await runBot(
      {},
      {
        beforeStart: ({ faults }) =>
          faults.always((method) => {
            if (method === 'getMe') tried.resolve();
            return 'drop-before';
          }),
      },
    );
    await tried.promise;
    await bot.polling.stop();
    await bot.polling.done;
    await assert.rejects(bot.polling.ready, /stopped before Telegram answered/);
    assert.ok(!bot.log.join('').includes(bot.server.token));
    await bot.server.close();
  });

  test('ends with a sentence for the operator when the token is refused or used twice', async () => {
    const refused = await runBot(
      {},
      { beforeStart: (s) => s.faults.next('getMe', { code: 401, description: 'Unauthorized' }) },
    );
    await assert.rejects(refused.polling.done, /Telegram refuses BOT_TOKEN/);
    await refused.server.close();

    const twice = await runBot();
    await twice.polling.ready;
    twice.server.user(arabic).startsBot();
    await twice.server.idle();
    await fetch(`${twice.server.apiRoot}/bot${twice.server.token}/getUpdates?timeout=0&offset=0`);
    await assert.rejects(twice.polling.done, /Another process is polling/);
    await twice.server.close();
  });
});
