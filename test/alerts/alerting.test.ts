import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoriesOf } from '../../src/alerts/alerting.ts';
import { createAlerts } from '../../src/alerts/alerts.ts';
import type { TopicMatcher } from '../../src/alerts/matching.ts';
import { unpackMatch, unpackReports } from '../../src/store/delivery.ts';
import { ReportStore } from '../../src/store/reports.ts';
import { cutLines, idOf, upsert } from '../store/fixtures.ts';
import { openAlerts } from './fixtures.ts';
import { WordMatcher } from './word-matcher.ts';

// All reports in these tests are invented: the towns, names and events do not exist.

type Opened = Awaited<ReturnType<typeof openAlerts>>;

/** Which subscription hears of which version, in the order of the outbox. */
async function heard(a: Opened): Promise<[number, string, number, string][]> {
  const paths = new Map((await a.store.catalogue()).entries().map(([path, { id }]) => [id, path]));
  return (await a.deliveries()).map((row) => [
    row.subscription_id,
    paths.get(row.report_id) ?? '?',
    row.version,
    row.kind,
  ]);
}

describe('news', () => {
  test('is a new report, for those who follow what it says, from then on', async (t) => {
    const a = await openAlerts(t);
    await a.write('before.txt', 'The road is open.');
    await a.follow(1, 'road');
    await a.follow(1, 'bridge');
    await a.follow(2, null);
    await a.write('1.txt', 'The road is closed. Nobody knows why.');
    await a.write('2.txt', 'The market opens at six.');
    assert.deepEqual(await heard(a), [
      [1, '1.txt', 1, 'new'],
      [3, '1.txt', 1, 'new'],
      [3, '2.txt', 1, 'new'],
    ]);
    const [first] = await a.deliveries();
    assert.deepEqual(unpackMatch(first!.match), {
      score: 1,
      sentences: [{ start: 0, end: 19 }],
      changes: [],
    });
  });

  test('is a changed text: the sentences that changed, as they were and are', async (t) => {
    const a = await openAlerts(t);
    const [before, after] = [
      'The road is open. The bridge is open.',
      'The road is open. The bridge is closed.',
    ];
    await a.write('1.txt', before);
    await a.follow(1, 'road');
    await a.follow(1, 'bridge');
    await a.follow(1, null);
    await a.write('1.txt', after);
    assert.deepEqual(await heard(a), [
      [2, '1.txt', 2, 'changed'],
      [3, '1.txt', 2, 'changed'],
    ]);
    const [change] = unpackMatch((await a.deliveries())[0]!.match).changes;
    const old = await a.store.excerptAt({ reportId: idOf('1.txt'), version: 1, ordinal: 0 });
    assert.deepEqual(
      [
        change?.before.map(({ start, end }) => old?.text.slice(start, end)),
        change?.after.map(({ start, end }) => after.slice(start, end)),
      ],
      [['The bridge is open.'], ['The bridge is closed.']],
    );
  });

  test('is not: the same file, another title, a new cutting, a withdrawal, a return', async (t) => {
    const a = await openAlerts(t);
    const text = 'The road is open.';
    await a.write('1.txt', text);
    await a.follow(1, null);
    await a.write('1.txt', text);
    await a.store.apply({ upsert: [upsert('1.txt', `${text}\n`)] });
    await a.store.apply({ upsert: [{ ...upsert('1.txt', `${text}\n`, { title: 'Another', hash: 'x' }) }] });
    const other = new ReportStore(a.db, 'another cutting', a.clock.now, a.alerts.onNews);
    for (const { id, version, text } of await other.cutOtherwise(9)) {
      await other.apply({ recut: [{ id, version, passages: cutLines(text) }] });
    }
    await a.store.apply({ withdraw: [idOf('1.txt')] });
    await other.apply({ upsert: [upsert('1.txt', `${text}\n`)] });
    await a.store.apply({ touch: [{ id: idOf('1.txt'), stat: 'x' }] });
    assert.deepEqual(await heard(a), []);
    // But when it comes back with another text, it is.
    await a.store.apply({ withdraw: [idOf('1.txt')] });
    await a.write('1.txt', 'The road is closed.');
    assert.equal((await heard(a)).length, 1);
  });

  test('is matched with what was followed before, by whatever process', async (t) => {
    const a = await openAlerts(t);
    await a.follow(1, 'road');
    await a.write('1.txt', 'The road is open.');
    const other = await openAlerts(t, { folder: a.folder, clock: a.clock });
    await other.follow(2, 'road');
    await a.write('2.txt', 'The road is closed.');
    await other.alerts.following.change(1, 1, { paused: 'person' });
    await a.write('3.txt', 'The road is open again.');
    await other.alerts.following.change(1, 1, { paused: null });
    await other.alerts.following.end(2, 2);
    await a.write('4.txt', 'The road is closed again.');
    await other.alerts.following.forget(1);
    await a.write('5.txt', 'The road is open at last.');
    // A deleted one's number in the row of changes must not come again.
    await other.follow(3, 'road');
    await a.write('6.txt', 'The road is closed for ever.');
    const rows = (await a.deliveries()).map((row) => [row.subscription_id, row.report_id, row.state]);
    assert.deepEqual(rows, [
      [2, idOf('2.txt'), 'dropped'],
      [2, idOf('3.txt'), 'dropped'],
      [3, idOf('6.txt'), 'due'],
    ]);
  });

  test('and its deliveries are written together or not at all', async (t) => {
    const a = await openAlerts(t);
    await a.follow(1, 'road');
    const failing = new WordMatcher();
    failing.match = (text) => {
      if (text.title.includes('2.txt')) throw new Error('out of words');
      return WordMatcher.prototype.match.call(failing, text);
    };
    const { onNews } = createAlerts({ database: a.db, matcher: failing, clock: a.clock });
    const store = new ReportStore(a.db, 'lines', a.clock.now, onNews);
    const batch = { upsert: ['1.txt', '2.txt'].map((file) => upsert(file, 'The road is open.')) };
    await assert.rejects(store.apply(batch), /out of words/);
    assert.deepEqual([await heard(a), (await store.counts()).reports], [[], 0]);
    await a.store.apply(batch);
    assert.equal((await heard(a)).length, 2);
  });

  test('is got ready for before its transaction, and a topic followed meanwhile within', async (t) => {
    const a = await openAlerts(t);
    const steps: string[] = [];
    const matcher = new WordMatcher();
    const watched: TopicMatcher = {
      add(one) {
        steps.push(`add ${one.topic}`);
        matcher.add(one);
      },
      remove: (id) => matcher.remove(id),
      match: (text) => matcher.match(text),
      async prepare(passages) {
        steps.push(`prepare ${passages.length} after ${(await a.store.counts()).reports}`);
        if (passages.length > 0) await a.follow(2, 'bridge');
      },
    };
    const { onNews, beforeNews } = createAlerts({ database: a.db, matcher: watched, clock: a.clock });
    await a.follow(1, 'road');
    const batch = { upsert: [upsert('1.txt', 'The road is open.\n\nThe bridge is new.')] };
    // Inside the transaction, the store must not be asked through another connection.
    const store = new ReportStore(a.db, 'lines', a.clock.now, onNews, async (upserts) => {
      await beforeNews(upserts);
      watched.prepare = async (passages) => void steps.push(`prepare ${passages.length} within`);
    });
    await store.apply(batch);
    assert.deepEqual(steps, ['add road', 'prepare 2 after 0', 'add bridge', 'prepare 0 within']);
    assert.equal((await heard(a)).length, 2);
  });

  test('that matches too weakly for one subscription is for others', async (t) => {
    const a = await openAlerts(t);
    await a.follow(1, 'road');
    await a.follow(2, 'road');
    await a.alerts.following.change(1, 1, { minScore: 2 });
    await a.write('1.txt', 'The road is open. Nobody knows why.');
    await a.write('2.txt', 'The road is open. The road is new.');
    assert.deepEqual(
      (await heard(a)).map(([id, path]) => [id, path]),
      [
        [2, '1.txt'],
        [1, '2.txt'],
        [2, '2.txt'],
      ],
    );
  });

  test('is due as the chat wishes, and again when it changes its wishes', async (t) => {
    const a = await openAlerts(t);
    // The clock stands at noon in Damascus.
    const noon = a.clock.now();
    const hour = 3_600_000;
    const due = async () => (await a.deliveries()).map((row) => [(row.due_at - noon) / hour, row.together]);
    await a.follow(1, 'road');
    await a.follow(1, 'road', { frequency: 'daily', threadId: 7 });
    await a.follow(2, 'road', { frequency: 'weekly', weekday: 1 });
    await a.alerts.following.setTimes(2, { digestAt: 13 * 60 });
    await a.write('1.txt', 'The road is open.');
    assert.deepEqual(await due(), [
      [0, 0],
      [20, 1],
      [1, 1],
    ]);
    await a.alerts.following.setTimes(1, { digestAt: 18 * 60, quiet: { from: 11 * 60, to: 19 * 60 } });
    await a.alerts.following.change(2, 3, { weekday: 2 });
    await a.write('2.txt', 'The road is closed.');
    assert.deepEqual(await due(), [
      [0, 0],
      [7, 1],
      [25, 1],
      [7, 1],
      [7, 1],
      [25, 1],
    ]);
    await assert.rejects(a.alerts.following.setTimes(1, { timeZone: 'Nahran' }), /no time zone Nahran/);
  });
});

