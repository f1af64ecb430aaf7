import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OtherWriters, watchOtherWriters } from '../../src/store/other-writers.ts';
import { openStore, upsert } from './fixtures.ts';

test('what another connection writes is noticed once, our own writing is not', async (t) => {
  const ours = await openStore(t);
  const theirs = await openStore(t, { folder: ours.folder });
  const writers = new OtherWriters(ours.db);
  const seen: boolean[] = [];
  const look = async () => seen.push(await writers.haveWritten());
  await theirs.store.apply({ upsert: [upsert('1.txt', 'a')] });
  await look();
  await look();
  await ours.store.apply({ upsert: [upsert('2.txt', 'a')] });
  await look();
  await theirs.store.apply({ upsert: [upsert('3.txt', 'a')] });
  await look();
  await look();
  assert.deepEqual(seen, [false, false, false, true, false]);
});

test('a failure is told, and the watching goes on', async (t) => {
  const ours = await openStore(t);
  const theirs = await openStore(t, { folder: ours.folder });
  const calls: string[] = [];
  let heard = Promise.withResolvers<void>();
  let first = true;
  const end = watchOtherWriters(ours.db, {
    every: 1,
    async changed() {
      calls.push('changed');
      if (first) throw new Error('not now');
      heard.resolve();
    },
    failed(error) {
      calls.push(String(error));
      first = false;
      heard.resolve();
    },
  });
  t.after(end);
  // The first look only looks: it asked before this does.
  await ours.store.counts();
  await theirs.store.apply({ upsert: [upsert('1.txt', 'a')] });
  await heard.promise;
  heard = Promise.withResolvers();
  await theirs.store.apply({ upsert: [upsert('2.txt', 'a')] });
  await heard.promise;
  assert.deepEqual(calls, ['changed', 'Error: not now', 'changed']);
});
