import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from 'grammy/types';
import { followedButton, lessButton, stopButton } from '../../src/bot/following/following-buttons.ts';
import type { TestUser } from '../telegram/people.ts';
import { plain, type RunningBot, runBot, settled } from './fixtures.ts';

// The towns, names and events are invented.

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };
type Keyed = { reply_markup?: { inline_keyboard: { text: string; callback_data?: string }[][] } };
const rows = (message: Keyed) =>
  message.reply_markup?.inline_keyboard.map((row) => row.map(({ text }) => plain(text)));

/** Follows topics without a word, and gives their ids. */
async function followed(bot: RunningBot, chatId: number, topics: readonly string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const topic of topics) {
    const wanted = { chatId, threadId: null, createdBy: 1, topic, name: topic, locale: 'en' };
    const outcome = await bot.alerts.following.follow(wanted);
    if (outcome.outcome !== 'full') ids.push(outcome.subscription.id);
  }
  return ids;
}
/** Presses a button; gives the message as it reads then. */
const turned = async (person: TestUser, message: Message, label: string) => {
  await person.presses(message, label);
  return person.chat.seesEdit();
};
const topicsOf = async (bot: RunningBot, chatId: number) =>
  (await bot.alerts.following.followedIn(chatId)).map(({ topic }) => topic);

describe('/follow', () => {
  test('follows a topic, shows what it would have matched with its excerpts, and asks how often, in Arabic', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('/follow  هدنة \n العشيرتين');
    const said = await lian.hears();
    assert.match(
      plain(said.text),
      /^من الآن أخبرك بكل تقرير جديد عن:\nهدنة العشيرتين\n\nهذا بعض ما كان سيصلك من التقارير الأخيرة:\n1\. هدنة بين عشيرتين قرب سلّوم — صوت الوادي، 3 أيار\/مايو 2031\nاتفق وجهاء العشيرتين على هدنة مدتها ثلاثة أيام\.\n/,
    );
    assert.match(plain(said.text), /إن لم يكن هذا ما تقصده فجرّب كلمات أدق\.\n\nمتى أخبرك: فوراً$/);
    assert.deepEqual(rows(said)?.slice(1), [
      ['كل أسبوع', 'كل يوم', '✓ فوراً'],
      ['أوقف المتابعة', 'كلمات أدق'],
      ['كل ما يُتابَع'],
    ]);
    await lian.presses(said, '1');
    assert.match((await lian.hears()).text, /اتفق وجهاء العشيرتين/);
    await lian.presses(said, 'كل يوم');
    const settings = await lian.chat.seesEdit();
    assert.equal(
      plain(settings.text),
      'هدنة العشيرتين\nمتى أخبرك: موجز كل يوم، الساعة 08:00\nلم يطابقه شيء بعد',
    );
    assert.deepEqual(await topicsOf(bot, lian.chat.id), ['هدنة العشيرتين']);
  });

  test('in English; the same topic again is said to be followed, an endless one is refused', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    mira.sends('/follow Sallum market');
    assert.match(plain((await mira.hears()).text), /^From now on .* about:\nSallum market\n\nSome of what/);
    mira.sends('/follow Sallum market');
    assert.match(plain((await mira.hears()).text), /^I follow this for you already:\nSallum market\n/);
    mira.sends('/follow xylophones');
    assert.match(plain((await mira.hears()).text), /I found nothing about it in the latest reports/);
    mira.sends(`/follow ${'word '.repeat(80)}`);
    assert.match(plain((await mira.hears()).text), /^This is too long for a topic\. .* to 300 characters/);
    mira.sends('/follow ?!');
    assert.match(plain((await mira.hears()).text), /^Write the topic after the command/);
    assert.deepEqual(await topicsOf(bot, mira.chat.id), ['Sallum market', 'xylophones']);
  });

  test('with no topic asks whether every new report is meant', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('/follow');
    const question = await lian.hears();
    assert.match(plain(question.text), /^لم تذكر موضوعاً\. هل تريد أن أخبرك بكل تقرير جديد؟/);
    await lian.presses(question, 'لا');
    assert.equal(plain((await lian.chat.seesEdit()).text), 'حسناً، لم يتغير شيء.');
    assert.deepEqual(await topicsOf(bot, lian.chat.id), []);
    await lian.presses(question, { data: String(dataOf(question, 'نعم، كل تقرير')) });
    assert.match(plain((await lian.chat.seesEdit()).text), /^من الآن أخبرك بكل تقرير جديد\.\n\nهذا بعض/);
    assert.deepEqual(await topicsOf(bot, lian.chat.id), [null]);
  });

  test('more than fifty topics are refused politely', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    const many = Array.from({ length: 50 }, (_, n) => `topic ${n}`);
    await followed(bot, lian.chat.id, many);
    await followed(bot, mira.chat.id, many);
    lian.sends('/follow هدنة');
    assert.match(
      plain((await lian.hears()).text),
      /^أتابع هنا 50 موضوعاً، وهو أقصى ما أستطيع\. .* \/following/,
    );
    mira.sends('/follow truce');
    const said = await mira.hears();
    assert.match(plain(said.text), /^I follow 50 topics here, and can't take more\. Please stop some/);
    await mira.presses(said, 'All that is followed');
    assert.match(plain((await mira.chat.seesEdit()).text), /^I follow 50 topics here:\n.*Page 1 of 10$/s);
  });
});

