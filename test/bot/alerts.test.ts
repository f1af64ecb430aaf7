import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AlertingBot, runAlertingBot } from './alerting-bot.ts';
import { plain } from './fixtures.ts';

// The towns, names and events are invented.

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };
const HOUR = 3_600_000;
type Keyed = { reply_markup?: { inline_keyboard: { text: string }[][] } };
const rows = (message: Keyed) =>
  message.reply_markup?.inline_keyboard.map((row) => row.map(({ text }) => plain(text)));

const dam = {
  path: 'dam.txt',
  title: 'سد كرمين يمتلئ',
  source: 'وكالة نهران',
  url: 'https://nahran.example/dam',
  date: '2031-05-05',
  text: 'امتلأ سد كرمين للمرة الأولى منذ عشر سنوات. وفرح المزارعون. وقال مهندس السد إن البوابات ستفتح يوم الخميس.',
};
const fair = {
  path: 'fair.txt',
  title: 'Book fair in Sallum',
  source: 'Valley Courier',
  date: '2031-05-05',
  language: 'en',
  text: 'The book fair of Sallum opens on Friday. Forty publishers will come. The fair lasts a week.',
} as const;

/** A person who follows topics by /follow; what the bot says to that is read. */
async function follower(a: AlertingBot, person: object, ...topics: string[]) {
  const user = a.bot.server.user(person);
  for (const topic of topics) {
    user.sends(`/follow ${topic}`);
    await user.hears();
  }
  return user;
}

test('a new report alerts once: topic, report, quotes marked, the excerpt; in Arabic', async () => {
  await using a = await runAlertingBot();
  const lian = await follower(a, arabic, 'سد');
  await a.bot.shelf.write(dam);
  await a.quiet();
  const alert = await lian.hears();
  assert.equal(
    plain(alert.text),
    'تقرير جديد عن: سد\nسد كرمين يمتلئ\nوكالة نهران، 5 أيار/مايو 2031\nامتلأ سد كرمين للمرة الأولى منذ عشر سنوات. وفرح المزارعون. وقال مهندس السد إن البوابات ستفتح يوم الخميس.',
  );
  const kind = (wanted: string) =>
    (alert.entities ?? [])
      .filter(({ type }) => type === wanted)
      .map(({ offset, length }) => plain(alert.text.slice(offset, offset + length)));
  assert.deepEqual(kind('bold').slice(2), [
    'امتلأ سد كرمين للمرة الأولى منذ عشر سنوات.',
    'وقال مهندس السد إن البوابات ستفتح يوم الخميس.',
  ]);
  assert.equal(kind('blockquote').length, 1);
  assert.deepEqual(kind('text_link'), ['سد كرمين يمتلئ']);
  assert.deepEqual(rows(alert), [
    ['اقرأ [2]', 'اقرأ [1]'],
    ['أوقف المتابعة', 'أقل من هذا'],
  ]);
  await lian.presses(alert, 'اقرأ [2]');
  const excerpt = await lian.hears();
  assert.equal(excerpt.reply_to_message?.message_id, alert.message_id);
  const bold = excerpt.entities?.filter(({ type }) => type === 'bold').at(-1);
  assert.match(
    excerpt.text.slice(bold?.offset, (bold?.offset ?? 0) + (bold?.length ?? 0)),
    /^وقال مهندس السد/,
  );
  // The same file again, and what is about something else, is no news.
  await a.bot.shelf.write(dam);
  await a.bot.shelf.write(fair);
  await a.pass(24 * HOUR);
  assert.deepEqual(lian.chat.unheard(), []);
});

test('a changed report tells what it said and what it says; in English', async () => {
  await using a = await runAlertingBot();
  const mira = await follower(a, english, 'fair');
  await a.bot.shelf.write(fair);
  await a.quiet();
  assert.match(plain((await mira.hears()).text), /^New report about: fair\nBook fair in Sallum\n/);
  await a.bot.shelf.write({
    ...fair,
    text: 'The book fair of Sallum opens on Sunday. Forty publishers will come. The fair lasts a week.',
  });
  await a.pass(2000);
  const alert = await mira.hears();
  assert.equal(
    plain(alert.text),
    'A report has changed, about: fair\nBook fair in Sallum\nValley Courier, 5 May 2031\nIt said:\nThe book fair of Sallum opens on Friday.\n\nNow it says:\nThe book fair of Sallum opens on Sunday.'.replace(
      '\n\n',
      '\n',
    ),
  );
  assert.deepEqual(rows(alert), [['Read it in context'], ['Less like this', 'Stop following']]);
  await mira.presses(alert, 'Read it in context');
  assert.match((await mira.hears()).text, /opens on Sunday/);
});

