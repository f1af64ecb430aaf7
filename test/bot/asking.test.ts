import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, citation, excerpt, plain, quote, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en-GB' };
const slice = (message: { text: string }, entity: { offset: number; length: number } | undefined) =>
  message.text.slice(entity?.offset, (entity?.offset ?? 0) + (entity?.length ?? 0));

describe('a question', () => {
  test('gets the quotes letter for letter, the sources and a button each, in Arabic', async () => {
    await using bot = await runBot();
    const lian = bot.server.user(arabic);
    lian.sends('من أعلن الهدنة؟');
    const message = await lian.hears();
    assert.equal(
      plain(message.text),
      `جاء في أحد التقارير:\n${quote} [1]\nالمصدر\n[1] هدنة في نهران — وكالة نهران، 12 آب/أغسطس 2023`,
    );
    const block = message.entities?.find(({ type }) => type === 'blockquote');
    assert.equal(plain(slice(message, block)), `${quote} [1]`);
    const link = message.entities?.find((entity) => entity.type === 'text_link');
    assert.equal(link?.url, 'https://nahran.example/1');
    assert.equal(message.link_preview_options?.is_disabled, true);
    assert.deepEqual(
      message.reply_markup?.inline_keyboard.flat().map(({ text }) => plain(text)),
      ['اقرأ الجملة في سياقها', 'مقاطع أخرى', 'تابِع هذا الموضوع'],
    );
    assert.deepEqual(lian.chat.actions, ['typing']);
  });

  test('in English is answered in English, the quote as it is written, to an Arabic user too', async () => {
    const two = {
      citations: [citation(), citation({ n: 2, reportId: 'nahran-00002', source: null, date: null })],
    };
    await using bot = await runBot({
      ask: (question) =>
        Promise.resolve(
          answer({ question, language: 'en', ...two, sentences: [{ text: quote, citations: [1, 2] }] }),
        ),
    });
    const lian = bot.server.user(arabic);
    lian.sends('Who declared the truce?');
    const message = await lian.hears();
    assert.equal(
      plain(message.text),
      `2 of the reports say:\n${quote} [1] [2]\nSources\n[1] هدنة في نهران — وكالة نهران, 12 August 2023\n[2] هدنة في نهران`,
    );
    const labels = message.reply_markup?.inline_keyboard.flat().map(({ text }) => plain(text));
    assert.deepEqual(labels, ['Read [1]', 'Read [2]', 'More passages', 'Follow this']);
  });

  test('is not what a greeting or thanks are: they get one back, in their language', async () => {
    const asked: string[] = [];
    await using bot = await runBot({
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(answer({ question }));
      },
    });
    const lian = bot.server.user(arabic);
    lian.sends('السلام عليكم ورحمة الله');
    assert.match((await lian.hears()).text, /^أهلاً بك\. اكتب لي سؤالك/);
    lian.sends('شكراً جزيلاً 🌹');
    const thanks = await lian.hears();
    assert.match(thanks.text, /^على الرحب والسعة/);
    assert.equal(thanks.reply_markup, undefined);
    lian.sends('Thank you!');
    assert.match((await lian.hears()).text, /^You are welcome/);
    lian.sends('مرحبا، من أعلن الهدنة؟');
    await lian.hears();
    assert.deepEqual(asked, ['مرحبا، من أعلن الهدنة؟']);
  });

  test('with related passages only says so; with none says what to try', async () => {
    await using bot = await runBot({
      ask: (question) =>
        Promise.resolve(
          question.includes('ذهب')
            ? answer({ outcome: 'none', sentences: [], citations: [] })
            : answer({ outcome: 'related' }),
        ),
    });
    const lian = bot.server.user(arabic);
    lian.sends('متى تنتهي؟');
    assert.match((await lian.hears()).text, /^تقترب التقارير من سؤالك، لكن/);
    lian.sends('ما سعر الذهب؟');
    const none = await lian.hears();
    assert.match(none.text, /^لم أجد في التقارير جواباً/);
    assert.deepEqual(
      none.reply_markup?.inline_keyboard.flat().map(({ text }) => text),
      ['أقرب المقاطع', 'تابِع هذا الموضوع'],
    );
  });

  test('while reports are being read: says so unless it has the answer, or has nothing yet', async () => {
    const collection = { reports: 5, reading: true };
    await using bot = await runBot({
      collection: async () => collection,
      ask: async (question) =>
        question.includes('?') ? answer() : answer({ outcome: 'none', sentences: [], citations: [] }),
    });
    const lian = bot.server.user(arabic);
    lian.sends('سؤال');
    assert.match((await lian.hears()).text, /^ما زلت أقرأ تقارير جديدة.*\n\nلم أجد/s);
    lian.sends('Who?');
    assert.match((await lian.hears()).text, /^جاء في أحد/);
    collection.reports = 0;
    lian.sends('Who?');
    assert.match((await lian.hears()).text, /^ما زلت أقرأ التقارير، وليس لديّ بعد/);
  });

  test('that is empty, too long, a wrong command or not a text gets one line', async () => {
    await using bot = await runBot({ ask: () => Promise.reject(new Error('must not be asked')) });
    const mira = bot.server.user(english);
    mira.sends('؟!…');
    assert.match((await mira.hears()).text, /^I found no words/);
    mira.sends('why '.repeat(300));
    assert.match(plain((await mira.hears()).text), /shorten it to 1,000 characters/);
    mira.sends('/nonsense');
    assert.match((await mira.hears()).text, /^I don't know this command/);
    mira.sendsOther({ sticker: { file_id: 's', file_unique_id: 's', type: 'regular' } });
    assert.match((await mira.hears()).text, /^For now I read text only/);
    mira.sendsOther({ pinned_message: { chat: mira.chat.info, message_id: 1, date: 0 } });
    await bot.server.idle();
    assert.deepEqual(mira.chat.unheard(), []);
  });

  test('may stand under a picture; an album without words gets one line', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    const photo = [{ file_id: 'p', file_unique_id: 'p', width: 1, height: 1 }];
    mira.sendsOther({ photo, caption: 'When will the market of Sallum open?' });
    assert.match((await mira.hears()).text, /^One of the reports says/);
    for (let i = 0; i < 9; i += 1) mira.sendsOther({ photo, media_group_id: 'a' });
    assert.match((await mira.hears()).text, /^For now I read text only/);
    mira.sendsOther({ photo, media_group_id: 'a', caption: 'Was anybody hurt?' });
    assert.match((await mira.hears()).text, /^I understood|^One|^I found no answer|^The reports come/);
    mira.sendsOther({ photo, caption: '🌿' });
    assert.match((await mira.hears()).text, /^For now I read text only/);
    await bot.server.idle();
    assert.deepEqual(mira.chat.unheard(), []);
  });

  test('HTML in questions, titles, outlets and quotes is text', async () => {
    const text = '<b>قال</b> & "عاد" </blockquote>';
    const title = '<a href="x">عنوان</a> \u2069\u202e&amp;';
    await using bot = await runBot({
      ask: (question) =>
        Promise.resolve(
          answer({
            question,
            sentences: [{ text, citations: [1] }],
            citations: [citation({ title, source: '<i>', url: 'javascript:alert(1)' })],
          }),
        ),
      excerpt: () =>
        Promise.resolve(excerpt({ text, start: 0, end: text.length, mark: { start: 3, end: 6 } })),
    });
    const lian = bot.server.user(arabic);
    lian.sends('<script>ماذا؟</script>');
    const message = await lian.hears();
    assert.ok(message.text.includes(text));
    assert.ok(plain(message.text).includes('[1] <a href="x">عنوان</a> &amp; — <i>، 12 آب'));
    assert.deepEqual(
      message.entities?.map(({ type }) => type),
      ['blockquote', 'bold'],
    );
    await lian.presses(message, 'اقرأ الجملة في سياقها');
    assert.ok((await lian.hears()).text.includes(text));
  });

  test('with sentences longer than a message is answered in several', async () => {
    const long = 'كلمة&وأخرى '.repeat(900).trim();
    await using bot = await runBot({
      ask: () => Promise.resolve(answer({ sentences: [{ text: long, citations: [1] }] })),
    });
    const lian = bot.server.user(arabic);
    lian.sends('ماذا؟');
    const parts: { text: string; reply_markup?: unknown }[] = [];
    while (parts.at(-1)?.reply_markup === undefined) parts.push(await lian.hears());
    assert.ok(parts.length >= 3);
    assert.deepEqual(
      parts.map((part) => part.reply_markup !== undefined),
      [...parts.slice(1).map(() => false), true],
    );
    assert.equal(
      parts.map(({ text }) => text.match(/كلمة&وأخرى/g)?.length ?? 0).reduce((a, b) => a + b),
      900,
    );
  });
});
