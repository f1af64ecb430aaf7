import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { excerptButton } from '../../src/bot/excerpt/excerpt-button.ts';
import { answer, citation, excerpt, passage, plain, quote, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en-GB' };
const slice = (message: { text: string }, entity: { offset: number; length: number } | undefined) =>
  message.text.slice(entity?.offset, (entity?.offset ?? 0) + (entity?.length ?? 0));

describe('start and help', () => {
  test('speak the language of the user', async () => {
    await using bot = await runBot();
    const lian = bot.server.user(arabic);
    lian.startsBot();
    assert.match((await lian.hears()).text, /^أهلاً بك، أنا راصد\./);
    lian.sends('/help');
    const help = await lian.hears();
    assert.match(help.text, /^كيف تسأل؟/);
    assert.equal(help.entities?.filter(({ type }) => type === 'code').length, 3);

    const mira = bot.server.user(english);
    mira.startsBot('some-payload');
    assert.match((await mira.hears()).text, /^Hello, I am Rasid\./);
    mira.sends('/help@rasid_test_bot');
    assert.match((await mira.hears()).text, /^How to ask/);
  });

  test('commands and descriptions are published in both languages', async () => {
    await using bot = await runBot();
    await bot.profile;
    const { commands, texts } = bot.server.world;
    const described = (list: string) =>
      commands.get(list)?.find(({ command }) => command === 'help')?.description;
    assert.deepEqual([described('default:'), described('default:ar')], ['How to ask', 'كيف تسأل؟']);
    assert.match(texts.get('description:') ?? '', /^I answer your questions/);
    assert.match(texts.get('short_description:ar') ?? '', /^أسئلتك/);
  });
});

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

describe('the button of a citation', () => {
  test('shows the passage with the cited sentence in bold, replying to the answer', async () => {
    const places: unknown[] = [];
    await using bot = await runBot({
      excerpt: (place) => {
        places.push(place);
        return Promise.resolve(excerpt());
      },
    });
    const lian = bot.server.user(arabic);
    lian.sends('من أعلن الهدنة؟');
    const message = await lian.hears();
    assert.deepEqual(await lian.presses(message, 'اقرأ الجملة في سياقها'), {});
    const shown = await lian.hears();
    assert.equal(
      plain(shown.text),
      `هدنة في نهران\nوكالة نهران، 12 آب/أغسطس 2023\n\n… ${passage} …\nالمقطع 2 من 3`,
    );
    const bold = shown.entities?.filter(({ type }) => type === 'bold');
    assert.equal(slice(shown, bold?.[1]), quote);
    assert.equal(shown.reply_to_message?.message_id, message.message_id);
    const { reportId, version, start, end } = citation();
    assert.deepEqual(places, [{ reportId, version, start, end }]);
    assert.deepEqual(bot.server.unansweredCallbacks(), []);
  });

  test('says when the report changed, was withdrawn or is unknown', async () => {
    const results = [excerpt({ state: 'changed' }), excerpt({ state: 'withdrawn' }), null];
    await using bot = await runBot({ excerpt: () => Promise.resolve(results.shift() ?? null) });
    const mira = bot.server.user(english);
    mira.sends('Who?');
    const message = await mira.hears();
    await mira.presses(message, 'Read it in context');
    const changed = await mira.hears();
    assert.match(changed.text, /This report has changed since then/);
    assert.ok(changed.text.includes(passage));
    const withdrawn = await mira.presses(message, 'Read it in context');
    assert.match(withdrawn.text ?? '', /withdrawn/);
    assert.equal(withdrawn.show_alert, true);
    assert.match((await mira.presses(message, 'Read it in context')).text ?? '', /no longer find/);
    await bot.server.idle();
    assert.deepEqual(mira.chat.unheard(), []);
  });

  test('of a stranger or another version is answered politely', async () => {
    await using bot = await runBot({ excerpt: () => Promise.reject(new Error('must not be asked')) });
    const lian = bot.server.user(arabic);
    lian.startsBot();
    const message = await lian.hears();
    const good = excerptButton.pack({ reportId: 'nahran-00001', version: 1, start: 5, end: 9 });
    const strange = [
      'x',
      '0x.nahran-00001.1.5.9',
      `${good}.1`,
      good.replace('nahran', 'nah/an'),
      good.replace('.5.', '.-5.'),
      excerptButton.pack({ reportId: 'nahran-00001', version: 1, start: 9, end: 5 }),
      '\u0000',
      'é'.repeat(32),
    ];
    for (const data of strange) {
      const { text } = await lian.presses(message, { data });
      assert.match(text ?? '', /^هذا الزر لم يعد يعمل/, data);
    }
  });

  test('works after a restart, on another process of the bot', async () => {
    await using first = await runBot();
    const lian = first.server.user(arabic);
    lian.sends('من؟');
    const message = await lian.hears();
    const data = message.reply_markup?.inline_keyboard[0]?.[0];
    await using second = await runBot();
    const other = second.server.user(arabic);
    other.startsBot();
    await other.presses(await other.hears(), {
      data: data && 'callback_data' in data ? (data.callback_data ?? '') : '',
    });
    assert.ok((await other.hears()).text.includes(passage));
  });
});

describe('failures', () => {
  test('reach the user as one sentence with the code of the log, which holds no token', async () => {
    await using bot = await runBot({
      ask: () => Promise.reject(new Error('the disk is on fire')),
      excerpt: () => Promise.reject(new Error('the disk is wet')),
    });
    const lian = bot.server.user(arabic);
    lian.sends('من أعلن الهدنة؟');
    assert.match(plain((await lian.hears()).text), /هذا الرمز: C0DE42$/);
    const { text, show_alert } = await lian.presses(lian.sends('…'), {
      data: excerptButton.pack({ reportId: 'nahran-00001', version: 1, start: 0, end: 9 }),
    });
    assert.match(plain(text), /C0DE42$/);
    assert.equal(show_alert, true);
    await bot.server.idle();
    const failed = bot.log.map((line) => JSON.parse(line)).filter(({ code }) => code === 'C0DE42');
    assert.deepEqual(
      failed.map(({ reason }) => reason),
      ['the disk is on fire', 'the disk is wet'],
    );
    assert.ok(!bot.log.join('').includes(bot.server.token));
  });

  test('of sending after the button was answered are told in a message', async () => {
    await using bot = await runBot();
    const lian = bot.server.user(arabic);
    lian.sends('من؟');
    const message = await lian.hears();
    bot.server.faults.next('sendMessage', { code: 400 });
    await lian.presses(message, 'اقرأ الجملة في سياقها');
    assert.match(plain((await lian.hears()).text), /C0DE42$/);
  });

  test('a user who blocked the bot is no error', async () => {
    await using bot = await runBot({
      ask: async () => {
        lian.blocksBot();
        return answer();
      },
    });
    const lian = bot.server.user(arabic);
    lian.sends('من؟');
    await bot.server.idle();
    assert.deepEqual(
      bot.log.map((line) => JSON.parse(line)).filter(({ level }) => level >= 50),
      [],
    );
  });

  test('too many requests are waited for as long as Telegram says', async (t) => {
    await using bot = await runBot();
    const mira = bot.server.user(english);
    mira.startsBot();
    await mira.hears();
    const waits: number[] = [];
    const real = globalThis.setTimeout;
    t.mock.method(globalThis, 'setTimeout', ((run: () => void, ms: number) => {
      if (ms !== 37_000) return real(run, ms);
      waits.push(ms);
      return setImmediate(run);
    }) as typeof setTimeout);
    bot.server.faults.next('sendMessage', { code: 429, retryAfter: 37 }, 2);
    mira.sends('Who declared the truce?');
    assert.match((await mira.hears()).text, /^One of the reports says:/);
    assert.deepEqual(waits, [37_000, 37_000]);
  });
});

describe('polling', () => {
  test('stops cleanly: what is in hand is finished, what comes later waits for the next start', async () => {
    let asked = () => {};
    const started = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const work = Promise.withResolvers<void>();
    const bot = await runBot({
      ask: async () => {
        asked();
        await work.promise;
        return answer();
      },
    });
    const lian = bot.server.user(arabic);
    // Both come in one batch.
    lian.sends('من؟');
    lian.sends('أين؟');
    await started;
    const stopped = bot.polling.stop();
    lian.sends('متى؟');
    work.resolve();
    await stopped;
    await bot.polling.done;
    assert.equal(lian.chat.unheard().length, 2);
    const { result } = (await (
      await fetch(`${bot.server.apiRoot}/bot${bot.server.token}/getUpdates`)
    ).json()) as {
      result: { message: { text: string } }[];
    };
    assert.deepEqual(
      result.map(({ message }) => message.text),
      ['متى؟'],
    );
    await bot.server.close();
  });

  test('stops at once while Telegram cannot be reached, and tells the log no token', async () => {
    const tried = Promise.withResolvers<void>();
    const bot = await runBot(
      {},
      {
        beforeStart: ({ faults }) =>
          faults.always((method) => {
            if (method === 'getMe') tried.resolve();
            return 'drop-before';
          }),
      },
    );
    await tried.promise;
    await bot.polling.stop();
    await bot.polling.done;
    await assert.rejects(bot.polling.ready, /stopped before Telegram answered/);
    assert.ok(!bot.log.join('').includes(bot.server.token));
    await bot.server.close();
  });

  test('ends with a sentence for the operator when the token is refused or used twice', async () => {
    const refused = await runBot(
      {},
      { beforeStart: (s) => s.faults.next('getMe', { code: 401, description: 'Unauthorized' }) },
    );
    await assert.rejects(refused.polling.done, /Telegram refuses BOT_TOKEN/);
    await refused.server.close();

    const twice = await runBot();
    await twice.polling.ready;
    twice.server.user(arabic).startsBot();
    await twice.server.idle();
    await fetch(`${twice.server.apiRoot}/bot${twice.server.token}/getUpdates?timeout=0&offset=0`);
    await assert.rejects(twice.polling.done, /Another process is polling/);
    await twice.server.close();
  });
});
