import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { BotApiServer } from '../telegram/bot-api-server.ts';
import { begin, freePort, instance, nahran, truce, whoseTruce } from './rasid.ts';

describe('kill -9 of the bot', { concurrency: 2 }, () => {
  for (const how of ['webhook', 'polling'] as const) {
    test(`by ${how}: what Telegram was told is taken is answered after the next start, once`, async () => {
      const here = instance();
      here.write('nahran.md', nahran);
      after(() => here.remove());
      const server = await BotApiServer.start({ guard: 30_000 });
      try {
        const [lian, mira] = [{ language_code: 'ar' }, { language_code: 'en' }].map((details) =>
          server.user({ started: true, ...details }),
        );
        assert.ok(lian && mira);
        const port = await freePort();
        const settings = {
          BOT_TOKEN: server.token,
          TELEGRAM_API_ROOT: server.apiRoot,
          ...(how === 'webhook'
            ? { PORT: String(port), WEBHOOK_URL: `http://127.0.0.1:${port}/telegram` }
            : {}),
        };
        const first = begin(here, ['start'], settings);
        await first.says('stderr', new RegExp(`by ${how}`));
        await first.says('stderr', /1 added/);
        mira.sends('/help');
        assert.match((await mira.hears()).text, /^How to ask/);
        // No message gets out, so that all is in hand when the process is killed.
        const tried = Promise.withResolvers<void>();
        server.faults.always((method) => {
          if (method !== 'sendMessage') return undefined;
          tried.resolve();
          return 'drop-before';
        });
        lian.sends(whoseTruce);
        lian.sends('/privacy');
        mira.sends('/reports');
        await tried.promise;
        // Telegram has been told that all of it is taken.
        await server.idle();
        first.child.kill('SIGKILL');
        await first.ended;
        assert.deepEqual([...lian.chat.unheard(), ...mira.chat.unheard()], []);
        server.faults.always(undefined);

        const second = begin(here, ['start'], settings);
        assert.ok((await lian.hears()).text.includes(truce));
        assert.match((await lian.hears()).text, /^ما الذي يُحفظ؟/);
        assert.match((await mira.hears()).text, /^I have one report/);
        await second.says('stderr', /updates taken up from the last run: 3/);
        second.child.kill('SIGTERM');
        assert.equal((await second.ended).code, 0);

        const db = new Sqlite(path.join(here.data, 'rasid.sqlite'), { readonly: true });
        assert.equal(
          db.prepare('select count(*) from accepted_updates where body is not null').pluck().get(),
          0,
        );
        db.close();
        assert.deepEqual([...lian.chat.unheard(), ...mira.chat.unheard()], []);
      } finally {
        await server.close();
      }
    });
  }
});
