import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { claimIndexFolder } from '../../src/ingest/index-folder.ts';
import { temporaryFolder } from '../store/fixtures.ts';

test('the first has the folder, others a copy of it, the next after its release the folder again', async (t) => {
  const folder = path.join(temporaryFolder(t), 'made', 'index');
  const first = await claimIndexFolder(folder);
  assert.deepEqual([first.folder, first.isCopy], [folder, false]);
  mkdirSync(path.join(folder, 'sparse'));
  writeFileSync(path.join(folder, 'sparse', '1.segment'), 'words');

  const second = await claimIndexFolder(folder);
  assert.ok(second.isCopy);
  assert.notEqual(second.folder, folder);
  assert.deepEqual(readdirSync(second.folder), ['sparse']);
  const copied = path.join(second.folder, 'sparse', '1.segment');
  assert.equal(readFileSync(copied, 'utf8'), 'words');
  writeFileSync(copied, 'others');
  assert.equal(readFileSync(path.join(folder, 'sparse', '1.segment'), 'utf8'), 'words');
  await second.release();
  assert.ok(!existsSync(second.folder));

  await first.release();
  const third = await claimIndexFolder(folder);
  assert.ok(!third.isCopy);
  await third.release();
});

test('a lock file that is no database is made again', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, 'lock.sqlite'), 'x'.repeat(5000));
  const claimed = await claimIndexFolder(folder);
  assert.ok(!claimed.isCopy);
  const second = await claimIndexFolder(folder);
  assert.ok(second.isCopy, 'and locks');
  await second.release();
  await claimed.release();
});

test('a folder that cannot be one is a sentence that names INDEX_DIR', async (t) => {
  const file = path.join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  await assert.rejects(
    claimIndexFolder(path.join(file, 'index')),
    /^Error: The index folder can't be used \(ENOTDIR\): INDEX_DIR, now .*file.index, must be a folder that Rasid may write to\.$/,
  );
});
