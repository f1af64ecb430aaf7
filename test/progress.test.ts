import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createProgress, progressText, whileShown } from '../src/progress.ts';

function output(isTTY: boolean) {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 100, rows: 20 });
  return { stream, text: () => (stream.read() as string | null) ?? '' };
}

const WORK = { what: 'Reading reports', unit: 'files', total: 1_200 };

test('how far, how fast, how long still', () => {
  assert.equal(progressText(WORK, 0, 0), '0 of 1,200 files');
  assert.equal(progressText(WORK, 0, 900), '0 of 1,200 files');
  assert.equal(progressText(WORK, 300, 10_000), '300 of 1,200 files, 30/s, 30 s left');
  assert.equal(progressText(WORK, 10, 4_000), '10 of 1,200 files, 2.5/s, 8 min left');
  assert.equal(progressText(WORK, 1, 10_000), '1 of 1,200 files, 0.1/s, 3 h 20 min left');
  assert.equal(progressText(WORK, 1_200, 10_000), '1,200 of 1,200 files, 120/s');
});

test('without a terminal: a line every three seconds and one at the end', async () => {
  const { stream, text } = output(false);
  let time = 0;
  const task = createProgress(stream, () => time).begin(WORK);
  for (let i = 0; i < 70; i++) {
    time += 100;
    task.advance(10);
  }
  task.end();
  assert.deepEqual(text().split('\n'), [
    'Reading reports: 300 of 1,200 files, 100/s, 9 s left',
    'Reading reports: 600 of 1,200 files, 100/s, 6 s left',
    'Reading reports: 700 of 1,200 files, 100/s, 5 s left',
    '',
  ]);
});

test('without a terminal: short work writes nothing', () => {
  const { stream, text } = output(false);
  let time = 0;
  const progress = createProgress(stream, () => time);
  const task = progress.begin({ ...WORK, total: 2 });
  time += 2_900;
  task.advance(2);
  task.end();
  assert.equal(text(), '');
  progress.write('a line\n');
  assert.equal(text(), 'a line\n');
});

test('on a terminal: a bar, and lines above it', () => {
  const { stream, text } = output(true);
  let time = 0;
  const progress = createProgress(stream, () => time);
  const task = progress.begin(WORK);
  time += 10_000;
  task.advance(600);
  progress.write('Skipped bad.txt: it is empty\n');
  const during = text();
  assert.match(during, /Reading reports ░{24} 0 of 1,200 files/);
  assert.ok(during.includes('\r\u001b[KSkipped bad.txt: it is empty\n'));
  assert.match(during.slice(during.indexOf('Skipped')), /█{12}░{12} 600 of 1,200 files, 60\/s, 10 s left/);
  task.end();
  text();
  progress.write('after\n');
  assert.equal(text(), 'after\n');
});

test('on a terminal: nothing to do is a full bar', () => {
  const { stream, text } = output(true);
  const task = createProgress(stream).begin({ ...WORK, total: 0 });
  task.end();
  assert.match(text(), /█{24} 0 of 0 files/);
});

test('whileShown ends the task also when the work fails', async () => {
  let ended = 0;
  const progress = { begin: () => ({ advance() {}, end: () => ended++ }) };
  assert.equal(await whileShown(progress, WORK, async () => 7), 7);
  await assert.rejects(
    whileShown(progress, WORK, () => Promise.reject(new Error('x'))),
    /x/,
  );
  assert.equal(ended, 2);
});
