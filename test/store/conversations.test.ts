import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ConversationStore, type Exchange, KEPT_FOR } from '../../src/store/conversations.ts';
import { openStore } from './fixtures.ts';

const seat = { chatId: 5, threadId: null, userId: 5 };
const exchange = (change: Partial<Exchange> = {}): Exchange => ({
  ...seat,
  messageId: 10,
  kind: 'question',
  asked: 'من أعلن الهدنة؟',
  question: 'من أعلن الهدنة؟',
  reportIds: ['nahran-00001'],
  passageIds: [7],
  withinReport: null,
  ...change,
});

async function open(t: TestContext) {
  const { db } = await openStore(t);
  const clock = { now: 1_000_000 };
  return { db, clock, store: new ConversationStore(db, () => clock.now) };
}

test('a question is found by its message, by each message of its answer, and by what was linked later', async (t) => {
  const { store } = await open(t);
  await store.record(exchange(), [11, 12]);
  await store.link(exchange(), [15]);
  assert.deepEqual(await store.asked(5, 10), { exchange: exchange(), answers: [11, 12] });
  for (const id of [11, 12, 15]) assert.deepEqual(await store.answered(5, id), exchange());
  assert.equal(await store.answered(5, 10), null);
  assert.equal(await store.answered(6, 11), null, 'numbers of messages are those of a chat');
});

test('an edited question takes the place of the old one, with its new messages', async (t) => {
  const { store } = await open(t);
  await store.record(exchange(), [11, 12]);
  await store.link(exchange(), [15]);
  const edited = exchange({ asked: 'متى؟', question: 'متى؟', reportIds: [] });
  await store.record(edited, [11]);
  assert.deepEqual(await store.asked(5, 10), { exchange: edited, answers: [11] });
  assert.equal(await store.answered(5, 12), null);
  assert.deepEqual(await store.answered(5, 15), edited);
});

test('the last question is that of the same person in the same topic, before a message', async (t) => {
  const { store } = await open(t);
  await store.record(exchange({ messageId: 10 }), []);
  await store.record(exchange({ messageId: 20, question: 'ب' }), []);
  await store.record(exchange({ messageId: 22, kind: 'search' }), []);
  await store.record(exchange({ messageId: 24, kind: 'notice' }), []);
  await store.record(exchange({ messageId: 25, userId: 6 }), []);
  await store.record(exchange({ messageId: 26, threadId: 3 }), []);
  const last = async (before: number, change = {}) =>
    (await store.last({ ...seat, ...change }, before))?.messageId ?? null;
  assert.deepEqual(await Promise.all([10, 11, 20, 21, 99].map((before) => last(before))), [
    null,
    10,
    10,
    20,
    20,
  ]);
  assert.equal(await last(99, { threadId: 3 }), 26);
  assert.equal(await last(99, { userId: 6 }), 25);
  assert.equal(await last(99, { chatId: 6 }), null);
});

test('after 24 hours nothing is given out, and the next write deletes it', async (t) => {
  const { store, clock, db } = await open(t);
  await store.record(exchange(), [11]);
  await store.setScope(seat, 'nahran-00001');
  clock.now += KEPT_FOR - 1;
  assert.ok((await store.asked(5, 10)) && (await store.answered(5, 11)) && (await store.last(seat, 99)));
  assert.equal(await store.scope(seat), 'nahran-00001');
  // Editing makes a question no younger.
  await store.record(exchange({ question: 'متى؟' }), [11]);
  clock.now += 1;
  assert.equal(
    (await store.asked(5, 10)) ?? (await store.answered(5, 11)) ?? (await store.last(seat, 99)),
    null,
  );
  assert.equal(await store.scope(seat), null);
  await store.record(exchange({ messageId: 30 }), []);
  const left = await db.selectFrom('exchanges').select('question_message_id').execute();
  assert.deepEqual(left, [{ question_message_id: 30 }]);
  for (const table of ['exchange_messages', 'report_scopes'] as const) {
    assert.deepEqual(await db.selectFrom(table).selectAll().execute(), [], table);
  }
  // What is linked to a question that is gone is not kept either.
  await store.link(exchange(), [40]);
  assert.equal(await store.answered(5, 40), null);
});

test('a report to ask within is that of a person in one topic, until it is left', async (t) => {
  const { store } = await open(t);
  await store.setScope(seat, 'nahran-00001');
  await store.setScope(seat, 'nahran-00002');
  await store.setScope({ ...seat, threadId: 3 }, 'nahran-00003');
  assert.equal(await store.scope(seat), 'nahran-00002');
  await store.leaveScope(seat);
  assert.equal(await store.scope(seat), null);
  assert.equal(await store.scope({ ...seat, threadId: 3 }), 'nahran-00003');
  assert.equal(await store.scope({ ...seat, userId: 6 }), null);
});

test('forgetting a chat or a person leaves nothing of it and all of the others', async (t) => {
  const { store, db } = await open(t);
  const fill = async () => {
    for (const [chatId, userId] of [
      [5, 5],
      [-7, 5],
      [-7, 6],
    ] as const) {
      await store.record(exchange({ chatId, userId, messageId: 10 + userId }), [30 + userId]);
      await store.setScope({ chatId, userId, threadId: null }, 'nahran-00001');
    }
  };
  const kept = async () => {
    const [exchanges, messages, scopes] = await Promise.all(
      (['exchanges', 'exchange_messages', 'report_scopes'] as const).map((table) =>
        db.selectFrom(table).select('chat_id').orderBy('chat_id').execute(),
      ),
    );
    assert.deepEqual(messages, exchanges);
    assert.deepEqual(scopes, exchanges);
    return exchanges?.map(({ chat_id }) => chat_id);
  };
  await fill();
  await store.forget(-7);
  assert.deepEqual(await kept(), [5]);
  await fill();
  await store.forgetUser(5);
  assert.deepEqual(await kept(), [-7]);
});

test('what is too old is deleted by pruning, too', async (t) => {
  const { store, db, clock } = await open(t);
  await store.record(exchange(), [30]);
  await store.setScope({ chatId: 5, userId: 5, threadId: null }, 'nahran-00001');
  await store.prune();
  const left = async () => [
    await db.selectFrom('exchanges').selectAll().execute(),
    await db.selectFrom('report_scopes').selectAll().execute(),
  ];
  assert.deepEqual(
    (await left()).map(({ length }) => length),
    [1, 1],
  );
  clock.now += KEPT_FOR;
  await store.prune();
  assert.deepEqual(
    (await left()).map(({ length }) => length),
    [0, 0],
  );
});
