import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { BotApiServer } from '../telegram/bot-api-server.ts';
import { begin, instance, nahran, run, truce, whoseTruce } from './rasid.ts';

describe('start', { concurrency: 2 }, () => {
  const instances: ReturnType<typeof instance>[] = [];
  /** The invented report in folders of its own: tests run side by side. */
  function ours() {
    const made = instance();
    made.write('nahran.md', nahran);
    instances.push(made);
    return made;
  }
  after(() => {
    for (const made of instances) made.remove();
  });

  test('without BOT_TOKEN lines from a pipe are answered, to the end of input', async () => {
    const input = `${whoseTruce}\n\n  \nWho is the president of Brazil?`;
    const { code, stdout, stderr } = await run(ours(), ['start'], { input });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /1 added, 0 changed, 0 unchanged, 0 withdrawn, 0 skipped/);
    assert.match(stderr, /BOT_TOKEN is not set/);
    assert.equal(stdout.split(`“${truce}” [1]`).length, 2, stdout);
    const [first, second, ...rest] = stdout.trimEnd().split('\n\n').slice(-2);
    assert.match(first ?? '', /هدنة في نهران/, 'first the answer with its source');
    assert.match(second ?? '', /no answer/, 'then, in English, that there is none');
    assert.equal(rest.length, 0);
  });

  test('SIGINT ends the chat of a pipe that stays open', async () => {
    const process = begin(ours(), ['start']);
    process.child.stdin.write(`${whoseTruce}\n`);
    await process.says('stdout', /هدنة/);
    process.child.kill('SIGINT');
    const ended = await process.ended;
    assert.deepEqual([ended.code, ended.signal], [0, null], ended.stderr);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`with BOT_TOKEN a private question is answered in Telegram; ${signal} stops it cleanly`, async () => {
      const server = await BotApiServer.start({ guard: 30_000 });
      try {
        const person = server.user({ started: true, language_code: 'ar' });
        person.sends(whoseTruce);
        const process = begin(ours(), ['start'], {
          BOT_TOKEN: server.token,
          TELEGRAM_API_ROOT: server.apiRoot,
          LOG_LEVEL: 'debug',
        });
        // It may be asked before the report is read, and then says that it does not know.
        await process.says('stderr', /1 added/);
        await person.chat.hears();
        person.sends(whoseTruce);
        const answer = await person.chat.hears();
        assert.ok(answer.text.includes(truce), answer.text);
        process.child.kill(signal);
        const ended = await process.ended;
        assert.deepEqual([ended.code, ended.signal], [0, null], ended.stderr);
        assert.equal(ended.stdout, '');
        assert.ok(!ended.stderr.includes(server.token), 'the token is a secret');
      } finally {
        await server.close();
      }
    });
  }

  test('a token that Telegram refuses is one sentence that names BOT_TOKEN', async () => {
    const server = await BotApiServer.start();
    try {
      const token = '7000000009:a-token-that-is-not-this-servers-00000';
      const settings = { BOT_TOKEN: token, TELEGRAM_API_ROOT: server.apiRoot, LOG_LEVEL: 'trace' };
      const { code, stdout, stderr } = await run(ours(), ['start'], settings);
      assert.equal(code, 1);
      const last = stderr.trimEnd().split('\n').at(-1);
      assert.match(last ?? '', /^Telegram refuses BOT_TOKEN: .*@BotFather/);
      assert.doesNotMatch(stderr, /^\s+at /m, 'no stack trace');
      assert.ok(!`${stdout}${stderr}`.includes(token.split(':')[1]!), 'the token is a secret');
    } finally {
      await server.close();
    }
  });
});