describe('"follow this"', () => {
  test('under an answer follows what was asked, completed, and under none too', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('ما مدة الهدنة؟');
    await lian.hears();
    lian.sends('ومن اتفق؟');
    const answer = await lian.hears();
    await lian.presses(answer, 'تابِع هذا الموضوع');
    const said = await lian.hears();
    assert.equal(said.reply_to_message?.message_id, answer.message_id);
    lian.sends('هل ظهرت حيتان زرقاء؟');
    await lian.presses(await lian.hears(), 'تابِع هذا الموضوع');
    await lian.hears();
    assert.deepEqual(await topicsOf(bot, lian.chat.id), [
      'ومن اتفق؟ (ما مدة الهدنة؟)',
      'هل ظهرت حيتان زرقاء؟',
    ]);
    bot.clock.now += 25 * 3_600_000;
    assert.match((await lian.presses(answer, 'تابِع هذا الموضوع')).text ?? '', /^لا أحتفظ بالأسئلة/);
  });

  test('on a card follows what the report is about', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    mira.sends('/reports');
    await mira.presses(await mira.hears(), '3');
    await mira.presses(await mira.chat.seesEdit(), 'Follow this');
    assert.match(plain((await mira.hears()).text), /about:\nFire closes the Sallum market\n/);
    assert.deepEqual(await topicsOf(bot, mira.chat.id), ['Fire closes the Sallum market']);
  });
});