test('every report is followed too: its beginning, and nothing that could be less', async () => {
  await using a = await runAlertingBot();
  const mira = a.bot.server.user(english);
  mira.sends('/follow');
  await mira.presses(await mira.hears(), 'Yes, every report');
  await mira.chat.seesEdit();
  await a.bot.shelf.write(fair);
  await a.quiet();
  const alert = await mira.hears();
  assert.match(
    plain(alert.text),
    /^New report\nBook fair in Sallum\n.*\nThe book fair of Sallum opens on Friday\./,
  );
  assert.deepEqual(rows(alert), [['Read it in context'], ['Stop following']]);
});

test('one report for several topics is one alert, each topic with its buttons', async () => {
  await using a = await runAlertingBot();
  const lian = await follower(a, arabic, 'سد', 'مهندس');
  await a.bot.shelf.write(dam);
  await a.pass(5000);
  const alert = await lian.hears();
  assert.match(plain(alert.text), /^تقرير جديد عن: سد، مهندس\n/);
  assert.deepEqual(rows(alert)?.slice(1), [
    ['أوقف: سد', 'أقل من هذا: سد'],
    ['أوقف: مهندس', 'أقل من هذا: مهندس'],
  ]);
  assert.deepEqual(lian.chat.unheard(), []);
});

test('a daily digest waits for its hour in the chat’s zone, and is one message', async () => {
  await using a = await runAlertingBot();
  const lian = await follower(a, arabic, 'سد', 'Sallum');
  for (const { id } of await a.bot.alerts.following.followedIn(lian.chat.id)) {
    await a.bot.alerts.following.change(lian.chat.id, id, { frequency: 'daily' });
  }
  // It is noon in Damascus, and 14:30 in Kolkata, where the next eight o'clock is 17.5 hours away.
  lian.sends('/timezone +5:30');
  await lian.hears();
  await a.bot.shelf.write(dam);
  await a.bot.shelf.write(fair);
  await a.pass(17.5 * HOUR - 1);
  assert.deepEqual(lian.chat.unheard(), []);
  await a.pass(1);
  const digest = await lian.hears();
  assert.equal(
    plain(digest.text),
    [
      'موجز من تقريرين:',
      '',
      '1. سد كرمين يمتلئ — وكالة نهران، 5 أيار/مايو 2031',
      'سد',
      'امتلأ سد كرمين للمرة الأولى منذ عشر سنوات.',
      '',
      '2. Book fair in Sallum — Valley Courier، 5 أيار/مايو 2031',
      'Sallum',
      'The book fair of Sallum opens on Friday.',
    ].join('\n'),
  );
  assert.deepEqual(rows(digest), [['أقل من [1]', 'اقرأ [1]'], ['أقل من [2]', 'اقرأ [2]'], ['كل ما يُتابَع']]);
  await lian.presses(digest, 'اقرأ [2]');
  assert.match((await lian.hears()).text, /The book fair of Sallum/);
  await lian.presses(digest, 'كل ما يُتابَع');
  assert.match(plain((await lian.hears()).text), /^أتابع هنا موضوعين:/);
});

test('a long digest fits its messages, every report with a button', async () => {
  await using a = await runAlertingBot();
  const mira = await follower(a, english, 'canal');
  const [{ id } = { id: 0 }] = await a.bot.alerts.following.followedIn(mira.chat.id);
  await a.bot.alerts.following.change(mira.chat.id, id, { frequency: 'weekly', weekday: 2 });
  for (let n = 1; n <= 40; n += 1) {
    const text = `The canal number ${n} of Karmin ${'was cleaned and '.repeat(12)}opened.`;
    await a.bot.shelf.write({ path: `canal-${n}.txt`, title: `Canal ${n}`, text });
  }
  await a.pass(24 * HOUR);
  const digests = mira.chat.unheard() as unknown as (Keyed & { text: string })[];
  assert.ok(digests.length > 1 && digests.every(({ text }) => text.length <= 4096));
  const told = digests.flatMap(({ text }) =>
    [...plain(text).matchAll(/^\d+\. Canal (\d+)/gm)].map((m) => m[1]),
  );
  assert.deepEqual(
    told,
    Array.from({ length: 40 }, (_, i) => String(i + 1)),
  );
  for (const digest of digests) {
    const { length } = [...plain(digest.text).matchAll(/^\d+\. Canal/gm)];
    const numbers = Array.from({ length }, (_, i) => String(i + 1));
    assert.deepEqual(rows(digest)?.slice(0, -1).flat(), numbers);
  }
});

