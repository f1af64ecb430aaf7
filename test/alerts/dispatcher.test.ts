import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from 'grammy/types';
import { createAlerts } from '../../src/alerts/alerts.ts';
import { EXPIRY, LEASE } from '../../src/alerts/dispatcher.ts';
import type { RenderAlerts } from '../../src/alerts/render.ts';
import { Outbox } from '../../src/store/outbox.ts';
import type { TestChat } from '../telegram/chat.ts';
import { plainAlert, sendingAlerts } from './fixtures.ts';

const SECOND = 1_000;

/** The numbers of the deliveries that a chat was told, message by message. */
function told(chat: TestChat): number[][] {
  return (chat.messages as Message.TextMessage[]).map(({ text }) =>
    [...text.matchAll(/#(\d+)/g)].map((found) => Number(found[1])),
  );
}

test('sends what is due, in order, a second apart in one chat, side by side in others', async (t) => {
  const a = await sendingAlerts(t);
  const [one, two] = [a.server.user({ started: true }), a.server.user({ started: true })];
  await a.follow(one.chat.id, 'bridge');
  await a.follow(two.chat.id, 'bridge');
  for (let n = 1; n <= 3; n++) await a.write(`${n}.txt`, `The bridge of Nahran, part ${n}.`);
  await a.start();
  assert.deepEqual([told(one.chat), told(two.chat)], [[[1]], [[2]]]);
  await a.pass(SECOND - 1);
  assert.deepEqual([told(one.chat), told(two.chat)], [[[1]], [[2]]]);
  await a.pass(1);
  assert.deepEqual(
    [told(one.chat), told(two.chat)],
    [
      [[1], [3]],
      [[2], [4]],
    ],
  );
  await a.pass(SECOND);
  assert.deepEqual(told(one.chat), [[1], [3], [5]]);
  const rows = await a.deliveries();
  assert.ok(rows.every((row) => row.state === 'sent' && row.sent_message_id !== null && row.attempts === 0));
  assert.match(one.chat.messages[0]?.text ?? '', /^#1 bridge: .{12} v1$/);
});

test('news that comes while it runs is sent at once', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, null);
  await a.start();
  await a.write('1.txt', 'A road was opened in Sallum.');
  await a.quiet();
  assert.deepEqual(told(person.chat), [[1]]);
});

test('no more than 25 messages a second in all', async (t) => {
  const a = await sendingAlerts(t);
  const people = Array.from({ length: 60 }, () => a.server.user({ started: true }));
  for (const { chat } of people) await a.follow(chat.id, 'road');
  await a.write('1.txt', 'The road is open.');
  await a.start();
  const heard = () => people.filter(({ chat }) => chat.messages.length > 0).length;
  assert.equal(heard(), 25);
  await a.pass(SECOND);
  assert.equal(heard(), 50);
  await a.pass(SECOND);
  assert.equal(heard(), 60);
});

test('no more than 20 messages a minute in a group', async (t) => {
  const a = await sendingAlerts(t);
  const group = a.server.group();
  const person = a.server.user({ started: true });
  await a.follow(group.id, 'road');
  await a.follow(person.chat.id, 'road');
  // Never more than a few at a time, so that none share a message.
  await a.start();
  for (let n = 1; n <= 24; n++) {
    await a.write(`${n}.txt`, `The road is open for the time number ${n}.`);
    await a.pass(2 * SECOND);
  }
  assert.equal(person.chat.messages.length, 24);
  assert.equal(group.messages.length, 20);
  await a.pass(60 * SECOND);
  assert.deepEqual(
    told(group).flat(),
    Array.from({ length: 24 }, (_, i) => 2 * i + 1),
  );
});

test('a 429 is waited out exactly, in that chat only', async (t) => {
  const a = await sendingAlerts(t);
  const [one, two] = [a.server.user({ started: true }), a.server.user({ started: true })];
  await a.follow(one.chat.id, 'road');
  await a.follow(two.chat.id, 'bridge');
  a.server.faults.next('sendMessage', { code: 429, retryAfter: 7 });
  await a.write('1.txt', 'The road is open.');
  await a.start();
  await a.write('2.txt', 'The bridge is open.');
  await a.pass(7 * SECOND - 1);
  assert.deepEqual([told(one.chat), told(two.chat)], [[], [[2]]]);
  await a.pass(1);
  assert.deepEqual(told(one.chat), [[1]]);
  assert.equal((await a.deliveries())[0]?.attempts, 0);
});

test('a 429 in a second chat while the first still waits holds for all', async (t) => {
  const a = await sendingAlerts(t);
  const people = Array.from({ length: 3 }, () => a.server.user({ started: true }));
  for (const { chat } of people) await a.follow(chat.id, chat === people[2]?.chat ? 'bridge' : 'road');
  a.server.faults.next('sendMessage', { code: 429, retryAfter: 9 }, 2);
  await a.write('1.txt', 'The road is open.');
  await a.start();
  await a.write('2.txt', 'The bridge is open.');
  await a.pass(9 * SECOND - 1);
  assert.equal(a.server.calls.length, 2);
  await a.pass(1);
  assert.deepEqual(
    people.map(({ chat }) => told(chat)),
    [[[1]], [[2]], [[3]]],
  );
});

test('failures of the network and of Telegram are tried again, less and less often, nothing overtakes', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  a.server.faults.next('sendMessage', { code: 500 });
  a.server.faults.next('sendMessage', 'drop-before');
  a.server.faults.next('sendMessage', { code: 502 });
  await a.write('1.txt', 'The road is open.');
  await a.start();
  await a.write('2.txt', 'The road is closed.');
  const calls: number[] = [];
  for (let s = 0; s <= 9; s++) {
    calls.push(a.server.calls.length);
    await a.pass(SECOND);
  }
  // Attempts after 0, 1, 1 + 2 and 1 + 2 + 4 seconds; then the second one.
  assert.deepEqual(calls, [1, 2, 2, 3, 3, 3, 3, 4, 5, 5]);
  assert.deepEqual(told(person.chat), [[1], [2]]);
  assert.equal((await a.deliveries())[0]?.attempts, 3);
});

