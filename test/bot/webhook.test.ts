import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serveHttp } from '../../src/bot/http.ts';
import { deriveSecret } from '../../src/bot/webhook.ts';
import { answer, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };
const secret = 'a-secret-of-this-test';

/** Posts to the bot as Telegram would, or not. */
async function post(root: string, body: string, header: string | undefined = secret): Promise<number> {
  const response = await fetch(`${root}/telegram`, {
    method: 'POST',
    headers: header === undefined ? {} : { 'x-telegram-bot-api-secret-token': header },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

const start = (id: number, from: object) => {
  const person = { id: 71, is_bot: false, first_name: 'Mira', ...from };
  const chat = { id: 71, type: 'private', first_name: 'Mira' };
  const entities = [{ type: 'bot_command', offset: 0, length: 5 }];
  return { update_id: id, message: { message_id: id, date: 1, chat, from: person, text: '/help', entities } };
};

describe('the webhook', () => {
  test('answers in both languages, buttons too, and in order within a chat', async () => {
    await using bot = await runBot({}, { webhookSecret: secret });
    await bot.polling.ready;
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    lian.sends('من أعلن الهدنة؟');
    mira.sends('Who declared the truce?');
    mira.sends('/help');
    const message = await lian.hears();
    assert.match(message.text, /^جاء في أحد التقارير/);
    assert.deepEqual(await lian.presses(message, 'اقرأ الجملة في سياقها'), {});
    assert.match((await mira.hears()).text, /^One of the reports/);
    assert.match((await mira.hears()).text, /^How to ask/);
    const info = await fetch(`${bot.server.apiRoot}/bot${bot.server.token}/getWebhookInfo`);
    const { result } = (await info.json()) as { result: Record<string, unknown> };
    assert.equal(result.url, `${bot.webhookRoot}/telegram`);
    assert.equal(result.last_error_message, undefined);
  });

  test('takes no post without the right secret, and none that is no update', async () => {
    await using bot = await runBot({}, { webhookSecret: secret });
    await bot.polling.ready;
    bot.server.user({ ...english, id: 71, started: true });
    const body = JSON.stringify(start(1, {}));
    for (const wrong of [undefined, '', 'another', `${secret}x`, secret.slice(1), 's'.repeat(100_00)]) {
      const status = await post(bot.webhookRoot, body, wrong ?? '');
      assert.equal(status, 401, wrong);
    }
    for (const bad of [
      '',
      '{',
      'null',
      '[]',
      '5',
      '{"update_id":"1"}',
      '{"update_id":1.5}',
      '{"message":{}}',
    ]) {
      assert.equal(await post(bot.webhookRoot, bad), 400, bad);
    }
    assert.equal(await post(bot.webhookRoot, `{"update_id":1,"x":"${'x'.repeat(2 ** 20)}"}`), 413);
    assert.equal((await fetch(`${bot.webhookRoot}/telegram`)).status, 404);
    assert.equal((await fetch(`${bot.webhookRoot}/telegram`, { method: 'PUT' })).status, 405);
    await bot.server.idle();
    assert.deepEqual(bot.server.world.chat(71).messages, []);
    assert.ok(!bot.log.join('').includes(secret));
  });

  test('works on each update once, however often it is posted', async () => {
    await using bot = await runBot({}, { webhookSecret: secret });
    await bot.polling.ready;
    bot.server.user({ ...english, id: 71, started: true });
    const body = JSON.stringify(start(5, {}));
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => post(bot.webhookRoot, body))), [200, 200, 200]);
    await bot.server.idle();
    assert.equal(bot.server.world.chat(71).unheard().length, 1);
  });

  test('answers a post before the question is answered, and a stop finishes what is in hand', async () => {
    const asked = Promise.withResolvers<void>();
    const work = Promise.withResolvers<void>();
    const bot = await runBot(
      {
        ask: async () => {
          asked.resolve();
          await work.promise;
          return answer();
        },
      },
      { webhookSecret: secret },
    );
    await bot.polling.ready;
    const lian = bot.server.user({ ...arabic, id: 71 });
    lian.sends('من؟');
    await asked.promise;
    assert.deepEqual(bot.polling.health().inHand, 1);
    const stopped = bot.polling.stop();
    // Telegram posts this one again, to the next process.
    assert.equal(await post(bot.webhookRoot, JSON.stringify(start(9999, {}))), 503);
    work.resolve();
    await stopped;
    await bot.polling.done;
    assert.equal(lian.chat.unheard().length, 1);
    await bot[Symbol.asyncDispose]();
  });

  test('after a restart: what was posted meanwhile comes, to polling too', async () => {
    const before = await runBot({}, { webhookSecret: secret });
    await before.polling.ready;
    const lian = before.server.user(arabic);
    lian.sends('/language');
    await lian.presses(await lian.hears(), 'English');
    await before.server.idle();
    await before.polling.stop();
    await before.http?.close();
    lian.sends('/help');
    await using bot = await runBot({}, { after: before });
    await bot.polling.ready;
    assert.match((await lian.hears()).text, /^How to ask/);
  });

  test('a failure is told as under polling, and an address that Telegram refuses ends it', async () => {
    await using bot = await runBot(
      { ask: () => Promise.reject(new Error('the disk is on fire')) },
      { webhookSecret: secret },
    );
    await bot.polling.ready;
    const mira = bot.server.user(english);
    mira.sends('Who?');
    assert.match((await mira.hears()).text, /C0DE42/);

    const refused = await runBot(
      {},
      {
        webhookSecret: secret,
        beforeStart: ({ faults }) =>
          faults.next('setWebhook', { code: 400, description: 'Bad Request: bad webhook: no address' }),
      },
    );
    await assert.rejects(refused.polling.done, /Telegram does not take WEBHOOK_URL \(.*no address\)/);
    await refused[Symbol.asyncDispose]();
  });

  test('a secret is derived from the token: the same one each time, and not the token', () => {
    const token = '123456:AAinvented';
    assert.equal(deriveSecret(token), deriveSecret(token));
    assert.notEqual(deriveSecret(token), deriveSecret(`${token}x`));
    assert.match(deriveSecret(token), /^[A-Za-z0-9_-]{43}$/);
  });
});