test('in quiet hours nothing comes; at their end it does', async () => {
  await using a = await runAlertingBot();
  const mira = await follower(a, english, 'fair');
  await a.bot.alerts.following.setTimes(mira.chat.id, { quiet: { from: 11 * 60, to: 14 * 60 } });
  await a.bot.shelf.write(fair);
  await a.pass(2 * HOUR - 1);
  assert.deepEqual(mira.chat.unheard(), []);
  await a.pass(1);
  assert.match(plain((await mira.hears()).text), /^New report about: fair/);
});

test('"less like this" raises the bar of that topic, which its settings show and lower again', async () => {
  await using a = await runAlertingBot();
  const lian = await follower(a, arabic, 'fair');
  await a.bot.shelf.write({
    ...fair,
    text: 'The fair of Sallum opens on Friday. Forty publishers will come.',
  });
  await a.quiet();
  const alert = await lian.hears();
  const toast = await lian.presses(alert, 'أقل من هذا');
  assert.equal(plain(toast.text), 'حسناً. لن أخبرك في «fair» إلا بما يطابقه أكثر من هذا.');
  assert.notEqual(toast.show_alert, true);
  assert.match(plain((await lian.presses(alert, 'أقل من هذا')).text), /^الأمر كذلك أصلاً/);
  await a.bot.shelf.write({ ...fair, path: 'weak.txt', text: 'A fair is planned. Nobody knows when.' });
  await a.pass(5000);
  assert.deepEqual(lian.chat.unheard(), []);
  await a.bot.shelf.write({ ...fair, path: 'strong.txt' });
  await a.pass(5000);
  assert.match(plain((await lian.hears()).text), /^تقرير جديد عن: fair/);
  lian.sends('/following');
  await lian.presses(await lian.hears(), '1');
  const settings = await lian.chat.seesEdit();
  assert.match(plain(settings.text), /\nتصلك المطابقات القوية وحدها\.\n/);
  await lian.presses(settings, 'أعد المطابقات الأضعف');
  assert.doesNotMatch(plain((await lian.chat.seesEdit()).text), /القوية/);
});

test('"stop following" asks first, leaves the alert as it is, and drops what waits', async () => {
  await using a = await runAlertingBot();
  const mira = await follower(a, english, 'fair');
  await a.bot.shelf.write(fair);
  await a.quiet();
  const alert = await mira.hears();
  await mira.presses(alert, 'Stop following');
  const question = await mira.hears();
  assert.equal(plain(question.text), 'Stop following this?\nfair');
  // Due at once, but a second after the first one: it waits when its topic is stopped.
  await a.bot.shelf.write({ ...fair, path: 'other.txt' });
  await mira.presses(question, 'Yes, stop');
  assert.equal(plain((await mira.chat.seesEdit()).text), 'No longer followed:\nfair');
  await a.pass(HOUR);
  assert.deepEqual(mira.chat.unheard(), []);
  assert.match((await mira.presses(alert, 'Less like this')).text ?? '', /^This is no longer followed here/);
  assert.equal(mira.chat.message(alert.message_id)?.text, alert.text);
});

test('a bot that is blocked rests what is followed, and goes on when it is taken back', async () => {
  await using a = await runAlertingBot();
  const mira = await follower(a, english, 'fair');
  const paused = async () =>
    (await a.bot.alerts.following.followedIn(mira.chat.id)).map((followed) => followed.paused);
  mira.blocksBot();
  await a.bot.server.idle();
  // At once, not only when a message fails.
  assert.deepEqual(await paused(), ['unreachable']);
  await a.bot.shelf.write(fair);
  await a.pass(5000);
  const calls = a.bot.server.calls.filter((call) => call.method === 'sendMessage').length;
  mira.unblocksBot();
  await a.bot.server.idle();
  const again = await mira.hears();
  assert.match(
    plain(again.text),
    /^I can write here again, and go on following one topic:\n• fair\n\nWhat came/,
  );
  assert.deepEqual(await paused(), [null]);
  assert.equal(a.bot.server.calls.filter((call) => call.method === 'sendMessage').length, calls + 1);
  await a.bot.shelf.write({ ...fair, path: 'second.txt', title: 'Second fair' });
  await a.pass(5000);
  assert.match(plain((await mira.hears()).text), /\nSecond fair\n/);
  assert.deepEqual(mira.chat.unheard(), []);
});

