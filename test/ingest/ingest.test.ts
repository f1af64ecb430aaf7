import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { reconcile } from '../../src/ingest/indexes.ts';
import { FolderError, nothingCouldBeRead, summaryLine } from '../../src/ingest/ingest.ts';
import { NO_PROGRESS } from '../../src/progress.ts';
import { contents, invented, workshop } from './folder-fixtures.ts';

type Counts = [added: number, changed: number, unchanged: number, withdrawn: number, skipped: number];

test('add, change, leave, withdraw, bring back, skip: step by step on one folder', async (t) => {
  const w = await workshop(t);
  const steps: [what: string, action: () => void, expected: Counts, found: string[]][] = [
    ['an empty folder', () => {}, [0, 0, 0, 0, 0], []],
    [
      'three new files, one in a folder',
      () => {
        w.write('a.txt', invented(1));
        w.write('b.md', `# عنوان\n\n${invented(2)}`);
        w.write('sub/dir/c.txt', invented(3));
      },
      [3, 0, 0, 0, 0],
      ['a.txt', 'b.md', 'sub/dir/c.txt'],
    ],
    ['nothing new', () => {}, [0, 0, 3, 0, 0], ['a.txt', 'b.md', 'sub/dir/c.txt']],
    ['one changed', () => w.write('a.txt', invented(4)), [0, 1, 2, 0, 0], ['a.txt', 'b.md', 'sub/dir/c.txt']],
    ['one gone', () => w.remove('b.md'), [0, 0, 2, 1, 0], ['a.txt', 'sub/dir/c.txt']],
    ['still gone', () => {}, [0, 0, 2, 0, 0], ['a.txt', 'sub/dir/c.txt']],
    [
      'back as it was',
      () => w.write('b.md', `# عنوان\n\n${invented(2)}`),
      [1, 0, 2, 0, 0],
      ['a.txt', 'b.md', 'sub/dir/c.txt'],
    ],
    ['a folder gone', () => w.remove('sub'), [0, 0, 2, 1, 0], ['a.txt', 'b.md']],
    [
      'back with another text',
      () => w.write('sub/dir/c.txt', invented(5)),
      [1, 0, 2, 0, 0],
      ['a.txt', 'b.md', 'sub/dir/c.txt'],
    ],
    [
      'a bad file among them',
      () => w.write('bad.txt', ''),
      [0, 0, 3, 0, 1],
      ['a.txt', 'b.md', 'sub/dir/c.txt'],
    ],
    [
      'a good file goes bad: its report stays',
      () => w.write('a.txt', ''),
      [0, 0, 2, 0, 2],
      ['a.txt', 'b.md', 'sub/dir/c.txt'],
    ],
    [
      'moved: one gone, one new',
      () => renameSync(path.join(w.folder, 'b.md'), path.join(w.folder, 'd.md')),
      [1, 0, 1, 1, 2],
      ['a.txt', 'd.md', 'sub/dir/c.txt'],
    ],
  ];
  for (const [what, action, expected, found] of steps) {
    action();
    const s = await w.ingest();
    assert.deepEqual([s.added, s.changed, s.unchanged, s.withdrawn, s.skipped.length], expected, what);
    assert.deepEqual([...(await contents(w.store)).keys()].toSorted(), found, what);
    assert.deepEqual(
      [...w.index.ids()].toSorted((a, b) => a - b),
      await w.store.passageIds(),
      what,
    );
    assert.equal(s.passages, w.index.held.size, what);
    assert.equal(s.reports, found.length, what);
  }
  const versions = [...(await contents(w.store))].map(([file, { version }]) => [file, version]);
  assert.deepEqual(versions.toSorted(), [
    ['a.txt', 2],
    ['d.md', 1],
    ['sub/dir/c.txt', 2],
  ]);
});

