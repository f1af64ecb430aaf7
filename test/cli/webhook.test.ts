import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { BotApiServer } from '../telegram/bot-api-server.ts';
import { begin, freePort, instance, nahran, run, truce, whoseTruce } from './rasid.ts';

describe('the bot as a process', { concurrency: 2 }, () => {
  const here = instance();
  here.write('nahran.md', nahran);
  const other = instance();
  other.write('nahran.md', nahran);
  after(() => {
    here.remove();
    other.remove();
  });

  test('by webhook: an answer, the health, an admin, a stop; and all of it by polling after that', async () => {
    const server = await BotApiServer.start({ guard: 30_000 });
    const port = await freePort();
    try {
      const lian = server.user({ id: 70, started: true, language_code: 'ar' });
      const mira = server.user({ started: true, language_code: 'en' });
      const settings = {
        BOT_TOKEN: server.token,
        TELEGRAM_API_ROOT: server.apiRoot,
        PORT: String(port),
        ADMINS: '70',
      };
      const webhook = begin(here, ['start'], { ...settings, WEBHOOK_URL: `http://127.0.0.1:${port}/t` });
      await webhook.says('stderr', /by webhook/);
      await webhook.says('stderr', /1 added/);
      lian.sends(whoseTruce);
      assert.ok((await lian.hears()).text.includes(truce));
      mira.sends('/help');
      assert.match((await mira.hears()).text, /^How to ask/);
      const health = await fetch(`http://127.0.0.1:${port}/healthz`);
      const { ok, reports, uptime, lastUpdateAge } = (await health.json()) as Record<string, unknown>;
      assert.deepEqual([health.status, ok, reports], [200, true, 1]);
      assert.ok(Number(uptime) >= 0 && Number(lastUpdateAge) < 30);
      const refused = await fetch(`http://127.0.0.1:${port}/t`, { method: 'POST', body: '{"update_id":1}' });
      assert.equal(refused.status, 401);
      lian.sends('/stats');
      assert.match((await lian.hears()).text, /الأسئلة اليوم: .?1/);
      webhook.child.kill('SIGTERM');
      const ended = await webhook.ended;
      assert.deepEqual([ended.code, ended.signal, ended.stdout], [0, null, ''], ended.stderr);
      assert.ok(!ended.stderr.includes(whoseTruce), 'a question is nobody else’s business');

      const polling = begin(here, ['start'], settings);
      lian.sends('ومتى؟');
      await lian.hears();
      assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
      assert.equal((await fetch(`http://127.0.0.1:${port}/t`, { method: 'POST' })).status, 404);
      polling.child.kill('SIGINT');
      assert.equal((await polling.ended).code, 0);
    } finally {
      await server.close();
    }
  });

  test('a folder that is not there, and a port that is taken, end it with a sentence', async () => {
    const server = await BotApiServer.start();
    try {
      const settings = { BOT_TOKEN: server.token, TELEGRAM_API_ROOT: server.apiRoot };
      const missing = await run(other, ['start'], { ...settings, REPORTS_DIR: `${other.root}/none` });
      assert.equal(missing.code, 1);
      assert.match(missing.stderr, /The reports folder .*none does not exist: set REPORTS_DIR/);
      const port = new URL(server.apiRoot).port;
      const taken = await run(other, ['start'], { ...settings, PORT: port });
      assert.equal(taken.code, 1);
      assert.match(taken.stderr, new RegExp(`PORT ${port} is used by another program`));
    } finally {
      await server.close();
    }
  });
});
