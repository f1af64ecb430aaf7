import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { chatStandIn } from '../llm/chat-server.ts';
import { answerLines, instance, nahran, run, truce, whoseTruce } from './rasid.ts';

const KEY = 'sk-invented-0123456789';

describe('summaries at the command line', { concurrency: 2 }, () => {
  const here = instance();
  here.write('nahran.md', nahran);
  after(() => here.remove());

  test('ask prints the quotes, then the marked summary; the chat as well', async () => {
    await using server = await chatStandIn(
      'يقول التقرير إن وجهاء نهران أعلنوا هدنة مدتها ثلاثة أيام [1]. وقُتل خمسة أشخاص [1].',
    );
    const settings = { ANSWER_LLM_URL: `${server.url}/`, ANSWER_LLM_MODEL: 'tiny', ANSWER_LLM_KEY: KEY };
    const summary =
      'ملخّص كتبته الآلة لما تقوله التقارير:\n  يقول التقرير إن وجهاء نهران أعلنوا هدنة مدتها ثلاثة أيام. [1]\n';
    const asked = await run(here, ['ask', whoseTruce], settings);
    assert.equal(asked.code, 0, asked.stderr);
    assert.ok(asked.stdout.includes(`“${truce}” [1]`));
    assert.ok(asked.stdout.endsWith(`\n\n${summary}`), asked.stdout);
    const chat = await run(here, ['start'], { ...settings, input: `${whoseTruce}\n` });
    assert.ok(chat.stdout.endsWith(`\n\n${summary}\n`), chat.stdout);
    assert.deepEqual(
      server.requests.map(({ model, authorization }) => [model, authorization]),
      [
        ['tiny', `Bearer ${KEY}`],
        ['tiny', `Bearer ${KEY}`],
      ],
    );
  });

  test('ask --json has a summary only when there is one; a failing server is a line on stderr', async () => {
    await using server = await chatStandIn('The elders of Nahran declared a truce [1].');
    const settings = { ANSWER_LLM_URL: server.url, ANSWER_LLM_MODEL: 'tiny', ANSWER_LLM_KEY: KEY };
    const input = `Who declared the truce in Nahran?\nWho is the president of Brazil?\n`;
    const asked = await run(here, ['ask', '--json'], { ...settings, input });
    const [first, second] = answerLines(asked.stdout) as { outcome: string; summary?: unknown }[];
    assert.equal(first?.outcome, 'answer', asked.stdout);
    assert.deepEqual(first?.summary, [{ text: 'The elders of Nahran declared a truce.', citations: [1] }]);
    assert.equal(Object.keys(first ?? {}).at(-1), 'summary');
    assert.ok(second && !('summary' in second));
    assert.equal(server.requests.length, 1, 'only an answer is summarised');

    server.reply = (response) => void response.writeHead(500).end(KEY);
    const failed = await run(here, ['ask', '--json', whoseTruce], settings);
    assert.equal(failed.code, 0);
    const [answer] = answerLines(failed.stdout);
    assert.equal(answer?.sentences[0]?.text, truce);
    assert.ok(answer && !('summary' in answer));
    assert.match(failed.stderr, /WARN: No summary from ANSWER_LLM_URL: it answered with status 500\n/);
    assert.ok(!failed.stderr.includes(KEY) && !failed.stderr.includes('نهران'));

    server.reply = 'never';
    const slow = await run(here, ['ask', '--json', whoseTruce], { ...settings, ANSWER_LLM_TIMEOUT: '1' });
    assert.match(slow.stderr, /it took longer than 1 s\n/);
    assert.equal(answerLines(slow.stdout)[0]?.outcome, 'answer');
  });
});
