import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judge } from '../../src/bot/access/access.ts';
import { PaceKeeper } from '../../src/bot/access/flood.ts';
import { excerptButton } from '../../src/bot/excerpt/excerpt-button.ts';
import { plain, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };
const never = () => Promise.reject(new Error('must not be asked'));

describe('who is answered', () => {
  test('everybody where nothing is set; else people in private, groups as groups', () => {
    const rules = { allowedUsers: [1], allowedChats: [-5], admins: [9] };
    const in_ = (chat: number, from: number, change = {}) =>
      judge({ ...rules, ...change }, {
        chat: { id: chat, type: chat > 0 ? 'private' : 'group' },
        from: { id: from },
      } as Parameters<typeof judge>[1]);
    assert.equal(in_(2, 2, { allowedUsers: [] }), 'allowed');
    assert.deepEqual([in_(1, 1), in_(2, 2), in_(9, 9)], ['allowed', 'user', 'allowed']);
    assert.deepEqual([in_(-5, 2), in_(-6, 1), in_(-6, 9)], ['allowed', 'chat', 'chat']);
    assert.deepEqual(
      [in_(-6, 1, { allowedChats: [] }), in_(-6, 2, { allowedChats: [] })],
      ['allowed', 'user'],
    );
  });

  test('a stranger gets one sentence with their id, for every way of asking', async () => {
    await using bot = await runBot(
      { ask: never, excerpt: never, search: never },
      { access: { allowedUsers: [5] } },
    );
    const lian = bot.server.user({ ...arabic, id: 4_815_162 });
    lian.sends('من أعلن الهدنة؟');
    const refusal = await lian.hears();
    assert.match(plain(refusal.text), /^هذا البوت خاص.*:\n4815162$/);
    assert.equal(refusal.entities?.at(-1)?.type, 'code');
    const { text } = await lian.presses(refusal, {
      data: excerptButton.pack({ reportId: 'nahran-00001', version: 1, start: 0, end: 9 }),
    });
    assert.match(plain(text), /4815162$/);
    const mira = bot.server.user({ ...english, id: 6 });
    const offered = await mira.inline('truce');
    assert.deepEqual(offered.results, []);
    assert.equal(offered.button?.text, 'You have no access yet');
    mira.startsBot('access');
    assert.match(plain((await mira.hears()).text), /give them your number:\n6$/);
    const group = bot.server.group({ members: { member: [mira] } });
    mira.sends('/ask Who?', { chat: group });
    await bot.server.idle();
    assert.deepEqual(group.unheard(), []);
    assert.deepEqual(await bot.db.selectFrom('chats').selectAll().execute(), []);
  });

  test('a group that is not allowed is told its id and left; one that is may ask, whoever they are', async () => {
    await using bot = await runBot({}, { access: { allowedUsers: [5], allowedChats: [-1_000_000_000_777] } });
    const mira = bot.server.user(english);
    const strange = bot.server.group({ id: -1_000_000_000_666, members: { member: [mira] } });
    const known = bot.server.group({ id: -1_000_000_000_777, members: { member: [mira] } });
    mira.sends('Hello all', { chat: strange });
    assert.match(plain((await strange.hears()).text), /I am leaving.*\n-1000000000666$/);
    await bot.server.idle();
    assert.equal(strange.access, 'kicked');
    bot.server.push({
      my_chat_member: {
        chat: strange.info,
        from: mira.user,
        date: 0,
        old_chat_member: { user: bot.server.world.me, status: 'member' },
        new_chat_member: { user: bot.server.world.me, status: 'left' },
      },
    });
    mira.sends('/ask Who declared the truce?', { chat: known });
    assert.match((await known.hears()).text, /^One of the reports says/);
    assert.deepEqual(strange.unheard(), []);
  });

  test("a group's new number takes its language along", async () => {
    await using bot = await runBot();
    const mira = bot.server.user(english);
    const old = bot.server.group({ id: -777, members: { creator: [mira] } });
    mira.sends('/language', { chat: old });
    await mira.presses(await old.hears(), 'العربية');
    mira.sendsOther({ migrate_to_chat_id: -1_000_000_000_778 }, { chat: old });
    await bot.server.idle();
    const group = bot.server.group({ id: -1_000_000_000_778, members: { creator: [mira] } });
    mira.sends('/privacy', { chat: group });
    assert.match((await group.hears()).text, /^ما الذي يُحفظ؟/);
    assert.ok(bot.log.some((line) => line.includes('The group -777 is now -1000000000778')));
  });
});