describe('/healthz', () => {
  test('says how the webhook does', async () => {
    const bot = await runBot({}, { webhookSecret: secret });
    await bot.polling.ready;
    const healthy = await fetch(`${bot.webhookRoot}/healthz`);
    assert.equal(healthy.status, 200);
    assert.equal(((await healthy.json()) as { ok: boolean }).ok, true);
    assert.equal((await fetch(`${bot.webhookRoot}/healthz`, { method: 'HEAD' })).status, 200);
    await bot.polling.stop();
    assert.equal((await fetch(`${bot.webhookRoot}/healthz`)).status, 503);
    await bot[Symbol.asyncDispose]();
  });

  test('is not ok while polling fails, and is again afterwards', async () => {
    await using bot = await runBot();
    assert.equal(bot.polling.health().ok, false);
    await bot.polling.ready;
    assert.equal(bot.polling.health().ok, true);
    const failed = Promise.withResolvers<void>();
    let failures = 0;
    bot.server.faults.always((method) => {
      if (method !== 'getUpdates') return undefined;
      failures += 1;
      if (failures > 4) failed.resolve();
      return { code: 502 };
    });
    const lian = bot.server.user(arabic);
    // Ends a long poll that is under way.
    lian.sends('/help');
    await failed.promise;
    assert.equal(bot.polling.health().ok, false);
    bot.server.faults.always(undefined);
    await lian.hears();
    assert.equal(bot.polling.health().ok, true);
    const told = bot.log.filter((line) => line.includes('cannot be reached'));
    assert.equal(told.length, 1);
  });

  test('a port that is taken is one sentence', async () => {
    const health = async () => ({ ok: true, uptime: 0, reports: 0, lastUpdateAge: null });
    const first = await serveHttp({ port: 0, health });
    await assert.rejects(
      serveHttp({ port: first.port, health }),
      new Error(`PORT ${first.port} is used by another program: set PORT to another one.`),
    );
    assert.equal((await fetch(`http://127.0.0.1:${first.port}/`, { method: 'POST' })).status, 404);
    await first.close();
  });
});
