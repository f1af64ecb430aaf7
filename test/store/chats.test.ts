import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatStore } from '../../src/store/chats.ts';
import { openStore } from './fixtures.ts';

const group = -1_001_234_567_890_123;

test('a chat is kept once, with the language it chose, until it is forgotten', async (t) => {
  const { db } = await openStore(t);
  const chats = new ChatStore(db, () => 5);
  assert.equal(await chats.chat(7), null);
  await chats.add(7);
  await chats.setLocale(7, 'ar');
  await chats.add(7);
  assert.deepEqual(await chats.chat(7), { locale: 'ar' });
  await chats.setLocale(group, 'en');
  assert.equal(await chats.count(), 2);
  await chats.forget(7);
  assert.equal(await chats.chat(7), null);
  assert.deepEqual(await db.selectFrom('chats').selectAll().execute(), [
    { id: group, locale: 'en', first_seen_at: 5 },
  ]);
});

test("a group's new number takes over what was kept", async (t) => {
  const { db } = await openStore(t);
  const chats = new ChatStore(db);
  await chats.setLocale(-5, 'ar');
  await chats.add(group);
  await chats.move(-5, group);
  assert.deepEqual(await chats.chat(group), { locale: 'ar' });
  assert.equal(await chats.count(), 1);
});

test('questions are counted by day, and nothing else is kept of them', async (t) => {
  const { db } = await openStore(t);
  let now = Date.UTC(2031, 4, 2, 23, 59);
  const chats = new ChatStore(db, () => now);
  assert.deepEqual(await chats.questionCounts(), { today: 0, total: 0 });
  await chats.countQuestion();
  await chats.countQuestion();
  now += 60_000;
  await chats.countQuestion();
  assert.deepEqual(await chats.questionCounts(), { today: 1, total: 3 });
  assert.deepEqual(await db.selectFrom('question_counts').selectAll().orderBy('day').execute(), [
    { day: '2031-05-02', questions: 2 },
    { day: '2031-05-03', questions: 1 },
  ]);
});