describe('a flood', () => {
  test('is slowed with one notice, and one who rests is heard again', async () => {
    let now = 0;
    await using bot = await runBot({}, { botNow: () => now });
    const mira = bot.server.user(english);
    for (let i = 0; i < 12; i += 1) mira.sends(`Who declared the truce ${i}?`);
    await bot.server.idle();
    const said = await Promise.all(Array.from({ length: 9 }, () => mira.hears()));
    assert.equal(said.filter(({ text }) => text.startsWith('One of the reports')).length, 8);
    assert.match(said.at(-1)?.text ?? '', /^You are writing faster than I can answer/);
    now += 3000;
    mira.sends('Who?');
    assert.match((await mira.hears()).text, /^One of the reports/);
    assert.deepEqual(mira.chat.unheard(), []);
  });

  test('of presses has a pace of its own, so that pages can be turned', async () => {
    await using bot = await runBot({}, { botNow: () => 0 });
    const mira = bot.server.user(english);
    mira.sends('Who?');
    const message = await mira.hears();
    const press = async () => (await mira.presses(message, { data: 'old' })).text ?? '';
    for (let i = 0; i < 30; i += 1) assert.match(await press(), /^This button no longer works/);
    assert.match(await press(), /^That was faster than I can answer/);
    mira.sends('Who?');
    assert.match((await mira.hears()).text, /^One of the reports/);
  });

  test('of talk among people in a group is none, and admins may send much', async () => {
    await using bot = await runBot({}, { botNow: () => 0, access: { admins: [77] } });
    const mira = bot.server.user({ ...english, id: 77 });
    const lian = bot.server.user(arabic);
    const group = bot.server.group({ members: { member: [mira, lian] } });
    for (let i = 0; i < 30; i += 1) lian.sends(`كلام ${i}`, { chat: group });
    for (let i = 0; i < 30; i += 1) lian.sends('/weather@other_bot', { chat: group });
    for (let i = 0; i < 10; i += 1) mira.sends('/help');
    lian.sends('/ask من؟', { chat: group });
    assert.match((await group.hears()).text, /^جاء في أحد/);
    const said = await Promise.all(Array.from({ length: 10 }, () => mira.hears()));
    assert.ok(said.every((message) => message.text.startsWith('How to ask')));
  });

  test('inline queries have a pace of their own', async () => {
    await using bot = await runBot({}, { botNow: () => 0 });
    const mira = bot.server.user(english);
    const answers = await Promise.all(Array.from({ length: 22 }, (_, i) => mira.inline(`truce ${i}`)));
    assert.equal(answers.filter(({ cache_time }) => cache_time === 1).length, 2);
    mira.sends('Who?');
    assert.match((await mira.hears()).text, /^One of the reports/);
  });

  test('the keeper gives what its pace says, and forgets those who rest', () => {
    const keeper = new PaceKeeper({ burst: 2, perMinute: 60 });
    assert.deepEqual(
      [0, 0, 0, 0, 999, 1000, 1000, 3000, 3000, 3000].map((at) => keeper.take(1, at)),
      ['pass', 'pass', 'tell', 'drop', 'drop', 'pass', 'drop', 'pass', 'pass', 'tell'],
    );
    for (let key = 0; key < 25_000; key += 1) assert.equal(keeper.take(key + 10, key), 'pass');
  });
});
