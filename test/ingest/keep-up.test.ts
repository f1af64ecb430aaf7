import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pino } from 'pino';
import { reconcile } from '../../src/ingest/indexes.ts';
import { keepUp } from '../../src/ingest/keep-up.ts';
import { NO_PROGRESS } from '../../src/progress.ts';
import { temporaryFolder } from '../store/fixtures.ts';
import { invented, workshop } from './folder-fixtures.ts';

// All reports are invented. These tests wait for what happens, never for a time.

/** A process that keeps up, with the store and folder of another one that does not. */
async function twoProcesses(t: TestContext) {
  const theirs = await workshop(t);
  const ours = await workshop(t, { data: theirs.data });
  let folder = theirs.folder;
  let happened = Promise.withResolvers<void>();
  const note = () => {
    happened.resolve();
    happened = Promise.withResolvers();
  };
  const counts = { wakes: 0, reconciled: 0, ingests: 0 };
  const keeping = keepUp({
    folder: async () => folder,
    async ingest(settle) {
      counts.ingests++;
      const summary = await ours.ingest({ folder, settle });
      note();
      return summary;
    },
    database: ours.db,
    store: ours.store,
    async reconcile() {
      counts.reconciled++;
      await reconcile({ store: ours.store, indexes: [ours.index], progress: NO_PROGRESS });
      note();
    },
    wake() {
      counts.wakes++;
      note();
    },
    log: pino({ level: 'silent' }),
    watching: { settle: 40, gather: 5 },
    every: 1,
  });
  t.after(() => keeping.close());
  await keeping.ready;
  return {
    theirs,
    ours,
    counts,
    keeping,
    choose(other: string) {
      folder = other;
    },
    async until(condition: () => boolean | Promise<boolean>): Promise<void> {
      for (;;) {
        const next = happened.promise;
        if (await condition()) return;
        await next;
      }
    },
  };
}

test('what another process ingests is indexed here, and alerts are looked for', async (t) => {
  const { theirs, ours, counts, until } = await twoProcesses(t);
  theirs.write('.hidden/1.txt', 'Not watched.');
  await theirs.store.setMeta('something', 'else');
  await until(() => counts.wakes > 0);
  assert.equal(counts.reconciled, 0);
  const elsewhere = temporaryFolder(t);
  writeFileSync(path.join(elsewhere, '1.txt'), invented(1));
  await theirs.ingest({ folder: elsewhere });
  await until(() => counts.reconciled > 0);
  assert.deepEqual([...ours.index.ids()], await theirs.store.passageIds());
  assert.ok(ours.index.held.size > 0);
});

test('what changes in the folder is ingested, and another folder is watched when one is chosen', async (t) => {
  const { theirs, ours, choose, until } = await twoProcesses(t);
  theirs.write('1.txt', invented(1));
  await until(async () => (await ours.store.counts()).reports === 1);
  const other = temporaryFolder(t);
  choose(other);
  await theirs.store.setMeta('reports folder', other);
  // Written again and again: when the other folder is watched is not told.
  const writing = setInterval(() => writeFileSync(path.join(other, '2.txt'), invented(2)), 200);
  t.after(() => clearInterval(writing));
  await until(async () => [...(await ours.store.catalogue()).keys()].includes('2.txt'));
});

test('after the end nothing is noticed', async (t) => {
  const { theirs, ours, counts, keeping } = await twoProcesses(t);
  await keeping.close();
  theirs.write('1.txt', invented(1));
  await theirs.store.setMeta('a', 'b');
  await ours.store.counts();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(counts, { wakes: 0, reconciled: 0, ingests: 0 });
});
