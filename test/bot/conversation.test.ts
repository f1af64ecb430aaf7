import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KEPT_FOR } from '../../src/store/conversations.ts';
import { answer, citation, plain, quote, runBot, settled } from './fixtures.ts';
import { paths, reportId } from './library.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };

describe('a follow-up', () => {
  test('is asked with the exchange before it, and the answer says how it was understood', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('كم مدة الهدنة بين العشيرتين؟');
    await lian.hears();
    lian.sends('ومن تعهد بفتح الطريق؟');
    const followed = plain((await lian.hears()).text);
    assert.match(
      followed,
      /^فهمتُ سؤالك هكذا: ومن تعهد بفتح الطريق؟ \(كم مدة الهدنة بين العشيرتين؟\)\n\nجاء في أحد التقارير:\n/,
    );
    lian.sends('وأين؟');
    await lian.hears();
    const truce = [reportId(paths.truce)];
    assert.deepEqual(bot.shelf.asked, [
      { question: 'كم مدة الهدنة بين العشيرتين؟', options: {} },
      {
        question: 'ومن تعهد بفتح الطريق؟',
        options: { previous: { question: 'كم مدة الهدنة بين العشيرتين؟', reportIds: truce } },
      },
      {
        // The third is understood from the second as it was completed.
        question: 'وأين؟',
        options: {
          previous: { question: 'ومن تعهد بفتح الطريق؟ (كم مدة الهدنة بين العشيرتين؟)', reportIds: truce },
        },
      },
    ]);
  });

  test('says so in English to an English question', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    mira.sends('When will the market of Sallum open?');
    await mira.hears();
    mira.sends('And was anybody hurt?');
    assert.match(
      plain((await mira.hears()).text),
      /^I understood your question as: And was anybody hurt\? \(When/,
    );
  });

  test('by a reply is one to the answer, or excerpt, that is replied to', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('ما مدة الهدنة؟');
    const first = await lian.hears();
    await lian.presses(first, 'اقرأ الجملة في سياقها');
    const excerpt = await lian.hears();
    lian.sends('ماذا عن موسم القمح؟');
    await lian.hears();
    lian.sends('ومن اتفق؟', { replyTo: first });
    await lian.hears();
    lian.sends('ومتى اتفقوا؟', { replyTo: excerpt });
    await lian.hears();
    const previous = bot.shelf.asked.map(({ options }) => options?.previous?.question);
    assert.deepEqual(previous, [undefined, 'ما مدة الهدنة؟', 'ما مدة الهدنة؟', 'ما مدة الهدنة؟']);
  });

  test('survives a restart, but not 24 hours, and not being forgotten', async () => {
    const before = await runBot({ ask: 'shelf' });
    const lian = before.server.user(arabic);
    lian.sends('ما مدة الهدنة؟');
    await lian.hears();
    await before.polling.stop();
    await using bot = await runBot({ ask: 'shelf' }, { after: before });
    const asks = async (question: string) => {
      lian.sends(question);
      await settled(lian, await lian.hears());
      return bot.shelf.asked.at(-1)?.options?.previous?.question;
    };
    assert.equal(await asks('ومن اتفق؟'), 'ما مدة الهدنة؟');
    bot.clock.now += KEPT_FOR;
    assert.equal(await asks('ومتى اتفقوا؟'), undefined);
    lian.sends('/forget');
    await lian.presses(await lian.hears(), 'احذف');
    assert.equal(await asks('وأين اتفقوا؟'), undefined);
  });
});

describe('an edited question', () => {
  test('edits its answer, also after a restart', async () => {
    const before = await runBot({ ask: 'shelf' });
    const lian = before.server.user(arabic);
    const question = lian.sends('ما مدة الهدنة؟');
    const first = await lian.hears();
    assert.match(first.text, /هدنة مدتها ثلاثة أيام/);
    await before.polling.stop();
    await using _bot = await runBot({ ask: 'shelf' }, { after: before });
    lian.edits(question, 'من تحدث عن موسم القمح؟');
    const edited = await lian.chat.seesEdit();
    assert.equal(edited.message_id, first.message_id);
    assert.match(edited.text, /تحدث أهالي كرمين عن موسم القمح/);
    // And the buttons belong to the new question now.
    await lian.presses(edited, 'اقرأ الجملة في سياقها');
    assert.ok((await lian.hears()).text.includes('وانتهى اللقاء مساءً'));
    assert.equal(lian.chat.messages.filter(({ from }) => from?.is_bot).length, 2);
  });

  test('that grew longer or shorter adds or deletes messages of its answer', async () => {
    const long = 'كلمة '.repeat(1500).trim();
    await using bot = await runBot({
      ask: async (question) =>
        answer({ sentences: [{ text: question.includes('طويل') ? long : quote, citations: [1] }] }),
    });
    const lian = bot.server.user(arabic);
    const question = lian.sends('قصير؟');
    await lian.hears();
    const ofBot = () => lian.chat.messages.filter(({ from }) => from?.is_bot);
    lian.edits(question, 'طويل؟');
    assert.equal((await lian.chat.seesEdit()).reply_markup, undefined);
    let last = await lian.hears();
    while (!last.reply_markup) last = await lian.hears();
    assert.ok(ofBot().length >= 2);
    lian.edits(question, 'قصير جداً؟');
    const short = await lian.chat.seesEdit();
    assert.ok(short.reply_markup);
    await settled(lian, short);
    assert.deepEqual(
      ofBot().map(({ message_id }) => message_id),
      [short.message_id],
    );
  });

  test('is left alone when its words are the same or it is not known', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const question = lian.sends('ما مدة الهدنة؟');
    const answered = await lian.hears();
    lian.edits(question, 'ما مدة الهدنة؟');
    await settled(lian, answered);
    bot.clock.now += KEPT_FOR;
    lian.edits(question, 'متى؟');
    lian.sends('أين؟');
    await lian.hears();
    assert.deepEqual(
      bot.shelf.asked.map(({ question }) => question),
      ['ما مدة الهدنة؟', 'أين؟'],
    );
  });

  test('turns a notice into an answer, and an answer into a notice', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const question = lian.sends('؟؟');
    const notice = await lian.hears();
    assert.match(notice.text, /^لم أجد في رسالتك كلمات/);
    lian.edits(question, 'ما مدة الهدنة؟');
    const edited = await lian.chat.seesEdit();
    assert.equal(edited.message_id, notice.message_id);
    assert.match(edited.text, /هدنة مدتها/);
    lian.edits(question, '!');
    assert.match((await lian.chat.seesEdit()).text, /^لم أجد في رسالتك كلمات/);
  });

  test('can become another command, or begin as a wrong one', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const first = lian.sends('/serch الهدنة');
    assert.match((await lian.hears()).text, /^لا أعرف هذا الأمر/);
    lian.edits(first, '/search الهدنة');
    assert.match((await lian.chat.seesEdit()).text, /^وجدتُ/);
    lian.edits(first, 'ما مدة الهدنة؟');
    assert.match((await lian.chat.seesEdit()).text, /^جاء في/);
    lian.edits(first, '/search القمح');
    assert.match((await lian.chat.seesEdit()).text, /^وجدتُ/);
    assert.equal(lian.chat.messages.filter(({ from }) => from?.is_bot).length, 1);
  });

  test('whose answer was deleted is answered anew', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    const question = lian.sends('ما مدة الهدنة؟');
    lian.chat.remove((await lian.hears()).message_id);
    lian.edits(question, 'ما مدة الهدنة بين العشيرتين؟');
    assert.match((await lian.hears()).text, /هدنة مدتها/);
  });
});

