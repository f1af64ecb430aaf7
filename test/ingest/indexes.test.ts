import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endOfUpdate, LARGEST_UPDATE, reconcile } from '../../src/ingest/indexes.ts';
import { NO_PROGRESS, type Work } from '../../src/progress.ts';
import { idOf, openStore, upsert } from '../store/fixtures.ts';
import { MemoryIndex } from './memory-index.ts';

const lines = (n: number) => Array.from({ length: n }, (_, i) => `سطر ${i}.`).join('\n');

test('an index comes to hold exactly the passages of the store, and is then left alone', async (t) => {
  const { store } = await openStore(t);
  const { added } = await store.apply({
    upsert: [upsert('a.txt', 'ألف. باء.\nجيم.'), upsert('b.txt', 'دال.')],
  });
  const index = new MemoryIndex();
  const options = { store, indexes: [index], progress: NO_PROGRESS };
  assert.deepEqual(await reconcile(options), { added: 3, removed: 0 });
  assert.deepEqual(
    [...index.held.values()].map(({ id, text, sentences }) => ({ id, text, sentences })),
    added.map(({ id, text, sentences }) => ({ id, text, sentences })),
  );
  assert.deepEqual(await reconcile(options), { added: 0, removed: 0 });
  assert.equal(index.updates.length, 1);

  await store.apply({ upsert: [upsert('a.txt', 'هاء.')], withdraw: [idOf('b.txt')] });
  assert.deepEqual(await reconcile(options), { added: 1, removed: 3 });
  assert.deepEqual(index.updates.at(-1), { add: 1, remove: 3 }, 'old and new swap in one update');
  assert.deepEqual([...index.ids()], await store.passageIds());

  await store.apply({ withdraw: [idOf('a.txt')] });
  assert.deepEqual(await reconcile(options), { added: 0, removed: 1 });
  assert.equal(index.held.size, 0);
});

test('each index gets what it misses', async (t) => {
  const { store } = await openStore(t);
  await store.apply({ upsert: [upsert('a.txt', lines(3))] });
  const [full, empty] = [new MemoryIndex(), new MemoryIndex()];
  await reconcile({ store, indexes: [full], progress: NO_PROGRESS });
  await reconcile({ store, indexes: [full, empty], progress: NO_PROGRESS });
  assert.deepEqual([full.updates.length, empty.updates.length], [1, 1]);
  assert.deepEqual(full.held, empty.held);
});

test('large changes are made in several updates; after a failure the next call goes on', async (t) => {
  const { store } = await openStore(t);
  await store.apply({ upsert: [upsert('a.txt', lines(5_000))] });
  const index = new MemoryIndex();
  index.failAt = 1;
  const works: Work[] = [];
  let advanced = 0;
  const progress = {
    begin(work: Work) {
      works.push(work);
      return {
        advance(by = 1) {
          advanced += by;
        },
        end() {},
      };
    },
  };
  await assert.rejects(reconcile({ store, indexes: [index], progress }), /disk is full/);
  assert.deepEqual(
    index.updates.map((u) => u.add),
    [4_095],
  );
  assert.equal(advanced, 4_095);
  await reconcile({ store, indexes: [index], progress });
  assert.deepEqual(
    index.updates.slice(1).map((u) => u.add),
    [905],
  );
  assert.equal(advanced, 5_000);
  assert.deepEqual([...index.ids()], await store.passageIds());
  assert.deepEqual(
    works.map((w) => [w.what, w.total]),
    [
      ['Indexing words', 5_000],
      ['Indexing words', 905],
    ],
  );
});

test('updates are large, take all ids in order, and of ids in a row end with a shard', () => {
  const ends = (ids: readonly number[]) => {
    const found: number[] = [];
    for (let from = 0; from < ids.length; from = found.at(-1)!) found.push(endOfUpdate(ids, from));
    return found;
  };
  fc.assert(
    fc.property(fc.nat(300_000), fc.integer({ min: 1, max: 40_000 }), (first, count) => {
      const ids = Array.from({ length: count }, (_, i) => first + i);
      const whole = ends(ids).slice(0, -1);
      assert.ok(whole.every((end) => ids[end]! % 2_048 === 0));
      assert.ok([0, ...whole].every((from, i) => i === 0 || from - (whole[i - 2] ?? 0) >= 2_048));
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 9_000, size: 'max' }), (steps) => {
      let id = 0;
      const ids = steps.map((step) => (id += step));
      const found = ends(ids);
      assert.equal(found.at(-1) ?? 0, ids.length);
      assert.ok(found.every((end, i) => end - (found[i - 1] ?? 0) <= LARGEST_UPDATE));
    }),
    { numRuns: 20 },
  );
});
