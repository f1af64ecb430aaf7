import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { forgetButton } from '../../src/bot/privacy/forget-button.ts';
import { plain, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };

describe('/language', () => {
  test('is chosen by a button, kept over a restart, and the commands follow', async () => {
    const bot = await runBot();
    const mira = bot.server.user(english);
    mira.sends('/language');
    const offer = await mira.hears();
    assert.deepEqual(
      offer.reply_markup?.inline_keyboard.flat().map(({ text }) => plain(text)),
      ['العربية', '✓ English'],
    );
    assert.deepEqual(await mira.presses(offer, 'العربية'), {});
    const changed = await mira.chat.seesEdit();
    assert.match(changed.text, /^من الآن أخاطبكم هنا بالعربية/);
    await mira.presses(changed, '✓ العربية');
    await bot.server.idle();
    const commands = bot.server.world.commands.get(`chat ${mira.user.id}:`);
    assert.equal(commands?.find(({ command }) => command === 'help')?.description, 'كيف تسأل؟');
    await bot.polling.stop();

    await using again = await runBot({}, { after: bot });
    mira.sends('/help');
    assert.match((await mira.hears()).text, /^كيف تسأل؟/);
    // An answer speaks the language of its question.
    mira.sends('Who declared the truce?');
    assert.match((await mira.hears()).text, /^One of the reports says/);
    void again;
  });

  test('in a group is for its administrators, and for the whole group', async () => {
    await using bot = await runBot();
    const [mira, lian] = [bot.server.user(english), bot.server.user(arabic)];
    const group = bot.server.group({ members: { administrator: [lian], member: [mira] } });
    mira.sends('/language', { chat: group });
    assert.match((await group.hears()).text, /^Only the administrators/);
    lian.sends('/language', { chat: group });
    const offer = await group.hears();
    assert.match((await mira.presses(offer, 'English')).text ?? '', /^Only the administrators/);
    await lian.presses(offer, 'English');
    assert.match((await group.seesEdit()).text, /^From now on I speak English/);
    lian.sends('/privacy', { chat: group });
    assert.match((await group.hears()).text, /^What is kept/);
    lian.sends('/privacy');
    assert.match((await lian.hears()).text, /^ما الذي يُحفظ؟/);
  });
});

test('/privacy and /forget: all that is kept of the chat goes, after a question', async () => {
  await using bot = await runBot();
  const lian = bot.server.user(arabic);
  const mira = bot.server.user(english);
  const rows = async () => ({
    chats: await bot.db.selectFrom('chats').select('id').orderBy('id').execute(),
    exchanges: await bot.db.selectFrom('exchanges').select('chat_id').distinct().execute(),
  });
  mira.sends('Who?');
  await mira.hears();
  lian.sends('من أعلن الهدنة؟');
  await lian.hears();
  lian.sends('/language');
  await lian.presses(await lian.hears(), '✓ العربية');
  await lian.chat.seesEdit();
  await bot.server.idle();
  assert.equal((await rows()).exchanges.length, 2);

  lian.sends('/forget');
  const question = await lian.hears();
  assert.match(question.text, /^هل أحذف كل ما يُحفظ/);
  await lian.presses(question, 'لا تحذف');
  assert.match((await lian.chat.seesEdit()).text, /^لم يُحذف شيء/);
  assert.equal((await rows()).exchanges.length, 2);
  lian.sends('/forget');
  await lian.presses(await lian.hears(), 'احذف');
  const done = await lian.chat.seesEdit();
  assert.match(done.text, /^حُذف كل شيء/);
  assert.equal(done.reply_markup, undefined);
  await bot.server.idle();
  assert.deepEqual(await rows(), {
    chats: [{ id: mira.user.id }],
    exchanges: [{ chat_id: mira.user.id }],
  });
  assert.equal(bot.server.world.commands.has(`chat ${lian.user.id}:`), false);
});

test('/forget in a group is for its administrators', async () => {
  await using bot = await runBot({ forget: () => Promise.reject(new Error('must not be forgotten')) });
  const mira = bot.server.user(english);
  const group = bot.server.group({ members: { member: [mira] } });
  mira.sends('/forget', { chat: group });
  const refusal = await group.hears();
  assert.match(refusal.text, /^Only the administrators/);
  const { text } = await mira.presses(refusal, { data: forgetButton.pack({ answer: 'yes' }) });
  assert.match(text ?? '', /^Only the administrators/);
});

test('commands are published for each scope and language, once', async () => {
  await using bot = await runBot({}, { access: { admins: [501, 502] } });
  const admin = bot.server.user({ ...arabic, id: 501, started: true });
  bot.server.user({ ...english, id: 502 });
  await bot.profile;
  const { commands } = bot.server.world;
  const names = (key: string) => commands.get(key)?.map(({ command }) => command);
  assert.deepEqual(names('default:'), names('default:ar'));
  assert.ok(names('default:')?.includes('forget') && !names('default:')?.includes('stats'));
  assert.ok(!names('all_group_chats:ar')?.includes('language'));
  assert.ok(names('all_chat_administrators:')?.includes('language'));
  assert.equal(commands.get('chat 501:ar')?.at(-1)?.description, 'أرقام لمن يدير راصد');
  assert.equal(commands.has('chat 502:'), false);
  await bot.polling.stop();
  const before = bot.server.calls.length;
  await using again = await runBot({}, { after: bot, access: { admins: [501] } });
  await again.profile;
  assert.deepEqual(
    bot.server.calls.slice(before).filter(({ method }) => method.startsWith('setMy')),
    [],
  );
  void admin;
});
