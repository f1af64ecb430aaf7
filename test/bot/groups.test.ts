import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plain, runBot, settled } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };

describe('in a group', () => {
  test('a mention, a reply and /ask are answered, as a reply; people among themselves are not', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    const chat = bot.server.group();
    lian.sends('ما مدة الهدنة؟', { chat });
    const mentioned = lian.sends('يا @Rasid_Test_Bot ما مدة الهدنة؟', { chat });
    const first = await chat.hears();
    assert.equal(first.reply_to_message?.message_id, mentioned.message_id);
    assert.match(first.text, /هدنة مدتها ثلاثة أيام/);
    const commanded = mira.sends('/ask@rasid_test_bot When will the market open?', { chat });
    const second = await chat.hears();
    assert.equal(second.reply_to_message?.message_id, commanded.message_id);
    assert.match(plain(second.text), /^One of the reports says:\nThe town council said/);
    mira.sends('ومن تعهد بفتح الطريق؟', { chat, replyTo: first });
    assert.match(plain((await chat.hears()).text), /^فهمتُ سؤالك هكذا: .*\(يا ما مدة الهدنة؟\)/);
    mira.sends('/search@other_bot الهدنة', { chat });
    mira.sends('/nonsense', { chat });
    mira.sendsOther(
      { sticker: { file_id: 's', file_unique_id: 's', type: 'regular' } },
      { chat, replyTo: first },
    );
    await settled(mira, first);
    assert.deepEqual(chat.unheard(), []);
    assert.deepEqual(
      bot.shelf.asked.map(({ question }) => question),
      ['يا ما مدة الهدنة؟', 'When will the market open?', 'ومن تعهد بفتح الطريق؟'],
    );
    assert.deepEqual(chat.actions, ['typing', 'typing', 'typing']);
  });

  test('a mention or /ask that comes with an edit is answered once, unless the message is old', async () => {
    let seconds = 1_000_000;
    await using bot = await runBot({ ask: 'shelf' }, { now: () => seconds * 1000 });
    const lian = bot.server.user(arabic);
    const chat = bot.server.group();
    const question = lian.sends('ما مدة الهدنة؟', { chat });
    const named = lian.edits(question, 'ما مدة الهدنة؟ @rasid_test_bot');
    const answered = await chat.hears();
    assert.equal(answered.reply_to_message?.message_id, question.message_id);
    lian.edits(named, 'من تحدث عن موسم القمح؟ @rasid_test_bot');
    assert.equal((await chat.seesEdit()).message_id, answered.message_id);
    const other = lian.sends('متى يفتح السوق؟', { chat });
    lian.edits(other, '/ask متى يفتح السوق؟');
    assert.equal((await chat.hears()).reply_to_message?.message_id, other.message_id);
    const old = lian.sends('متى؟', { chat });
    seconds += 24 * 3600;
    lian.edits(old, 'متى؟ @rasid_test_bot');
    await settled(lian, answered);
    assert.deepEqual(chat.unheard(), []);
  });

  test('a question under a picture is one, and the picture of another can be asked about', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(arabic)];
    const chat = bot.server.group();
    const photo = [{ file_id: 'p', file_unique_id: 'p', width: 1, height: 1 }];
    const caption = '@rasid_test_bot ما مدة الهدنة؟';
    const caption_entities = [{ type: 'mention', offset: 0, length: 15 }];
    lian.sendsOther({ photo, caption, caption_entities }, { chat });
    assert.match((await chat.hears()).text, /هدنة مدتها ثلاثة أيام/);
    const other = mira.sendsOther({ photo, caption: 'من تحدث عن موسم القمح؟' }, { chat });
    lian.sends('@rasid_test_bot', { chat, replyTo: other });
    assert.match((await chat.hears()).text, /تحدث أهالي كرمين عن موسم القمح/);
  });

  test('everybody has a conversation of their own', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(arabic)];
    const chat = bot.server.group();
    lian.sends('/ask ما مدة الهدنة؟', { chat });
    await chat.hears();
    mira.sends('/ask وأين؟', { chat });
    await chat.hears();
    lian.sends('/ask ومن اتفق؟', { chat });
    await chat.hears();
    const previous = bot.shelf.asked.map(({ options }) => options?.previous?.question);
    assert.deepEqual(previous, [undefined, undefined, 'ما مدة الهدنة؟']);
  });

  test('the name alone asks for a question, or asks with the words it replies to', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const [lian, mira] = [bot.server.user(arabic), bot.server.user(english)];
    const chat = bot.server.group();
    mira.sends('@rasid_test_bot', { chat });
    const prompt = await chat.hears();
    assert.match(prompt.text, /^Yes\? Write your question in a reply/);
    mira.sends('Was anybody hurt?', { chat, replyTo: prompt });
    assert.match(plain((await chat.hears()).text), /^One of the reports says:/);
    lian.sends('/ask', { chat });
    assert.match((await chat.hears()).text, /^اكتب سؤالك بعد الأمر/);
    const asked = mira.sends('ما مدة الهدنة؟', { chat });
    lian.sends('@rasid_test_bot', { chat, replyTo: asked });
    assert.match((await chat.hears()).text, /هدنة مدتها/);
  });

  test('an edited question edits its answer, mentioned or not', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const chat = bot.server.group();
    const question = lian.sends('@rasid_test_bot ما مدة الهدنة؟', { chat });
    const first = await chat.hears();
    lian.edits(question, 'من تحدث عن موسم القمح؟');
    const edited = await chat.seesEdit();
    assert.equal(edited.message_id, first.message_id);
    assert.match(edited.text, /موسم القمح/);
  });

  test('of an ordinary kind, a thread of replies is no topic', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const chat = bot.server.group();
    const extra = { message_thread_id: 40 };
    lian.sends('/ask ما مدة الهدنة؟', { chat, extra });
    assert.equal((await chat.hears()).message_thread_id, undefined);
    const wrong = bot.server.calls.filter(({ outcome }) => outcome !== 200);
    assert.deepEqual(wrong, []);
  });
});

