import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BotApiServer } from '../telegram/bot-api-server.ts';
import { begin, instance, nahran, run } from './rasid.ts';

// The town, the names and the events are invented.

test('what is followed in Telegram alerts when a report comes: into the folder, and by another process', async () => {
  const where = instance();
  const server = await BotApiServer.start({ guard: 30_000 });
  try {
    where.write('nahran.md', nahran);
    const lian = server.user({ started: true, language_code: 'ar' });
    const settings = { BOT_TOKEN: server.token, TELEGRAM_API_ROOT: server.apiRoot };
    const process = begin(where, ['start'], settings);
    await process.says('stderr', /1 added/);
    lian.sends('/follow هدنة نهران');
    const said = await lian.hears();
    assert.match(said.text, /هذا بعض ما كان سيصلك/, 'the report that is there is the preview');
    where.write('bakery.txt', 'افتُتح مخبز جديد في سلّوم. وازدحم الناس عليه.');
    where.write('second.txt', 'تجددت الهدنة في نهران أسبوعاً آخر.\n\nوقال وجهاء نهران إن الهدنة صامدة.');
    const alert = await lian.hears();
    assert.match(alert.text, /تقرير جديد عن: .*هدنة نهران/);
    assert.match(alert.text, /تجددت الهدنة في نهران أسبوعاً آخر/);
    where.write('third.txt', 'انتهت الهدنة في نهران فجر اليوم.');
    const { code, stderr } = await run(where, ['ingest']);
    assert.equal(code, 0, stderr);
    assert.match((await lian.hears()).text, /انتهت الهدنة في نهران فجر اليوم/);
    process.child.kill('SIGTERM');
    const ended = await process.ended;
    assert.deepEqual([ended.code, ended.signal], [0, null], ended.stderr);
    assert.deepEqual(lian.chat.unheard(), []);
  } finally {
    await server.close();
    where.remove();
  }
});