test('only a message whose acceptance was lost comes twice', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  a.server.faults.next('sendMessage', 'drop-after');
  await a.write('1.txt', 'The road is open.');
  await a.write('2.txt', 'The road is closed.');
  await a.start();
  await a.pass(10 * SECOND);
  assert.deepEqual(told(person.chat), [[1], [1], [2]]);
});

test('while nothing gets through, not every chat is tried in vain', async (t) => {
  const a = await sendingAlerts(t);
  const people = Array.from({ length: 80 }, () => a.server.user({ started: true }));
  for (const { chat } of people) await a.follow(chat.id, 'road');
  a.server.faults.always(() => ({ code: 503 }));
  await a.write('1.txt', 'The road is open.');
  await a.start();
  await a.pass(120 * SECOND);
  assert.ok(a.server.calls.length < 80, `${a.server.calls.length} calls`);
  assert.ok(a.log.filter(({ msg }) => /cannot be reached/.test(String(msg))).length === 1);
  a.server.faults.always(undefined);
  await a.pass(120 * SECOND);
  assert.ok(people.every(({ chat }) => chat.messages.length === 1));
});

test('what could not be sent for three days is given up and counted', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  a.server.faults.always(() => 'drop-before');
  await a.write('1.txt', 'The road is open.');
  await a.start();
  a.clock.moveTo(a.clock.now() + EXPIRY - 60 * SECOND);
  await a.pass(30 * SECOND);
  assert.equal((await a.alerts.counts()).due, 1);
  await a.pass(60 * SECOND);
  await a.pass(60 * SECOND);
  assert.equal((await a.alerts.counts()).expired, 1);
  assert.equal(a.log.find(({ expired }) => expired)?.expired, 1);
  a.server.faults.always(undefined);
  await a.write('2.txt', 'The road is closed.');
  await a.pass(60 * SECOND);
  assert.deepEqual(told(person.chat), [[2]]);
});

test('a chat that blocks the bot rests, others hear, and it goes on when it lets the bot in again', async (t) => {
  const a = await sendingAlerts(t);
  const [one, two] = [a.server.user({ started: true }), a.server.user({ started: true })];
  await a.follow(one.chat.id, 'road');
  await a.follow(two.chat.id, 'road');
  one.blocksBot();
  await drainUpdates(a.server);
  await a.write('1.txt', 'The road is open.');
  await a.write('2.txt', 'The road is closed.');
  await a.start();
  await a.pass(5 * SECOND);
  assert.deepEqual([told(one.chat), told(two.chat)], [[], [[2], [4]]]);
  const [rested] = await a.alerts.following.followedIn(one.chat.id);
  assert.equal(rested?.paused, 'unreachable');
  assert.deepEqual(
    (await a.deliveries()).map(({ state }) => state),
    ['dropped', 'sent', 'dropped', 'sent'],
  );
  one.unblocksBot();
  await drainUpdates(a.server);
  await a.alerts.following.reachable({ chatId: one.chat.id });
  await a.write('3.txt', 'The road is open again.');
  await a.pass(5 * SECOND);
  assert.deepEqual(told(one.chat), [[5]]);
});