describe('in a forum', () => {
  test('all that is sent stays in the topic, and each topic is a conversation of its own', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const chat = bot.server.group({ topics: true });
    chat.topics.add(3).add(4);
    const hears = async (thread: number) => {
      const message = await chat.hears();
      assert.equal(message.message_thread_id, thread);
      return message;
    };
    lian.sends('/ask ما مدة الهدنة؟', { chat, thread: 3 });
    const first = await hears(3);
    lian.sends('/ask ومن اتفق؟', { chat, thread: 4 });
    await hears(4);
    await lian.presses(first, 'اقرأ الجملة في سياقها');
    const excerpt = await hears(3);
    await lian.presses(excerpt, 'عن التقرير');
    const card = await hears(3);
    await lian.presses(card, 'اسأل عن هذا التقرير وحده');
    const prompt = await hears(3);
    assert.match(prompt.text, /ردّ على هذه الرسالة بسؤالك/);
    lian.sends('من تعهد بفتح الطريق؟', { chat, thread: 3, replyTo: prompt });
    assert.match(plain((await hears(3)).text), /^بحثتُ في هذا التقرير وحده: هدنة بين عشيرتين/);
    lian.sends('/reports', { chat, thread: 4 });
    await hears(4);
    lian.sends('/search الهدنة', { chat, thread: 4 });
    await hears(4);
    lian.sends('/ask من تعهد بفتح الطريق؟', { chat, thread: 4 });
    assert.match(plain((await hears(4)).text), /^جاء في أحد التقارير/);
    assert.deepEqual(
      bot.shelf.asked.map(({ options }) => [options?.previous?.question, options?.reportId !== undefined]),
      [
        [undefined, false],
        [undefined, false],
        ['ما مدة الهدنة؟', true],
        ['ومن اتفق؟', false],
      ],
    );
    assert.ok(chat.actions.length >= 4);
  });
});
