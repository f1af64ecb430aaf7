import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlertTimesStore } from '../../src/store/alert-times.ts';
import { pauseUnreachable } from '../../src/store/reachability.ts';
import {
  type ChatPlace,
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
  const times = new AlertTimesStore((await openStore(t)).db);
  assert.deepEqual(await times.times(7), { timeZone: 'Asia/Damascus', digestAt: 480, quiet: null });
  await times.setTimes(7, { timeZone: 'Europe/Berlin' });
  await times.setTimes(7, { quiet: { from: 1_320, to: 420 } });
  assert.deepEqual(await times.times(7), {
    timeZone: 'Europe/Berlin',
    digestAt: 480,
    quiet: { from: 1_320, to: 420 },
  });
  await times.setTimes(7, { quiet: null });
  assert.equal((await times.times(7)).quiet, null);
});

test('a chat that is forgotten leaves nothing', async (t) => {
  const { db } = await openStore(t);
  const store = new SubscriptionStore(db);
  const times = new AlertTimesStore(db);
  await store.follow(wish('الجسر'));
  await store.follow(wish('الجسر', { chatId: 6 }));
  await times.setTimes(-5, { digestAt: 60 });
  assert.deepEqual(await store.forget(-5), [1]);
  assert.deepEqual([await store.followedIn(-5), (await times.times(-5)).digestAt], [[], 480]);
  assert.equal((await store.followedIn(6)).length, 1);
});

test('other words take the place of a subscription, also where there is no room for one more', async (t) => {
  const store = await open(t);
  for (let n = 1; n <= MOST_SUBSCRIPTIONS; n++) await store.follow(wish(`الجسر ${n}`));
  const replaced = await store.replace(3, wish('السوق'));
  assert.equal(replaced?.outcome, 'added');
  const topics = (await store.followedIn(-5)).map(({ topic }) => topic);
  assert.equal(topics.length, MOST_SUBSCRIPTIONS);
  assert.ok(topics.includes('السوق') && !topics.includes('الجسر 3'));
  // Its own words, or another's: nothing is followed twice.
  assert.equal((await store.replace(4, wish('الجسر 4')))?.outcome, 'already');
  assert.equal((await store.replace(4, wish('الجسر 5')))?.outcome, 'already');
  assert.equal((await store.followedIn(-5)).length, MOST_SUBSCRIPTIONS - 1);
  assert.equal(await store.replace(4, wish('النهر')), null);
  assert.equal(await store.replace(5, wish('النهر', { chatId: 6 })), null);
});

test('what is not replaced does not end: both are one transaction', async (t) => {
  const { db } = await openStore(t);
  const store = new SubscriptionStore(db);
  await store.follow(wish('الجسر'));
  const broken = wish('السوق', { name: null as unknown as string });
  await assert.rejects(store.replace(1, broken), /NOT NULL/);
  assert.deepEqual(
    (await store.followedIn(-5)).map(({ topic }) => topic),
    ['الجسر'],
  );
});

test('what rests because the bot could not write goes on, in its place only; what a person paused rests on', async (t) => {
  const { db } = await openStore(t);
  const store = new SubscriptionStore(db);
  for (const [topic, threadId] of [
    ['الجسر', null],
    ['السوق', 7],
    ['النهر', 8],
    ['البئر', null],
  ] as const) {
    await store.follow(wish(topic, { threadId }));
  }
  await store.change(-5, 4, { paused: 'person' });
  await pauseUnreachable(db, { chatId: -5 }, 0);
  const ids = async (place: ChatPlace) => (await store.reachable(place)).map(({ id }) => id);
  assert.deepEqual(await ids({ chatId: -5, threadId: 7 }), [2]);
  assert.deepEqual(await ids({ chatId: -5 }), [1, 3]);
  assert.deepEqual(await ids({ chatId: -5 }), []);
  assert.equal((await store.subscription(-5, 4))?.paused, 'person');
});
