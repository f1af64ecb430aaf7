import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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
  /** What each ingest was told of; `whole` when it was the folder. */
  const told: string[] = [];
  let ended = Promise.withResolvers<void>();
  const folderWatch = watchFolder({
    folder: w.folder,
    settle: 60,
    gather: 10,
    log: pino({}, { write: (line: string) => void log.push(line) }),
    async ingest(settle, paths) {
      told.push(paths?.toSorted().join() ?? 'whole');
      try {
        return await w.ingest({ settle }, paths);
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
    told,
    close: () => folderWatch.close(),
    /** Resolves when the store holds these files. */
    async holds(...files: string[]): Promise<void> {
      await this.until(async () => {
        const found = [...(await contents(w.store)).keys()].toSorted();
        return found.join() === files.toSorted().join();
      });
    },
    /** Resolves when this is so after some ingest. */
    async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
      for (;;) {
        const next = ended.promise;
        if (await isSo()) return;
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

test('an ingest is told which files changed, and looks at no others', async (t) => {
  const w = await watched(t, {}, (folder) => {
    for (const n of [1, 2]) writeFileSync(path.join(folder, `${n}.txt`), invented(n));
  });
  w.write('0.txt', invented(0));
  await w.holds('0.txt', '1.txt', '2.txt');
  const before = w.told.length;
  w.write('3.txt', invented(3));
  w.write('.hidden.txt', invented(4));
  await w.holds('0.txt', '1.txt', '2.txt', '3.txt');
  renameSync(path.join(w.folder, '2.txt'), path.join(w.folder, '4.txt'));
  await w.holds('0.txt', '1.txt', '3.txt', '4.txt');
  w.write('1.txt', invented(5));
  await w.until(async () => (await contents(w.store)).get('1.txt')?.version === 2);
  assert.deepEqual(new Set(w.told.slice(before)), new Set(['3.txt', '2.txt,4.txt', '1.txt']));
});

test('a folder that comes, goes or is made anew is read as a whole, and watched', async (t) => {
  const w = await watched(t);
  w.write('deep/1.txt', invented(1));
  await w.holds('deep/1.txt');
  assert.ok(w.told.includes('whole'));
  w.remove('deep');
  w.write('deep/2.txt', invented(2));
  await w.holds('deep/2.txt');
  w.told.length = 0;
  w.write('deep/3.txt', invented(3));
  await w.holds('deep/2.txt', 'deep/3.txt');
  assert.deepEqual(new Set(w.told), new Set([path.join('deep', '3.txt')]));
  renameSync(path.join(w.folder, 'deep'), path.join(w.folder, 'moved'));
  await w.holds('moved/2.txt', 'moved/3.txt');
  w.told.length = 0;
  rmSync(path.join(w.folder, 'moved', '2.txt'));
  await w.holds('moved/3.txt');
  assert.deepEqual(new Set(w.told), new Set([path.join('moved', '2.txt')]));
});

test('what happens during an ingest is not lost', async (t) => {
  let n = 0;
  const w: Awaited<ReturnType<typeof watched>> = await watched(t, {
    async ingest(settle, paths) {
      const summary = await w.ingest({ settle }, paths);
      // Each one brings the next, of three.
      if (n < 3 && summary.deferred.length === 0) w.write(`${n++}.txt`, invented(n));
      if (summary.reports === 3) done.resolve();
      return summary;
    },
  });
  const done = Promise.withResolvers<void>();
  await done.promise;
  assert.deepEqual([...(await contents(w.store)).keys()].sort(), ['0.txt', '1.txt', '2.txt']);
});

test('after an ingest that failed, the next one reads everything', async (t) => {
  const told: string[] = [];
  const ended = Promise.withResolvers<void>();
  const w = await watched(t, {
    async ingest(_settle, paths) {
      told.push(paths?.join() ?? 'whole');
      if (told.length === 1) w.write('1.txt', invented(1));
      if (told.length === 2) {
        w.write('2.txt', invented(2));
        throw new Error('the disk sleeps');
      }
      if (told.length === 3) ended.resolve();
      return { deferred: [] };
    },
  });
  await ended.promise;
  assert.deepEqual(told, ['whole', '1.txt', 'whole']);
});

test('in a folder with links, a change of one file may be one of others', async (t) => {
  const w = await watched(t, {}, (folder) => {
    mkdirSync(path.join(folder, 'b'));
    mkdirSync(path.join(folder, '.kept'));
    writeFileSync(path.join(folder, 'b', '1.txt'), invented(1));
    writeFileSync(path.join(folder, '.kept', '3.txt'), invented(3));
    symlinkSync(path.join(folder, 'b'), path.join(folder, 'a'));
    symlinkSync(path.join(folder, '.kept', '3.txt'), path.join(folder, '3.txt'));
  });
  await w.holds('3.txt', 'a/1.txt', 'b/1.txt');
  w.write('b/2.txt', invented(2));
  await w.holds('3.txt', 'a/1.txt', 'a/2.txt', 'b/1.txt', 'b/2.txt');
  w.write('.kept/3.txt', invented(4));
  await w.until(async () => (await contents(w.store)).get('3.txt')?.version === 2);
});

test('after any changes, however they overlap with ingests, the store becomes what the folder is', {
  timeout: 30_000,
}, async (t) => {
  const w = await watched(t);
  // A fixed sequence of numbers that look like chance (a linear congruential generator of Numerical Recipes).
  let state = 7;
  const pick = <T>(from: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return from[Math.floor((state / 2 ** 32) * from.length)]!;
  };
  const at = (file: string) => path.join(w.folder, file);
  const folders = ['.', 'x', 'y', path.join('x', 'z')];
  const names = ['1.txt', '2.txt', '3.txt'];
  const files = () => {
    const all = readdirSync(w.folder, { recursive: true, encoding: 'utf8' });
    return all.filter((one) => one.endsWith('.txt'));
  };
  const agrees = () => w.holds(...files().map((file) => file.replaceAll(path.sep, '/')));
  for (let round = 0; round < 60; round++) {
    const what = pick([
      'write',
      'write',
      'write',
      'remove',
      'move',
      'move',
      'folder goes',
      'folder moves',
      'wait',
    ]);
    const target = path.join(pick(folders), pick(names));
    const file = pick(files());
    const folder = pick(folders.slice(1).filter((one) => existsSync(at(one))));
    if (what === 'write') w.write(target, invented(round));
    else if (what === 'remove' && file) w.remove(file);
    else if (what === 'move' && file && existsSync(at(path.dirname(target))))
      renameSync(at(file), at(target));
    else if (what === 'folder goes' && folder) w.remove(folder);
    else if (what === 'folder moves' && folder && !existsSync(at('w'))) renameSync(at(folder), at('w'));
    else if (what === 'wait') await agrees();
  }
  await agrees();
  const { added, changed, withdrawn } = await w.ingest();
  assert.deepEqual([added, changed, withdrawn], [0, 0, 0]);
  assert.ok(w.told.some((one) => one !== 'whole'));
});