describe('near copies', () => {
  /** The same story: the same first sentence. */
  const storiesOf: StoriesOf = (texts) => texts.map(({ text }) => text.split('.')[0] ?? '');
  const also = async (a: Opened) =>
    (await a.deliveries()).map((row) => [
      row.subscription_id,
      unpackReports(row.also).map(({ reportId }) => reportId),
    ]);
  const text = 'The road is open. The bridge is open.';

  test('are named by the alert that was not sent yet', async (t) => {
    const a = await openAlerts(t, { storiesOf });
    await a.follow(1, 'road');
    await a.follow(1, 'bridge');
    await a.follow(2, 'road');
    await a.write('1.txt', text);
    await a.store.apply({ upsert: ['2.txt', '3.txt'].map((file) => upsert(file, text)) });
    const copies = [idOf('2.txt'), idOf('3.txt')];
    assert.deepEqual(await also(a), [
      [1, copies],
      [2, copies],
      [3, copies],
    ]);
  });

  test('are not told again to whom the story was told, nor while it is on its way', async (t) => {
    const a = await openAlerts(t, { storiesOf });
    await a.follow(1, 'road');
    await a.follow(2, 'road');
    await a.write('1.txt', text);
    await a.db.updateTable('deliveries').set({ state: 'sent' }).where('chat_id', '=', 1).execute();
    await a.db.updateTable('deliveries').set({ state: 'claimed' }).where('chat_id', '=', 2).execute();
    await a.follow(1, 'bridge');
    await a.follow(3, 'road');
    await a.write('2.txt', text);
    assert.deepEqual(await also(a), [
      [1, []],
      [2, []],
      [4, []],
    ]);
  });

  test('are told when the first one was not', async (t) => {
    const a = await openAlerts(t, { storiesOf });
    await a.follow(1, 'road');
    await a.write('1.txt', text);
    await a.db.updateTable('deliveries').set({ state: 'expired' }).execute();
    await a.write('2.txt', text);
    assert.equal((await also(a)).length, 2);
  });

  test('that change are told', async (t) => {
    const a = await openAlerts(t, { storiesOf });
    await a.follow(1, 'road');
    await a.write('1.txt', text);
    await a.write('2.txt', text);
    await a.write('2.txt', `${text} The road is new.`);
    assert.deepEqual(
      (await heard(a)).map((row) => row.slice(1)),
      [
        ['1.txt', 1, 'new'],
        ['2.txt', 2, 'changed'],
      ],
    );
  });
});

