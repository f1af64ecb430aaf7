import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLevel } from '../src/config.ts';
import { createLogger, redact } from '../src/log.ts';

const TOKEN = '123456789:AAinvented-token_for-tests0123456789';

function logger(level: LogLevel = 'info', secrets: string[] = []) {
  const lines: string[] = [];
  return { lines, log: createLogger({ level, secrets, write: (line) => lines.push(line) }) };
}

test('a line for a person, written at once', () => {
  const { lines, log } = logger();
  log.warn({ file: 'نشرة.txt' }, 'skipped');
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^\[\d\d:\d\d:\d\d\] WARN: skipped \{"file":"نشرة\.txt"\}\n$/);
});

test('the level decides', () => {
  const { lines, log } = logger('warn');
  log.info('no');
  log.error('yes');
  assert.equal(lines.length, 1);
  const silent = logger('silent');
  silent.log.fatal('no');
  assert.deepEqual(silent.lines, []);
});

test('no token in texts, addresses, details and errors', () => {
  const { lines, log } = logger('info', ['s3cret/with+signs']);
  log.info(`token ${TOKEN}`);
  log.info({ url: `https://api.example.org/bot${TOKEN}/getMe` }, 'call');
  log.error(new Error(`fetch of http://localhost/file/bot${encodeURIComponent(TOKEN)}/x failed`), 'down');
  log.info({ deep: { list: ['s3cret/with+signs'] } }, encodeURIComponent('s3cret/with+signs'));
  const text = lines.join('');
  assert.ok(!text.includes('AAinvented'), text);
  assert.ok(!/s3cret/.test(text), text);
  assert.match(text, /\/bot\*\*\*\/getMe/);
  assert.match(text, /\/file\/bot\*\*\*\/x failed/);
});

test('redact leaves other texts alone', () => {
  assert.equal(redact('http://localhost/bot1:short/getMe'), 'http://localhost/bot***/getMe');
  for (const text of ['at 12:30:05', 'id 123456789: ready', 'robots/bot.txt', '2031-05-02T10:00:00Z', '']) {
    assert.equal(redact(text, ['']), text);
  }
});