describe('/following', () => {
  test('lists names, how often, state and last match, paged; nothing says so', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    mira.sends('/following');
    assert.match((await mira.hears()).text, /^I follow nothing here\./);
    const topics = ['هدنة', 'جسر', 'قمح', 'مدرسة', 'آبار', 'طريق'];
    const ids = await followed(bot, lian.chat.id, topics);
    await bot.alerts.following.change(lian.chat.id, ids[1] ?? 0, { frequency: 'weekly', weekday: 4 });
    await bot.alerts.following.change(lian.chat.id, ids[2] ?? 0, { paused: 'person' });
    await bot.shelf.write({ path: 'new.txt', title: 'هدنة ثانية', text: 'أعلنت بلدة نهران هدنة ثانية.' });
    lian.sends('/following');
    const list = await lian.hears();
    // Noon in Damascus (UTC+3).
    assert.match(
      plain(list.text),
      /^أتابع هنا 6 مواضيع:\n\n1\. هدنة\nفوراً\nآخر ما طابقه: هدنة ثانية — 5 أيار\/مايو 2031، 12:00\n\n2\. جسر\nموجز كل أسبوع، يوم الخميس الساعة 08:00\nلم يطابقه شيء بعد\n\n3\. قمح\nفوراً · متوقف مؤقتاً\n.*الصفحة 1 من 2$/s,
    );
    assert.deepEqual(rows(list), [['5', '4', '3', '2', '1'], ['التالي ←'], ['الأوقات والمنطقة الزمنية']]);
    await lian.presses(list, 'التالي ←');
    assert.match(plain((await lian.chat.seesEdit()).text), /\n\n6\. طريق\n/);
    assert.equal(
      (await lian.presses(list, { data: followedButton.pack({ page: 99, here: 1 }) })).text,
      undefined,
    );
  });

  test('from it a subscription is paused, resumed, renamed, given other words and removed', async () => {
    const before = await runBot({ ask: 'shelf' });
    const mira = before.server.user(english);
    await followed(before, mira.chat.id, ['bridge', 'market']);
    mira.sends('/following');
    const list = await mira.hears();
    const shown = await turned(mira, list, '2');
    assert.match(plain(shown.text), /^market\nI tell you: at once\nNothing has matched it yet$/);
    const paused = await turned(mira, shown, 'Pause');
    assert.match(plain(paused.text), /\npaused\n/);
    const resumed = await turned(mira, paused, 'Resume');
    assert.doesNotMatch(plain(resumed.text), /paused/);
    const weekly = await turned(mira, resumed, 'Weekly');
    assert.match(plain(weekly.text), /a digest every Monday at 08:00/);
    const friday = await turned(mira, weekly, 'Friday');
    assert.match(plain(friday.text), /a digest every Friday at 08:00/);
    await mira.presses(friday, 'Rename');
    const prompt = await mira.hears();
    assert.match(
      plain(prompt.text),
      /^Write the new name in a reply to this message\. The name now:\nmarket$/,
    );
    await settled(mira, prompt);
    await before.polling.stop();
    // The words are understood after a restart; what is no reply is a question as ever.
    await using bot = await runBot({ ask: 'shelf' }, { after: before });
    mira.sends('When will the market open?');
    assert.match(plain((await mira.hears()).text), /^One of the reports says/);
    mira.sends('x'.repeat(61), { replyTo: prompt });
    assert.match(plain((await mira.hears()).text), /^This name is long\. .* 60 characters/);
    mira.sends('Sallum’s <b>market', { replyTo: prompt });
    const renamed = await mira.hears();
    assert.match(
      plain(renamed.text),
      /^Sallum’s <b>market\nTopic: market\nI tell you: a digest every Friday/,
    );
    await mira.presses(renamed, 'Other words');
    const words = await mira.hears();
    mira.sends('old market of Sallum', { replyTo: words });
    const other = await mira.hears();
    assert.match(plain(other.text), /^From now on .*\nold market of Sallum\n/);
    assert.match(plain(other.text), /I tell you: a digest every Friday at 08:00$/);
    assert.deepEqual(await topicsOf(bot, mira.chat.id), ['bridge', 'old market of Sallum']);
    await mira.presses(other, 'All that is followed');
    const again = await mira.chat.seesEdit();
    assert.match(plain(again.text), /\n2\. Sallum’s <b>market\n/);
    await mira.presses(again, '1');
    await mira.presses(await mira.chat.seesEdit(), 'Stop following');
    const ask = await mira.chat.seesEdit();
    assert.equal(plain(ask.text), 'Stop following this?\nbridge');
    await mira.presses(ask, 'No, go on');
    const not = await mira.chat.seesEdit();
    assert.deepEqual(rows(not), [['Settings']]);
    await mira.presses(not, 'Settings');
    await mira.presses(await mira.chat.seesEdit(), 'Stop following');
    await mira.presses(await mira.chat.seesEdit(), 'Yes, stop');
    assert.equal(plain((await mira.chat.seesEdit()).text), 'No longer followed:\nbridge');
    assert.deepEqual(await topicsOf(bot, mira.chat.id), ['old market of Sallum']);
    assert.match(
      (await mira.presses(ask, { data: String(dataOf(ask, 'Yes, stop')) })).text ?? '',
      /^This is no longer/,
    );
  });

  test('in Arabic: names and other words come in replies', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    await followed(bot, lian.chat.id, ['هدنة']);
    lian.sends('/following');
    const list = await lian.hears();
    await lian.presses(list, '1');
    const shown = await lian.chat.seesEdit();
    assert.deepEqual(rows(shown), [
      ['كل أسبوع', 'كل يوم', '✓ فوراً'],
      ['أوقفه مؤقتاً'],
      ['كلمات أدق', 'غيّر الاسم'],
      ['كل ما يُتابَع', 'أوقف المتابعة'],
    ]);
    await lian.presses(shown, 'غيّر الاسم');
    const prompt = await lian.hears();
    lian.sends('؟!', { replyTo: prompt });
    assert.match((await lian.hears()).text, /^لم أجد في ردّك كلمات/);
    lian.sends('أخبار الهدنة', { replyTo: prompt });
    assert.match(plain((await lian.hears()).text), /^أخبار الهدنة\nالموضوع: هدنة\n/);
  });
});

