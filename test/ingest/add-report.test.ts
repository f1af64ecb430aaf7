import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { placeReport } from '../../src/ingest/add-report.ts';
import { IngestQueue } from '../../src/ingest/ingest-queue.ts';
import { temporaryFolder } from '../store/fixtures.ts';

// The towns are invented.
const text = (what: string) => Buffer.from(`بلدة نهران: ${what}.\n`);

test('a report is written whole into the folder, under a name of its own', async (t) => {
  const folder = temporaryFolder(t);
  const placed = await placeReport(folder, { name: '../هدنة.txt', bytes: text('هدنة'), ifThere: 'ask' });
  assert.deepEqual(placed, { outcome: 'written', name: 'هدنة.txt', title: 'بلدة نهران: هدنة.' });
  assert.deepEqual(readdirSync(folder), ['هدنة.txt']);
  assert.deepEqual(readFileSync(join(folder, 'هدنة.txt')), text('هدنة'));
});

test('another report is not replaced unless that is wanted', async (t) => {
  const folder = temporaryFolder(t);
  const put = (what: string, ifThere: 'ask' | 'replace' | 'keep-both') =>
    placeReport(folder, { name: 'a.txt', bytes: text(what), ifThere });
  await put('أولى', 'ask');
  assert.equal((await put('أولى', 'ask')).outcome, 'same');
  assert.equal((await put('ثانية', 'ask')).outcome, 'there');
  assert.deepEqual(readFileSync(join(folder, 'a.txt')), text('أولى'));
  const both = await put('ثانية', 'keep-both');
  assert.deepEqual(both.outcome === 'written' && both.name, 'a (2).txt');
  assert.equal((await put('ثالثة', 'replace')).outcome, 'replaced');
  assert.deepEqual(readFileSync(join(folder, 'a.txt')), text('ثالثة'));
  assert.deepEqual(readdirSync(folder).sort(), ['a (2).txt', 'a.txt']);
});

test('two files of one name at once: one of them is there, whole', async (t) => {
  const folder = temporaryFolder(t);
  const outcomes = await Promise.all(
    ['أولى', 'ثانية'].map((what) =>
      placeReport(folder, { name: 'a.txt', bytes: text(what), ifThere: 'ask' }),
    ),
  );
  assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), ['there', 'written']);
  assert.deepEqual(readdirSync(folder), ['a.txt']);
});

test('what gives no report is not written, and says why', async (t) => {
  const folder = temporaryFolder(t);
  const put = (name: string, bytes: Uint8Array) => placeReport(folder, { name, bytes, ifThere: 'ask' });
  assert.deepEqual(await put('a.txt', Buffer.alloc(0)), { outcome: 'unreadable', reason: 'empty' });
  assert.deepEqual(await put('a.exe', text('x')), { outcome: 'unreadable', reason: 'unknown-format' });
  assert.deepEqual(await put('….txt', text('x')), { outcome: 'no-name' });
  assert.deepEqual(readdirSync(folder), []);
  const missing = await placeReport(join(folder, 'no'), { name: 'a.txt', bytes: text('x'), ifThere: 'ask' });
  assert.deepEqual(missing, { outcome: 'not-writable', code: 'ENOENT' });
});

test('a link that leads out of the folder is replaced, not followed', async (t) => {
  const outside = temporaryFolder(t);
  const folder = join(outside, 'reports');
  mkdirSync(folder);
  writeFileSync(join(outside, 'private.txt'), 'private');
  symlinkSync(join(outside, 'private.txt'), join(folder, 'a.txt'));
  await placeReport(folder, { name: 'a.txt', bytes: text('x'), ifThere: 'replace' });
  assert.equal(readFileSync(join(outside, 'private.txt'), 'utf8'), 'private');
  assert.deepEqual(readFileSync(join(folder, 'a.txt')), text('x'));
});

test('ingests run one after the other, also after one that failed', async () => {
  const queue = new IngestQueue();
  const order: string[] = [];
  const first = queue.run(async () => {
    order.push('first begins');
    await Promise.resolve();
    order.push('first ends');
    throw new Error('broken');
  });
  const second = queue.run(async () => void order.push('second'));
  assert.equal(queue.busy, true);
  await assert.rejects(first, /broken/);
  await second;
  assert.deepEqual(order, ['first begins', 'first ends', 'second']);
  assert.equal(queue.busy, false);
});
