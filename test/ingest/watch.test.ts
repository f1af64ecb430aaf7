import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { type WatchOptions, watchFolder } from '../../src/ingest/watch.ts';
import { contents, invented, workshop } from './folder-fixtures.ts';

// All reports are invented. These tests wait for events of the real file system, never for a time.

async function watched(
  t: TestContext,
  options: Partial<WatchOptions> = {},
  before: (folder: string) => void = () => {},
) {
  const w = await workshop(t);
  before(w.folder);
  const log: string[] = [];
  let ended = Promise.withResolvers<void>();
  const folderWatch = watchFolder({
    folder: w.folder,
    settle: 60,
    gather: 10,
    log: pino({}, { write: (line: string) => void log.push(line) }),
    async ingest(settle) {
      try {
        return await w.ingest({ settle });
      } finally {
        ended.resolve();
        ended = Promise.withResolvers();
      }
    },
    ...options,
  });
  t.after(() => folderWatch.close());
  await folderWatch.ready;
  return {
    ...w,
    log,
    close: () => folderWatch.close(),
    /** Resolves when the store holds these files. */
    async holds(...files: string[]): Promise<void> {
      for (;;) {
        const next = ended.promise;
        const found = [...(await contents(w.store)).keys()].toSorted();
        if (found.join() === files.toSorted().join()) return;
        await next;
      }
    },
  };
}

test('files that come, go, move and lie deeper are noticed', async (t) => {
  const w = await watched(t);
  w.write('1.txt', invented(1));
  await w.holds('1.txt');
  mkdirSync(path.join(w.folder, 'deep', 'er'), { recursive: true });
  w.write('deep/er/2.txt', invented(2));
  await w.holds('1.txt', 'deep/er/2.txt');
  renameSync(path.join(w.folder, '1.txt'), path.join(w.folder, '3.txt'));
  await w.holds('3.txt', 'deep/er/2.txt');
  w.remove('deep');
  await w.holds('3.txt');
  rmSync(path.join(w.folder, '3.txt'));
  await w.holds();
});

test('what came before the folder is known is found', async (t) => {
  const w = await watched(t, {}, (folder) => writeFileSync(path.join(folder, '1.txt'), invented(1)));
  await w.holds('1.txt');
});

test('a file being written is not read half-way, others are read meanwhile', async (t) => {
  const w = await watched(t);
  const slow = path.join(w.folder, 'slow.txt');
  let writing = true;
  writeFileSync(slow, invented(1));
  const writer = setInterval(() => appendFileSync(slow, ` ${invented(2)}`), 5);
  t.after(() => clearInterval(writer));
  w.write('quick.txt', invented(3));
  await w.holds('quick.txt');
  assert.ok(writing);
  writing = false;
  clearInterval(writer);
  await w.holds('quick.txt', 'slow.txt');
  assert.equal((await contents(w.store)).get('slow.txt')?.version, 1);
});

test('an ingest leaves out what was changed just now, but not what a wrong clock dates far ahead', async (t) => {
  const w = await workshop(t);
  w.write('1.txt', invented(1));
  w.write('2.txt', invented(2));
  const ahead = Date.now() / 1000 + 3_600;
  utimesSync(path.join(w.folder, '2.txt'), ahead, ahead);
  const first = await w.ingest({ settle: 60_000 });
  assert.deepEqual([first.added, first.deferred, first.skipped.length], [1, ['1.txt'], 0]);
  await w.ingest();
  w.write('1.txt', invented(3));
  const second = await w.ingest({ settle: 60_000 });
  assert.deepEqual([second.changed, second.withdrawn, second.deferred], [0, 0, ['1.txt']]);
  const later = await w.ingest({ settle: 60_000, now: () => Date.now() + 60_001 });
  assert.deepEqual([later.changed, later.deferred], [1, []]);
});

test('an ingest that fails does not end the watching', async (t) => {
  let calls = 0;
  const failed = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  const w = await watched(t, {
    async ingest() {
      calls += 1;
      if (calls === 1) {
        failed.resolve();
        throw new Error('the disk sleeps');
      }
      again.resolve();
      return { deferred: [] };
    },
  });
  await failed.promise;
  w.write('1.txt', invented(1));
  await again.promise;
  assert.match(w.log.join(), /the disk sleeps/);
});

test('without events the folder is read again after a while; not after the end', async (t) => {
  let calls = 0;
  const second = Promise.withResolvers<void>();
  const w = await watched(t, {
    rescan: 5,
    async ingest() {
      calls += 1;
      if (calls === 2) second.resolve();
      return { deferred: [] };
    },
  });
  await second.promise;
  await w.close();
  const then = calls;
  w.write('1.txt', invented(1));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(calls, then);
});
