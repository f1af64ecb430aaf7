import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reconcile } from '../../src/ingest/indexes.ts';
import { IndexingMeanwhile } from '../../src/ingest/indexing-meanwhile.ts';
import { NO_PROGRESS } from '../../src/progress.ts';
import type { StoredPassage } from '../../src/reports/stored.ts';
import { openStore, upsert } from '../store/fixtures.ts';
import { MemoryIndex } from './memory-index.ts';

/** Invented lines, a passage each. */
const lines = (n: number, name = 'سطر') => Array.from({ length: n }, (_, i) => `${name} ${i}.`).join('\n');

/** An index whose updates end when they are let. */
class SlowIndex extends MemoryIndex {
  readonly #begun: (() => void)[] = [];

  override async update(change: { add: readonly StoredPassage[]; remove: readonly number[] }): Promise<void> {
    await new Promise<void>((resolve) => this.#begun.push(resolve));
    await super.update(change);
  }

  begun(): number {
    return this.#begun.length;
  }

  release(): void {
    for (const resolve of this.#begun.splice(0)) resolve();
  }
}

test('what is written is indexed in large updates, the rest by reconciling, and nothing twice', async (t) => {
  const { store } = await openStore(t);
  const [index, ahead] = [new MemoryIndex(), new MemoryIndex()];
  const indexes = [index, ahead];
  await store.apply({ upsert: [upsert('before.txt', lines(3))] });
  await reconcile({ store, indexes: [ahead], progress: NO_PROGRESS });
  const meanwhile = new IndexingMeanwhile(indexes);
  for (let n = 0; n < 10; n++) {
    await meanwhile.applied(await store.apply({ upsert: [upsert(`${n}.txt`, lines(1_000))] }));
    // Changed at once, and changed after it was indexed.
    for (const other of [n, n - 6]) {
      if (n % 2 || other < 0) continue;
      const changed = upsert(`${other}.txt`, lines(500, `جديد ${n}`));
      await meanwhile.applied(await store.apply({ upsert: [changed] }));
    }
  }
  await meanwhile.done();
  for (const { updates } of indexes) assert.ok(updates.at(-1)!.add > 2_000, 'no large update');
  await reconcile({ store, indexes, progress: NO_PROGRESS });
  const ids = await store.passageIds();
  for (const { held } of indexes)
    assert.deepEqual(
      [...held.keys()].toSorted((a, b) => a - b),
      ids,
    );
  const stored = await store.passages(ids);
  for (const [id, { text }] of index.held) assert.equal(text, stored.get(id)?.text);
});

test('what goes while it waits is not indexed, not even until the reconciling', async (t) => {
  const { store } = await openStore(t);
  const index = new MemoryIndex();
  const meanwhile = new IndexingMeanwhile([index]);
  const gone = await store.apply({ upsert: [upsert('gone.txt', lines(2_000))] });
  await meanwhile.applied(gone);
  await meanwhile.applied(await store.apply({ withdraw: [gone.reports[0]!.id] }));
  await meanwhile.applied(await store.apply({ upsert: [upsert('stays.txt', lines(5_000))] }));
  await meanwhile.done();
  assert.ok(index.held.size > 2_000, 'no large update');
  const ids = new Set(await store.passageIds());
  for (const id of index.held.keys()) assert.ok(ids.has(id));
});

test('the next transaction waits when the indexes fall behind', async (t) => {
  const { store } = await openStore(t);
  const index = new SlowIndex();
  const meanwhile = new IndexingMeanwhile([index]);
  const apply = async (n: number) =>
    meanwhile.applied(await store.apply({ upsert: [upsert(`${n}.txt`, lines(4_000))] }));
  await apply(0);
  await apply(1);
  assert.equal(index.begun(), 1);
  await apply(2);
  let isNext = false;
  const waiting = apply(3).then(() => {
    isNext = true;
  });
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  assert.equal(isNext, false);
  index.release();
  await waiting;
  while (index.begun() === 0) await new Promise(setImmediate);
  index.release();
  await meanwhile.done();
  assert.equal(index.updates.length, 2);
});

test('after a failure nothing more is indexed, and reconciling mends it', async (t) => {
  const { store } = await openStore(t);
  const index = new MemoryIndex();
  index.failAt = 0;
  const meanwhile = new IndexingMeanwhile([index]);
  for (let n = 0; n < 3; n++) {
    await meanwhile.applied(await store.apply({ upsert: [upsert(`${n}.txt`, lines(5_000))] }));
    await meanwhile.done();
  }
  assert.equal(index.held.size, 0);
  await reconcile({ store, indexes: [index], progress: NO_PROGRESS });
  assert.deepEqual([...index.ids()], await store.passageIds());
});