test('the text in the passages is the text of the file', async (t) => {
  const w = await workshop(t);
  w.write('a.txt', invented(1, 40));
  await w.ingest();
  const id = (await w.store.catalogue()).get('a.txt')?.id ?? assert.fail();
  const report = (await w.store.report(id)) ?? assert.fail();
  const passages = await w.store.passagesOf(id);
  assert.ok(passages.length > 2);
  for (const p of passages) assert.equal(p.text, report.text.slice(p.start, p.end));
  const last = passages.at(-1)?.sentences.at(-1) ?? assert.fail();
  assert.match(report.text.slice(last.start, last.end), /^في اليوم 40 أعلن/);
});

test('two files with the same text are two reports', async (t) => {
  const w = await workshop(t);
  w.write('a.txt', invented(1));
  w.write('copy.txt', invented(1));
  assert.equal((await w.ingest()).added, 2);
});

test('a skipped file is one line with its name and the reason, harmless to a terminal', async (t) => {
  const w = await workshop(t);
  w.write('good.txt', invented(1));
  w.write('empty\u001b[2J\u202e.txt', '');
  w.write('binary.txt', Buffer.from([0, 1, 2, 3, 0, 0, 255, 0, 7]));
  const summary = await w.ingest();
  assert.deepEqual(
    summary.skipped.map((s) => s.reason),
    ['binary', 'empty'],
  );
  assert.equal(w.warnings.length, 2);
  for (const line of w.warnings)
    assert.match(line, /^Skipped (binary\.txt|empty\\u001b\[2J\\u202e\.txt): .+$/);
  assert.ok(!nothingCouldBeRead(summary));
  w.write('good.txt', '');
  await w.ingest();
  assert.match(
    w.warnings.find((line) => line.includes('good.txt')) ?? '',
    /\. Its report stays as it was\.$/,
  );
  assert.match(
    summaryLine(summary),
    /^1 added, 0 changed, 0 unchanged, 0 withdrawn, 2 skipped; reports: 1, passages: \d+/,
  );
});

test('nothing could be read: files, but not one report', async (t) => {
  const w = await workshop(t);
  assert.ok(!nothingCouldBeRead(await w.ingest()), 'an empty folder is no failure');
  w.write('empty.txt', '');
  assert.ok(nothingCouldBeRead(await w.ingest()));
});

test('a folder that is missing or no folder: an error that names REPORTS_DIR, and nothing is withdrawn', async (t) => {
  const w = await workshop(t);
  w.write('a.txt', invented(1));
  await w.ingest();
  for (const folder of [path.join(w.folder, 'missing'), path.join(w.folder, 'a.txt')]) {
    await assert.rejects(w.ingest({ folder }), (error: Error) => {
      assert.ok(error instanceof FolderError, String(error));
      assert.match(error.message, /^The reports folder .* (does not exist|is not a folder): set REPORTS_DIR/);
      return true;
    });
  }
  assert.deepEqual([...(await contents(w.store)).keys()], ['a.txt']);
});

test('another folder: its reports take the place of the others, and a line says so', async (t) => {
  const w = await workshop(t);
  w.write('one/a.txt', invented(1));
  w.write('two/b.txt', invented(2));
  await w.ingest({ folder: path.join(w.folder, 'one') });
  assert.deepEqual(w.warnings, []);
  symlinkSync(path.join(w.folder, 'one'), path.join(w.folder, 'alias'));
  assert.equal((await w.ingest({ folder: path.join(w.folder, 'alias') })).unchanged, 1);
  const summary = await w.ingest({ folder: path.join(w.folder, 'two') });
  assert.deepEqual([summary.added, summary.withdrawn], [1, 1]);
  assert.match(w.warnings.join(), /now come from .*two, no longer from .*one: 1 that are not there/);
});

test('what is inside a folder that can no longer be followed is not taken for gone', async (t) => {
  const w = await workshop(t);
  w.write('sub/a.txt', invented(1));
  w.write('subway.txt', invented(2));
  await w.ingest();
  w.remove('sub');
  w.remove('subway.txt');
  symlinkSync(path.join(w.folder, 'nowhere'), path.join(w.folder, 'sub'));
  const summary = await w.ingest();
  assert.deepEqual([summary.withdrawn, summary.skipped.length], [1, 1]);
  assert.deepEqual([...(await contents(w.store)).keys()], ['sub/a.txt']);
});

test('what is inside an unreadable folder is not taken for gone', {
  skip: process.getuid?.() === 0,
}, async (t) => {
  const w = await workshop(t);
  w.write('sub/a.txt', invented(1));
  w.write('b.txt', invented(2));
  await w.ingest();
  chmodSync(path.join(w.folder, 'sub'), 0);
  t.after(() => chmodSync(path.join(w.folder, 'sub'), 0o700));
  const summary = await w.ingest();
  assert.deepEqual([summary.withdrawn, summary.skipped.length], [0, 1]);
  assert.deepEqual([...(await contents(w.store)).keys()].toSorted(), ['b.txt', 'sub/a.txt']);
});

test('a file that is surely as it was is not read again', async (t) => {
  const w = await workshop(t);
  w.write('a.txt', invented(1));
  const later = { now: () => Date.now() + 60_000 };
  await w.ingest();
  assert.equal((await w.store.catalogue()).get('a.txt')?.stat, null, 'too new to be trusted');
  await w.ingest(later);
  const stat = (await w.store.catalogue()).get('a.txt')?.stat ?? assert.fail();
  // A signature that fits is believed, so a wrong hash beside it shows that the file was not read.
  await w.db.updateTable('reports').set({ hash: 'wrong' }).execute();
  assert.equal((await w.ingest(later)).unchanged, 1);
  utimesSync(path.join(w.folder, 'a.txt'), new Date(), new Date());
  assert.equal((await w.ingest(later)).changed, 1);
  assert.notEqual((await w.store.catalogue()).get('a.txt')?.stat, stat);
});

test('a change of the same length under the old modification time is seen', async (t) => {
  const w = await workshop(t);
  const then = new Date('2031-01-01');
  w.write('a.txt', invented(1));
  utimesSync(path.join(w.folder, 'a.txt'), then, then);
  const later = { now: () => Date.now() + 60_000 };
  await w.ingest(later);
  w.write('a.txt', invented(1).replace('القديم', 'القصير'));
  utimesSync(path.join(w.folder, 'a.txt'), then, then);
  assert.equal((await w.ingest(later)).changed, 1);
});

test('another way of cutting: stored reports are cut again, versions stay', async (t) => {
  const old = await workshop(t, { cutting: 'an earlier way' });
  old.write('a.txt', invented(1, 40));
  old.write('b.txt', invented(2));
  await old.ingest();
  const now = await workshop(t, { data: old.data });
  const before = await now.store.passageIds();
  const works: string[] = [];
  const progress = {
    begin(work: { what: string }) {
      works.push(work.what);
      return NO_PROGRESS.begin({ ...work, unit: '', total: 0 });
    },
  };
  const summary = await now.ingest({ folder: old.folder, indexes: [old.index], progress });
  assert.deepEqual([summary.changed, summary.unchanged], [0, 2]);
  const after = await now.store.passageIds();
  assert.ok(Math.min(...after) > Math.max(...before));
  assert.deepEqual([...old.index.ids()], after);
  assert.ok([...(await contents(now.store)).values()].every((r) => r.version === 1));
  assert.deepEqual(works, ['Reading reports', 'Cutting reports anew', 'Indexing words']);
});

test('a failing index leaves the store right, and the next start mends it', async (t) => {
  const w = await workshop(t);
  w.write('a.txt', invented(1));
  w.index.failAt = 0;
  await assert.rejects(w.ingest(), /disk is full/);
  assert.equal((await w.store.counts()).reports, 1);
  await reconcile({ store: w.store, indexes: [w.index], progress: NO_PROGRESS });
  assert.deepEqual([...w.index.ids()], await w.store.passageIds());
});

test('more files than a batch takes', async (t) => {
  const w = await workshop(t);
  for (let n = 0; n < 150; n++) w.write(`${n}.txt`, invented(n, 3));
  mkdirSync(path.join(w.folder, 'empty'));
  assert.equal((await w.ingest()).added, 150);
  assert.equal((await w.ingest()).unchanged, 150);
  for (let n = 0; n < 150; n++) w.remove(`${n}.txt`);
  assert.equal((await w.ingest()).withdrawn, 150);
});