describe('in a group', () => {
  test('only administrators decide; all may look', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [boss, member] = [bot.server.user(english), bot.server.user(arabic)];
    const chat = bot.server.group({ members: { creator: [boss], member: [member] } });
    member.sends('/follow هدنة', { chat });
    assert.equal((await chat.hears()).text, 'هذا متاح لمشرفي المجموعة وحدهم.');
    boss.sends('/follow truce', { chat });
    const said = await chat.hears();
    assert.match(plain(said.text), /^From now on/);
    for (const button of ['Daily', 'Other words', 'Stop following']) {
      assert.equal((await member.presses(said, button)).text, 'هذا متاح لمشرفي المجموعة وحدهم.');
    }
    const [{ id } = { id: 0 }] = await bot.alerts.following.followedIn(chat.id);
    for (const data of [lessButton.pack({ id, score: 9 }), stopButton.pack({ id, step: 'yes', here: 0 })]) {
      assert.equal((await member.presses(said, { data })).text, 'هذا متاح لمشرفي المجموعة وحدهم.');
    }
    member.sends('/ask ما مدة الهدنة؟', { chat });
    const answer = await chat.hears();
    assert.match((await member.presses(answer, 'تابِع هذا الموضوع')).text ?? '', /لمشرفي المجموعة/);
    member.sends('/following', { chat });
    assert.match(plain((await chat.hears()).text), /^أتابع هنا موضوعاً واحداً:\n\n1\. truce\n/);
    await boss.presses(said, 'Other words');
    const prompt = await chat.hears();
    assert.equal('reply_markup' in prompt, false);
    member.sends('كلام', { chat, replyTo: prompt });
    assert.equal((await chat.hears()).text, 'هذا متاح لمشرفي المجموعة وحدهم.');
    boss.sends('truce near Sallum', { chat, replyTo: prompt });
    assert.match(plain((await chat.hears()).text), /about:\ntruce near Sallum\n/);
    assert.deepEqual(await topicsOf(bot, chat.id), ['truce near Sallum']);
  });

  test('another chat’s subscriptions are out of reach', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    const [id = 0] = await followed(bot, lian.chat.id, ['هدنة']);
    mira.sends('/help');
    const message = await mira.hears();
    for (const data of [stopButton.pack({ id, step: 'yes', here: 0 }), lessButton.pack({ id, score: 1 })]) {
      assert.match((await mira.presses(message, { data })).text ?? '', /^This is no longer followed here/);
    }
    assert.deepEqual(await topicsOf(bot, lian.chat.id), ['هدنة']);
  });
});

test('/privacy names what is followed, /forget deletes it and the prompts', async () => {
  await using bot = await runBot({ ask: 'shelf' });
  const lian: TestUser = bot.server.user(arabic);
  lian.sends('/follow هدنة');
  await lian.presses(await lian.hears(), 'كلمات أدق');
  const prompt = await lian.hears();
  lian.sends('/timezone برلين');
  await lian.hears();
  lian.sends('/privacy');
  assert.match(plain((await lian.hears()).text), /ما يُتابَع هنا بالأمر \/follow/);
  lian.sends('/forget');
  const question = await lian.hears();
  assert.match(question.text, /وكل ما يُتابَع هنا/);
  await lian.presses(question, 'احذف');
  await lian.chat.seesEdit();
  assert.deepEqual(await topicsOf(bot, lian.chat.id), []);
  assert.equal((await bot.alerts.following.times(lian.chat.id)).timeZone, 'Asia/Damascus');
  assert.deepEqual(await bot.db.selectFrom('prompts').selectAll().execute(), []);
  lian.sends('ما مدة الهدنة؟', { replyTo: prompt });
  assert.match(plain((await lian.hears()).text), /^جاء في أحد التقارير/);
});

function dataOf(message: Keyed, label: string): string | undefined {
  return message.reply_markup?.inline_keyboard.flat().find(({ text }) => plain(text) === label)
    ?.callback_data;
}
