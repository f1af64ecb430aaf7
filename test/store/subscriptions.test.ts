import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MOST_SUBSCRIPTIONS,
  type NewSubscription,
  SubscriptionStore,
} from '../../src/store/subscriptions.ts';
import { openStore } from './fixtures.ts';

const wish = (topic: string | null, more: Partial<NewSubscription> = {}): NewSubscription => ({
  chatId: -5,
  threadId: null,
  createdBy: 9,
  topic,
  name: topic ?? 'كل التقارير',
  locale: 'ar',
  ...more,
});

async function open(t: Parameters<typeof openStore>[0]) {
  const { db } = await openStore(t);
  return new SubscriptionStore(db, () => 5_000);
}

test('a topic is followed once in each place', async (t) => {
  const store = await open(t);
  const added = await store.follow(wish('الجسر'));
  assert.deepEqual(added, {
    outcome: 'added',
    subscription: {
      id: 1,
      chatId: -5,
      threadId: null,
      createdBy: 9,
      topic: 'الجسر',
      name: 'الجسر',
      locale: 'ar',
      frequency: 'at-once',
      weekday: 1,
      minScore: 0,
      paused: null,
      createdAt: 5_000,
      ended: null,
    },
  });
  const outcomes = [wish('الجسر', { name: 'x' }), wish('الجسر', { threadId: 3 }), wish(null), wish(null)].map(
    async (wanted) => (await store.follow(wanted)).outcome,
  );
  assert.deepEqual(await Promise.all(outcomes), ['already', 'added', 'added', 'already']);
  await store.end(-5, 1);
  assert.equal((await store.follow(wish('الجسر'))).outcome, 'added');
});

test('a chat follows no more than 50', async (t) => {
  const store = await open(t);
  for (let n = 0; n < MOST_SUBSCRIPTIONS; n++) await store.follow(wish(`موضوع ${n}`));
  assert.deepEqual(await store.follow(wish('موضوع آخر')), { outcome: 'full' });
  assert.equal((await store.follow(wish('موضوع 7'))).outcome, 'already');
  await store.end(-5, 50);
  assert.equal((await store.follow(wish('موضوع آخر'))).outcome, 'added');
  assert.deepEqual(await store.counts(), { subscriptions: 50, chats: 1 });
});

test('a subscription is changed by its own chat only, and while it lives', async (t) => {
  const store = await open(t);
  await store.follow(wish('الجسر'));
  assert.equal(await store.change(6, 1, { name: 'x' }), null);
  assert.equal(await store.end(6, 1), null);
  assert.equal(await store.subscription(6, 1), null);
  const changed = await store.change(-5, 1, { name: 'جسر', frequency: 'weekly', weekday: 5, minScore: 0.5 });
  assert.deepEqual(
    [changed?.name, changed?.frequency, changed?.weekday, changed?.minScore],
    ['جسر', 'weekly', 5, 0.5],
  );
  assert.deepEqual((await store.end(-5, 1))?.ended, { at: 5_000, reason: 'person' });
  assert.equal(await store.end(-5, 1), null);
  assert.equal(await store.change(-5, 1, { name: 'x' }), null);
  assert.deepEqual(await store.followedIn(-5), []);
});

test('times are kept one by one', async (t) => {
  const store = await open(t);
  assert.deepEqual(await store.times(7), { timeZone: 'Asia/Damascus', digestAt: 480, quiet: null });
  await store.setTimes(7, { timeZone: 'Europe/Berlin' });
  await store.setTimes(7, { quiet: { from: 1_320, to: 420 } });
  assert.deepEqual(await store.times(7), {
    timeZone: 'Europe/Berlin',
    digestAt: 480,
    quiet: { from: 1_320, to: 420 },
  });
  await store.setTimes(7, { quiet: null });
  assert.equal((await store.times(7)).quiet, null);
});

test('a chat that is forgotten leaves nothing', async (t) => {
  const store = await open(t);
  await store.follow(wish('الجسر'));
  await store.follow(wish('الجسر', { chatId: 6 }));
  await store.setTimes(-5, { digestAt: 60 });
  assert.deepEqual(await store.forget(-5), [1]);
  assert.deepEqual([await store.followedIn(-5), (await store.times(-5)).digestAt], [[], 480]);
  assert.equal((await store.followedIn(6)).length, 1);
});