test('what copies a changed report is not told again to whom the change was told', async (t) => {
  // The same story: the same sentences, whatever their report.
  const a = await openAlerts(t, { storiesOf: (texts) => texts.map(({ text }) => text) });
  await a.follow(1, 'road');
  await a.write('1.txt', 'The road is open. 12 came.');
  await a.write('1.txt', 'The road is open to 15. 15 came.');
  await a.write('2.txt', 'The road is open to 15. 15 came.');
  assert.deepEqual(
    (await heard(a)).map((row) => row.slice(1)),
    [
      ['1.txt', 1, 'new'],
      ['1.txt', 2, 'changed'],
    ],
  );
  const also = (await a.deliveries()).map((row) => unpackReports(row.also).length);
  assert.deepEqual(also, [0, 1]);
});

test('two thousand who follow everything are written with the report', async (t) => {
  const a = await openAlerts(t);
  await a.db
    .insertInto('subscriptions')
    .values(
      Array.from({ length: 2_000 }, (_, n) => ({
        chat_id: n,
        created_by: n,
        topic: null,
        name: 'all',
        locale: 'ar',
        frequency: n % 2 ? 'at-once' : 'weekly',
        weekday: 1,
        min_score: 0,
        created_at: 0,
        revision: n + 1,
      })),
    )
    .execute();
  await a.write('1.txt', 'The road is open.');
  assert.equal((await a.alerts.counts()).due, 2_000);
});