test('a bot that is let in again says nothing where nothing rested', async () => {
  await using a = await runAlertingBot();
  const mira = await follower(a, english, 'fair');
  const [subscription] = await a.bot.alerts.following.followedIn(mira.chat.id);
  await a.bot.alerts.following.change(mira.chat.id, subscription!.id, { paused: 'person' });
  mira.blocksBot();
  mira.unblocksBot();
  await a.bot.server.idle();
  assert.deepEqual(mira.chat.unheard(), []);
});

test('what is followed in a topic rests while the topic is closed', async () => {
  await using a = await runAlertingBot();
  const mira = a.bot.server.user(english);
  const forum = a.bot.server.group({ topics: true, members: { creator: [mira] } });
  forum.topics.add(3);
  for (const thread of [3, undefined]) {
    mira.sends('/follow fair', { chat: forum, ...(thread && { thread }) });
    await forum.hears();
  }
  const paused = async () =>
    (await a.bot.alerts.following.followedIn(forum.id)).map((followed) => followed.paused);
  mira.sendsOther({ forum_topic_closed: {} }, { chat: forum, thread: 3 });
  await a.bot.server.idle();
  assert.deepEqual(await paused(), ['unreachable', null]);
  mira.sendsOther({ forum_topic_reopened: {} }, { chat: forum, thread: 3 });
  const again = await forum.hears();
  assert.equal(again.message_thread_id, 3);
  assert.match(plain(again.text), /^I can write here again/);
  assert.deepEqual(await paused(), [null, null]);
});

test('after /forget nothing comes', async () => {
  await using a = await runAlertingBot();
  const mira = await follower(a, english, 'fair');
  await a.bot.alerts.following.setTimes(mira.chat.id, { quiet: { from: 11 * 60, to: 14 * 60 } });
  await a.bot.shelf.write(fair);
  mira.sends('/forget');
  await mira.presses(await mira.hears(), 'Delete');
  await mira.chat.seesEdit();
  await a.bot.shelf.write({ ...fair, path: 'other.txt' });
  await a.pass(24 * HOUR);
  assert.deepEqual(mira.chat.unheard(), []);
  assert.deepEqual(await a.bot.db.selectFrom('deliveries').selectAll().execute(), []);
});

test('the language chosen by now is that of alerts; a report withdrawn meanwhile is not told', async () => {
  await using a = await runAlertingBot();
  const mira = await follower(a, english, 'fair', 'سد');
  await a.bot.alerts.following.setTimes(mira.chat.id, { quiet: { from: 11 * 60, to: 14 * 60 } });
  await a.bot.shelf.write(fair);
  await a.bot.shelf.write(dam);
  await a.bot.shelf.withdraw(dam.path);
  mira.sends('/language');
  await mira.presses(await mira.hears(), 'العربية');
  await mira.chat.seesEdit();
  await a.pass(3 * HOUR);
  assert.match(plain((await mira.hears()).text), /^تقرير جديد عن: fair\n/);
  assert.deepEqual(mira.chat.unheard(), []);
});

test('a group’s alerts stay in the topic where it was followed, and move with the group', async () => {
  await using a = await runAlertingBot();
  const mira = a.bot.server.user(english);
  const forum = a.bot.server.group({ topics: true, members: { creator: [mira] } });
  forum.topics.add(3);
  mira.sends('/follow fair', { chat: forum, thread: 3 });
  await forum.hears();
  await a.bot.shelf.write(fair);
  await a.quiet();
  const alert = await forum.hears();
  assert.equal(alert.message_thread_id, 3);
  assert.match(plain(alert.text), /^New report about: fair/);
  const group = a.bot.server.group({ id: -900, members: { creator: [mira] } });
  mira.sends('/follow dam', { chat: group });
  await group.hears();
  mira.sendsOther({ migrate_to_chat_id: -1_000_000_000_901 }, { chat: group });
  await a.bot.server.idle();
  const moved = await a.bot.alerts.following.followedIn(-1_000_000_000_901);
  assert.deepEqual(
    moved.map(({ topic }) => topic),
    ['dam'],
  );
});