describe('the words around an answer', () => {
  test('say what the passages of "related" are and are not', async () => {
    await using bot = await runBot({ ask: async () => answer({ outcome: 'related' }) });
    const lian = bot.server.user(arabic);
    lian.sends('متى تنتهي الهدنة؟');
    const message = await lian.hears();
    assert.match(message.text, /^تقترب التقارير من سؤالك، لكن قد لا يكون/);
    const about = await lian.presses(message, 'ما هذه المقاطع؟');
    assert.match(about.text ?? '', /فلا تأخذها على أنها جواب/);
    assert.equal(about.show_alert, true);
  });

  test('fold long quotes only', async () => {
    const long = 'كلمة '.repeat(120).trim();
    const sentences = [
      { text: quote, citations: [1] },
      { text: long, citations: [2] },
    ];
    const citations = [citation(), citation({ n: 2, reportId: 'nahran-00002' })];
    await using bot = await runBot({ ask: async () => answer({ sentences, citations }) });
    const lian = bot.server.user(arabic);
    lian.sends('ماذا؟');
    const types = (await lian.hears()).entities?.map(({ type }) => type);
    assert.deepEqual(types, ['blockquote', 'expandable_blockquote', 'bold', 'text_link', 'text_link']);
  });

  test('buttons are laid out in the order in which they are read', async () => {
    const citations = [1, 2, 3, 4].map((n) => citation({ n, reportId: `nahran-0000${n}` }));
    const sentences = [{ text: quote, citations: [1, 2, 3, 4] }];
    await using bot = await runBot({
      ask: async (question) => answer({ citations, sentences, language: question === 'Who?' ? 'en' : 'ar' }),
    });
    const lian = bot.server.user(arabic);
    const labels = async (question: string) => {
      lian.sends(question);
      return (await lian.hears()).reply_markup?.inline_keyboard.map((row) =>
        row.map(({ text }) => plain(text)),
      );
    };
    assert.deepEqual(await labels('من؟'), [
      ['اقرأ [3]', 'اقرأ [2]', 'اقرأ [1]'],
      ['اقرأ [4]'],
      ['مقاطع أخرى'],
      ['تابِع هذا الموضوع'],
    ]);
    assert.deepEqual((await labels('Who?'))?.[0], ['Read [1]', 'Read [2]', 'Read [3]']);
  });

  test('the bot types for as long as it works', async (t) => {
    const work = Promise.withResolvers<void>();
    const ticks: (() => void)[] = [];
    const real = globalThis.setInterval;
    t.mock.method(globalThis, 'setInterval', ((run: () => void, ms: number) => {
      if (ms === 4500) ticks.push(run);
      return real(run, ms);
    }) as typeof setInterval);
    await using bot = await runBot({
      ask: async () => {
        ticks[0]?.();
        await work.promise;
        return answer();
      },
    });
    const lian = bot.server.user(arabic);
    bot.server.faults.next('sendChatAction', { code: 400 });
    lian.sends('من؟');
    while (ticks.length === 0 || lian.chat.actions.length === 0) await new Promise(setImmediate);
    work.resolve();
    await lian.hears();
    assert.deepEqual(lian.chat.actions, ['typing'], 'the first one failed, which hurts nobody');
  });

  test('a bot without reports says so', async () => {
    const reading = { reports: 0, reading: true };
    await using bot = await runBot({ collection: async () => reading });
    const mira = bot.server.user(english);
    mira.sends('Who?');
    assert.match((await mira.hears()).text, /^I am still reading the reports/);
    reading.reading = false;
    mira.sends('Who?');
    assert.match((await mira.hears()).text, /^I have no reports to answer from yet/);
  });
});
