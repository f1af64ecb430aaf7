import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { FolderError } from '../../src/ingest/ingest.ts';
import { temporaryFolder } from '../store/fixtures.ts';
import { contents, invented, workshop } from './folder-fixtures.ts';

// All reports are invented.

/** A folder of four reports that was ingested, and then changed in every way. */
async function changedFolder(t: TestContext) {
  const w = await workshop(t);
  for (const [n, file] of ['a.txt', 'gone.txt', 'moved.txt', 'deep/kept.txt'].entries()) {
    w.write(file, invented(n));
  }
  await w.ingest();
  w.write('a.txt', invented(10));
  w.write('new.txt', invented(11));
  w.write('other.txt', invented(12));
  w.write('deep/kept.txt', invented(13));
  w.remove('gone.txt');
  renameSync(path.join(w.folder, 'moved.txt'), path.join(w.folder, 'here.txt'));
  return {
    ...w,
    async agrees(): Promise<void> {
      assert.deepEqual([...w.index.ids()].sort(), (await w.store.passageIds()).sort());
    },
    found: async () => [...(await contents(w.store)).keys()].sort(),
    text: async (file: string) => (await contents(w.store)).get(file)?.texts[0],
  };
}

test('only the files that are named are brought up to date', async (t) => {
  const w = await changedFolder(t);
  const summary = await w.ingest({}, ['a.txt', 'new.txt', 'a.txt']);
  assert.deepEqual([summary.added, summary.changed, summary.withdrawn, summary.reports], [1, 1, 0, 5]);
  assert.deepEqual(await w.found(), ['a.txt', 'deep/kept.txt', 'gone.txt', 'moved.txt', 'new.txt']);
  assert.notEqual((await w.text('deep/kept.txt'))?.slice(0, 20), invented(13).slice(0, 20), 'not looked at');
  await w.agrees();
  assert.equal((await w.ingest({}, ['a.txt'])).unchanged, 1);
  const all = await w.ingest();
  assert.deepEqual([all.added, all.changed, all.unchanged, all.withdrawn], [2, 1, 2, 2]);
  await w.agrees();
});

test('what is surely gone is withdrawn, and a moved file is one report less and one more', async (t) => {
  const w = await changedFolder(t);
  const summary = await w.ingest({}, ['gone.txt', 'moved.txt', 'here.txt', 'never.txt']);
  assert.deepEqual([summary.added, summary.changed, summary.withdrawn, summary.reports], [1, 0, 2, 3]);
  assert.deepEqual(await w.found(), ['a.txt', 'deep/kept.txt', 'here.txt']);
  await w.agrees();
  assert.equal((await w.ingest({}, ['gone.txt'])).withdrawn, 0, 'once');
  w.write('gone.txt', invented(1));
  assert.equal((await w.ingest({}, ['gone.txt'])).added, 1, 'and back');
  assert.equal((await w.ingest()).added, 2);
  await w.agrees();
});

test('what is named and gives no report is skipped in words; what it gave before stays', async (t) => {
  const w = await changedFolder(t);
  w.write('a.txt', '');
  w.write('scan.pdf', '%PDF');
  w.write('.hidden.txt', invented(1));
  const { skipped, withdrawn } = await w.ingest({}, ['a.txt', 'scan.pdf', '.hidden.txt']);
  assert.deepEqual(
    skipped.map((one) => [one.path, one.reason]),
    [
      ['scan.pdf', 'unknown-format'],
      ['a.txt', 'empty'],
    ],
  );
  assert.equal(withdrawn, 0);
  assert.match(w.warnings.join('\n'), /Skipped a\.txt: .* Its report stays as it was\./);
  assert.ok((await w.found()).includes('a.txt'));
});

test('what is still being written is left for later, and named', async (t) => {
  const w = await changedFolder(t);
  const first = await w.ingest({ settle: 60_000 }, ['a.txt', 'new.txt', 'gone.txt']);
  assert.deepEqual(first.deferred.toSorted(), ['a.txt', 'new.txt']);
  assert.deepEqual([first.added, first.changed, first.withdrawn], [0, 0, 1]);
  const second = await w.ingest({ settle: 60_000, now: () => Date.now() + 60_001 }, first.deferred);
  assert.deepEqual([second.added, second.changed, second.deferred], [1, 1, []]);
  await w.agrees();
});

const wholeFolder: Record<string, (w: Awaited<ReturnType<typeof changedFolder>>) => string[]> = {
  'a folder': () => ['deep'],
  'a folder that is gone': (w) => {
    w.remove('deep');
    return ['deep/kept.txt'];
  },
  'a link': (w) => {
    symlinkSync(path.join(w.folder, 'a.txt'), path.join(w.folder, 'link.txt'));
    return ['link.txt'];
  },
  'a name in decomposed form': (w) => {
    w.write('cafe\u0301.txt', invented(5));
    return ['cafe\u0301.txt'];
  },
  'very many files': () => Array.from({ length: 65 }, (_, i) => `${i}.txt`),
};
for (const [what, change] of Object.entries(wholeFolder)) {
  test(`the whole folder is read for ${what}`, async (t) => {
    const w = await changedFolder(t);
    await w.ingest({}, change(w));
    const found = await w.found();
    assert.ok(found.includes('other.txt') && !found.includes('gone.txt'), found.join());
    const { added, changed, withdrawn } = await w.ingest();
    assert.deepEqual([added, changed, withdrawn], [0, 0, 0], 'nothing is left to do');
    await w.agrees();
  });
}

test('the whole folder is read when another one was read last', async (t) => {
  const w = await changedFolder(t);
  const elsewhere = temporaryFolder(t);
  mkdirSync(path.join(elsewhere, 'deep'));
  await w.ingest({ folder: elsewhere });
  assert.deepEqual(await w.found(), []);
  await w.ingest({}, ['a.txt']);
  assert.deepEqual(await w.found(), ['a.txt', 'deep/kept.txt', 'here.txt', 'new.txt', 'other.txt']);
});

test('a reports folder that is gone withdraws nothing', async (t) => {
  const w = await changedFolder(t);
  w.remove('.');
  await assert.rejects(w.ingest({}, ['a.txt']), FolderError);
  assert.equal((await w.store.counts()).reports, 4);
});