test('what could not be sent before the quiet hours waits for their end, also when they are changed', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  const { id } = person.chat;
  await a.follow(id, 'road');
  const hour = (at: number) => ({ timeZone: 'UTC', quiet: { from: at * 60, to: (at + 8) * 60 } });
  // The clock's hour, so that the quiet hours begin with the next one.
  const now = new Date(a.clock.now()).getUTCHours();
  await a.alerts.following.setTimes(id, hour(now + 1));
  a.server.faults.always(() => ({ code: 500 }));
  await a.write('1.txt', 'The road is open.');
  await a.write('2.txt', 'The road is closed.');
  await a.start();
  await a.pass(2 * 60 * 60 * SECOND);
  a.server.faults.always(undefined);
  await a.pass(6 * 60 * 60 * SECOND);
  assert.deepEqual(told(person.chat), []);
  await a.pass(60 * 60 * SECOND);
  assert.deepEqual(told(person.chat), [[1, 2]]);
});

/** Takes the updates that no bot asks for in these tests. */
async function drainUpdates(server: { apiRoot: string; token: string }): Promise<void> {
  const url = `${server.apiRoot}/bot${server.token}/getUpdates`;
  await fetch(`${url}?offset=1000000000`);
}

test('a chat that is gone has its subscriptions ended', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(5, 'road');
  await a.follow(person.chat.id, 'road');
  await a.write('1.txt', 'The road is open.');
  await a.start();
  assert.deepEqual(await a.alerts.following.followedIn(5), []);
  assert.equal((await a.alerts.following.subscription(5, 1))?.ended?.reason, 'chat-gone');
  assert.deepEqual(told(person.chat), [[2]]);
  await a.write('2.txt', 'The road is closed.');
  assert.equal((await a.deliveries()).length, 3);
});

test('a group that became a supergroup hears everything there, in order', async (t) => {
  const a = await sendingAlerts(t);
  const group = a.server.group({ id: -77 });
  const supergroup = a.server.group({ id: -1001 });
  await a.follow(group.id, 'road');
  await a.alerts.following.setTimes(group.id, { timeZone: 'Europe/Berlin' });
  group.access = { migratedTo: supergroup.id };
  await a.write('1.txt', 'The road is open.');
  await a.write('2.txt', 'The road is closed.');
  await a.start();
  await a.pass(5 * SECOND);
  assert.deepEqual(told(supergroup), [[1], [2]]);
  assert.equal((await a.alerts.following.times(supergroup.id)).timeZone, 'Europe/Berlin');
  await a.write('3.txt', 'The road is open again.');
  await a.pass(5 * SECOND);
  assert.deepEqual(told(supergroup), [[1], [2], [3]]);
});

test('a topic of a forum that is closed rests, the rest of the group hears', async (t) => {
  const a = await sendingAlerts(t);
  const group = a.server.group({ topics: true });
  group.topics.add(4);
  await a.follow(group.id, 'road', { threadId: 3 });
  await a.follow(group.id, 'road', { threadId: 4 });
  await a.write('1.txt', 'The road is open.');
  await a.start();
  await a.pass(5 * SECOND);
  assert.deepEqual(told(group), [[2]]);
  assert.equal(group.messages[0]?.message_thread_id, 4);
  assert.deepEqual(
    (await a.alerts.following.followedIn(group.id)).map(({ paused }) => paused),
    ['unreachable', null],
  );
});

const refused: RenderAlerts = (deliveries, locale) =>
  deliveries.some(({ id }) => id === 2) ? { text: '<b>broken' } : plainAlert(deliveries, locale);

