import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { PROJECT_ROOT } from '../../src/config.ts';
import { Lexicon } from '../../src/language/concepts.ts';
import { summariser } from '../../src/llm/summariser.ts';
import { type Behaviour, type ChatStandIn, chatStandIn, completion } from '../llm/chat-server.ts';
import { plain, quote, runBot } from './fixtures.ts';

const lexicon = Lexicon.load(path.join(PROJECT_ROOT, 'models', 'glossary'));
const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };

/** A bot whose summaries come from the stand-in, and what a log of the summaries says. */
async function withServer(server: ChatStandIn, timeout = 30_000) {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const at = { url: server.url, model: 'tiny', key: 'sk-invented-key', timeout };
  return { bot: await runBot({ summarise: summariser(at, lexicon, log) }), lines };
}

describe('a summary by a language model', () => {
  test('is put above the quotes when it comes, marked as machine-written, in Arabic', async () => {
    const held: (() => void)[] = [];
    await using server = await chatStandIn(
      (response) =>
        void held.push(() => response.end(completion('يقول التقرير إن الهدنة مدتها ثلاثة أيام [1].'))),
    );
    const { bot } = await withServer(server);
    await using _bot = bot;
    const lian = bot.server.user(arabic);
    lian.sends('ما مدة الهدنة؟');
    const first = await lian.hears();
    assert.match(plain(first.text), /^جاء في أحد التقارير:/, 'the quotes do not wait');
    // Nor does the next question.
    lian.sends('/help');
    await lian.hears();
    await server.asked();
    held.shift()?.();
    const edited = await lian.chat.seesEdit();
    assert.equal(edited.message_id, first.message_id);
    assert.equal(
      plain(edited.text),
      `ملخّص كتبته الآلة لما تقوله التقارير:\nيقول التقرير إن الهدنة مدتها ثلاثة أيام. [1]\n\n${plain(first.text)}`,
    );
    assert.deepEqual(edited.reply_markup, first.reply_markup);
    const block = edited.entities?.find(({ type }) => type === 'blockquote');
    assert.ok(edited.text.slice(block?.offset).startsWith(quote), 'only the quote looks like one');
  });

  test('is in English for a question in English', async () => {
    await using server = await chatStandIn(
      'The report says they declared a truce of three days [1]. It was a crime.',
    );
    const { bot } = await withServer(server);
    await using _bot = bot;
    const mira = bot.server.user(english);
    mira.sends('How long is the truce?');
    const first = await mira.hears();
    const edited = await mira.chat.seesEdit();
    assert.equal(
      plain(edited.text),
      `Summary written by a machine of what the reports say:\nThe report says they declared a truce of three days. [1]\n\n${plain(first.text)}`,
    );
    const [request] = server.requests;
    assert.match(request?.messages[1].content ?? '', /^Question: How long is the truce\?\n/);
    assert.ok(request?.messages[1].content.includes(quote));
  });

  const nothing: Record<string, Behaviour> = {
    uncited: 'أعلنوا هدنة مدتها ثلاثة أيام.',
    unsupported: 'انتهت الهدنة [1].',
    'with a wrong number': 'أعلنوا هدنة مدتها خمسة أيام [1].',
    'with HTML': 'أعلنوا هدنة <a href="http://evil.example">مدتها</a> ثلاثة أيام [1].',
    'an error': (response) => void response.writeHead(500).end(),
    'broken JSON': (response) => void response.end('{"choices":[{'),
    huge: (response) => void response.end(completion('أعلنوا هدنة [1]. '.repeat(50_000))),
    'too slow': 'never',
  };
  test('that is no good, or does not come, changes nothing', async () => {
    for (const [what, reply] of Object.entries(nothing)) {
      await using server = await chatStandIn(reply);
      const { bot, lines } = await withServer(server, reply === 'never' ? 50 : 30_000);
      await using _bot = bot;
      const lian = bot.server.user(arabic);
      lian.sends('ما مدة الهدنة؟');
      const message = await lian.hears();
      assert.match(plain(message.text), /^جاء في أحد التقارير:\nوأعلنوا هدنة مدتها ثلاثة أيام\. \[1\]/, what);
      // Another question after it, whose summary is good: by then, what came of the first one has come.
      await server.asked();
      server.reply = 'أعلنوا هدنة [1].';
      lian.sends('من أعلن الهدنة؟');
      const next = await lian.hears();
      const edited = await lian.chat.seesEdit();
      assert.equal(edited.message_id, next.message_id, what);
      assert.ok(!lines.join().includes('sk-invented-key') && !lines.join().includes('الهدنة'), what);
    }
  });

  test('of a question that was edited meanwhile is not shown', async () => {
    const held: ((text: string) => void)[] = [];
    await using server = await chatStandIn(
      (response) => void held.push((text) => response.end(completion(text))),
    );
    const { bot } = await withServer(server);
    await using _bot = bot;
    const lian = bot.server.user(arabic);
    const question = lian.sends('ما مدة الهدنة؟');
    const message = await lian.hears();
    await server.asked();
    lian.edits(question, 'من أعلن الهدنة؟');
    await server.asked();
    held[0]?.('أعلنوا هدنة مدتها ثلاثة أيام [1].');
    held[1]?.('وأعلنوا هدنة [1].');
    const texts: string[] = [];
    while (!texts.at(-1)?.includes('ملخّص')) texts.push((await lian.chat.seesEdit()).text);
    assert.ok(texts.every((text) => !text.includes('أعلنوا هدنة مدتها ثلاثة أيام.\u2069')));
    assert.match(plain(texts.at(-1)), /التقارير:\nوأعلنوا هدنة\. \[1\]/);
    assert.equal(
      bot.server.world.chat(message.chat.id).messages.filter(({ from }) => from?.is_bot).length,
      1,
    );
  });
});

test('/privacy says what goes to the server, in both languages, and only where there is one', async () => {
  await using server = await chatStandIn('');
  const { bot } = await withServer(server);
  await using _bot = bot;
  await using alone = await runBot();
  for (const [person, goes, stays] of [
    [arabic, /نموذج لغوي .* سؤالك والجُمل التي أقتبسها إلى خادمه/, /ولا أعطي ما تكتبه لأي خدمة أخرى/],
    [
      english,
      /your question and the sentences I quote go to its server/,
      /give what you write to no other service/,
    ],
  ] as const) {
    const asked = bot.server.user(person);
    asked.sends('/privacy');
    const { text } = await asked.hears();
    assert.match(text, goes);
    assert.match(text, /\/forget/);
    const other = alone.server.user(person);
    other.sends('/privacy');
    const without = (await other.hears()).text;
    assert.match(without, stays);
    assert.doesNotMatch(without, goes);
  }
});
