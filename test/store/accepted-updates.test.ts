import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { AcceptedUpdates, REMEMBERED_FOR } from '../../src/store/accepted-updates.ts';
import { openDatabase } from '../../src/store/database.ts';

async function open(t: TestContext) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rasid-accepted-'));
  const db = await openDatabase(folder);
  t.after(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  const clock = { now: Date.UTC(2031, 4, 5) };
  return { db, clock, store: new AcceptedUpdates(db, () => clock.now) };
}

const update = (id: number) => ({ id, body: `{"update_id":${id}}` });

test('what is not done is taken up in order, by its own bot only, and nothing is accepted twice', async (t) => {
  const { store } = await open(t);
  assert.deepEqual([...(await store.accept(1, [update(9), update(7)]))], [9, 7]);
  assert.deepEqual([...(await store.accept(1, [update(7), update(8)]))], [8]);
  assert.deepEqual([...(await store.accept(2, [update(7)]))], [7]);
  await store.done(1, 8);
  assert.deepEqual(await store.takeUp(1), { updates: [update(7), update(9)], givenUp: 0 });
  assert.deepEqual([...(await store.accept(1, [update(7), update(8), update(9)]))], []);
  await store.done(1, 7);
  assert.deepEqual((await store.takeUp(1)).updates, [update(9)]);
  assert.deepEqual((await store.takeUp(2)).updates, [update(7)]);
});

test('an update is given up after three tries, or a day', async (t) => {
  const { store, clock } = await open(t);
  await store.accept(1, [update(1)]);
  for (let i = 0; i < 2; i += 1) assert.equal((await store.takeUp(1)).updates.length, 1);
  assert.deepEqual(await store.takeUp(1), { updates: [], givenUp: 1 });
  await store.accept(1, [update(2)]);
  clock.now += REMEMBERED_FOR;
  assert.deepEqual(await store.takeUp(1), { updates: [], givenUp: 1 });
});

test('of what is done only the number is kept, for a day', async (t) => {
  const { store, clock, db } = await open(t);
  await store.accept(1, [update(1)]);
  await store.done(1, 1);
  const rows = () => db.selectFrom('accepted_updates').select(['update_id', 'body']).execute();
  assert.deepEqual(await rows(), [{ update_id: 1, body: null }]);
  clock.now += REMEMBERED_FOR;
  await store.accept(1, [update(2)]);
  assert.deepEqual(await rows(), [{ update_id: 2, body: update(2).body }]);
});