test('a message that Telegram refuses is dropped and named in the log, the next ones are sent', async (t) => {
  const a = await sendingAlerts(t, { sending: { render: refused } });
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  for (let n = 1; n <= 3; n++) await a.write(`${n}.txt`, `The road, part ${n}.`);
  await a.start();
  await a.pass(5 * SECOND);
  assert.deepEqual(told(person.chat), [[1], [3]]);
  const line = a.log.find(({ msg }) => /refuses/.test(String(msg)));
  assert.deepEqual(line?.deliveries, [2]);
  assert.match(String(line?.reason), /^400 Bad Request: can't parse entities/);
});

test('a digest that Telegram refuses is sent piece by piece, without the one at fault', async (t) => {
  const a = await sendingAlerts(t, { sending: { render: refused } });
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road', { frequency: 'daily' });
  for (let n = 1; n <= 3; n++) await a.write(`${n}.txt`, `The road, part ${n}.`);
  a.clock.moveTo(a.clock.now() + 20 * 3_600 * SECOND);
  await a.start();
  await a.pass(10 * SECOND);
  assert.deepEqual(told(person.chat), [[1], [3]]);
});

test('a message that we fail to make is tried again, then dropped; the next one is sent', async (t) => {
  let mistakes = 0;
  const render: RenderAlerts = (deliveries, locale) => {
    if (deliveries[0]?.id === 1) throw new Error(`no words (${++mistakes})`);
    return plainAlert(deliveries, locale);
  };
  const a = await sendingAlerts(t, { sending: { render } });
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  await a.write('1.txt', 'The road is open.');
  await a.write('2.txt', 'The road is closed.');
  await a.start();
  await a.pass(60 * SECOND);
  assert.equal(mistakes, 5);
  assert.deepEqual(told(person.chat), [[2]]);
});

test('what has become meaningless is dropped without a message', async (t) => {
  const a = await sendingAlerts(t, { sending: { render: () => null } });
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  await a.write('1.txt', 'The road is open.');
  await a.start();
  assert.deepEqual([told(person.chat), (await a.alerts.counts()).dropped], [[], 1]);
});

test('a daily digest is one message at its hour, as long as it fits', async (t) => {
  const render: RenderAlerts = (deliveries) => ({
    text: deliveries.map(({ id }) => `<b>#${id}</b> ${'x&amp;'.repeat(290)}`).join('\n'),
  });
  const a = await sendingAlerts(t, { sending: { render } });
  const person = a.server.user({ started: true });
  // 09:00 UTC is noon in Damascus; the digest comes at 08:00, 20 hours later.
  await a.follow(person.chat.id, 'road', { frequency: 'daily' });
  for (let n = 1; n <= 16; n++) await a.write(`${n}.txt`, `The road, part ${n}.`);
  a.clock.moveTo(a.clock.now() + 20 * 3_600 * SECOND - 1);
  await a.start();
  assert.deepEqual(told(person.chat), []);
  await a.pass(1);
  assert.deepEqual(told(person.chat), [[1, 2, 3, 4, 5, 6, 7]]);
  await a.pass(10 * SECOND);
  assert.deepEqual(told(person.chat), [
    [1, 2, 3, 4, 5, 6, 7],
    [8, 9, 10, 11, 12, 13, 14],
    [15, 16],
  ]);
});

test('one report that matches two topics of a chat is one message', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  await a.follow(person.chat.id, 'bridge');
  await a.write('1.txt', 'The road to the bridge is open.');
  await a.write('2.txt', 'The road is closed.');
  await a.start();
  await a.pass(5 * SECOND);
  assert.deepEqual(told(person.chat), [[1, 2], [3]]);
});

test('when many alerts wait, they share a message', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  for (let n = 1; n <= 40; n++) await a.write(`${n}.txt`, `The road, part ${n}.`);
  await a.start();
  assert.deepEqual(told(person.chat), [Array.from({ length: 40 }, (_, i) => i + 1)]);
});

test('several dispatchers send each delivery once, in order', async (t) => {
  const a = await sendingAlerts(t);
  const { db, clock, server } = a;
  const others = [1, 2].map(() => createAlerts({ database: db, matcher: a.matcher, clock }));
  t.after(() => Promise.all(others.map((other) => other.stop())));
  const people = Array.from({ length: 6 }, () => server.user({ started: true }));
  for (const { chat } of people) await a.follow(chat.id, 'road');
  for (let n = 1; n <= 4; n++) await a.write(`${n}.txt`, `The road, part ${n}.`);
  for (const other of others) other.start(a.sending);
  await a.start();
  for (let s = 0; s < 6; s++) {
    for (const other of others) other.wake();
    await a.pass(SECOND);
    while (others.some((other) => other.inHand > 0)) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [i, { chat }] of people.entries()) {
    assert.deepEqual(
      told(chat).flat(),
      [0, 1, 2, 3].map((n) => 6 * n + i + 1),
    );
  }
});

test('what a process held when it died is taken over when its lease ends, before anything later', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  await a.write('1.txt', 'The road is open.');
  await a.write('2.txt', 'The road is closed.');
  const now = a.clock.now();
  const claimed = await new Outbox(a.db).claim({
    by: 'a process that died',
    now,
    leaseUntil: now + LEASE,
    limit: 5,
    except: [],
  });
  assert.equal(claimed.length, 1);
  await a.start();
  await a.pass(LEASE - 1);
  assert.deepEqual(told(person.chat), []);
  await a.pass(SECOND + 1);
  assert.deepEqual(told(person.chat), [[1], [2]]);
});

test('a stop waits for the message on its way and claims no other', async (t) => {
  const a = await sendingAlerts(t);
  const person = a.server.user({ started: true });
  await a.follow(person.chat.id, 'road');
  await a.write('1.txt', 'The road is open.');
  await a.write('2.txt', 'The road is closed.');
  await a.start();
  await a.alerts.stop();
  await a.write('3.txt', 'The road is open again.');
  assert.equal(a.clock.sleepers, 0);
  assert.deepEqual(
    (await a.deliveries()).map(({ state }) => state),
    ['sent', 'due', 'due'],
  );
});
