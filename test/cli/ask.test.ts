import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { PROJECT_ROOT } from '../../src/config.ts';
import { walkReports } from '../../src/reports/folder.ts';
import { readReport } from '../../src/reports/readers.ts';
import { type AnswerLine, answerLines, begin, instance, nahran, run, truce, whoseTruce } from './rasid.ts';

/** The texts of a folder's reports, by id. */
async function texts(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const entry of walkReports(folder)) {
    if ('error' in entry) continue;
    const report = readReport(readFileSync(entry.file), entry.path);
    found.set(report.id, report.text);
  }
  return found;
}

/** Every quote stands letter for letter where its citations say. */
function assertQuoted(answer: AnswerLine, reports: ReadonlyMap<string, string>): void {
  assert.deepEqual(
    answer.citations.map((citation) => citation.n),
    answer.citations.map((_, i) => i + 1),
  );
  for (const { text, citations } of answer.sentences) {
    const [first] = citations.map((n) => answer.citations[n - 1]!);
    assert.ok(first, `no citation: ${text}`);
    assert.equal(reports.get(first.reportId)?.slice(first.start, first.end), text);
  }
  for (const { reportId, start, end, passage } of answer.citations) {
    const whole = reports.get(reportId)!;
    assert.ok(whole.includes(passage));
    assert.ok(passage.includes(whole.slice(start, end)));
  }
}

describe('ask', { concurrency: 2 }, () => {
  const seeds = instance(path.join(PROJECT_ROOT, 'seeds'));
  const invented = instance();
  invented.write('nahran.md', nahran);
  after(() => {
    seeds.remove();
    invented.remove();
  });

  test('a person gets the quote, its source, the excerpt, and with --explain why', async () => {
    const { code, stdout, stderr } = await run(invented, ['ask', whoseTruce, '--explain']);
    assert.equal(code, 0, stderr);
    const [answered = '', explained] = stdout.split(/^kind: /m);
    assert.ok(answered.includes(`“${truce}” [1]`), answered);
    assert.match(answered, /^\[1\] هدنة في نهران — وكالة وادي البلور، .*2031/m);
    assert.ok(answered.includes(`    ⟦${truce}⟧ وقال الناطق`), 'the excerpt marks the quote');
    assert.match(explained ?? '', /^who, language: ar\nwords and weights: .*هدنه/);
    assert.match(explained ?? '', /passages:\n {2}1\. passage \d+ of nahran\.md belief [\d.]+ score/);
    assert.match(explained ?? '', /sentences:\n {2}1\. belief [\d.]+ score -?[\d.]+ أعلن وجهاء/);
    assert.match(explained ?? '', /confidence: 0\.\d+ → answer/);
    assert.doesNotMatch(stdout, /undefined|NaN|\[object/);
  });

  test('scripts get one JSON object a line, in order, and nothing else', async () => {
    const questions = [
      'من فرض الهدنة؟',
      '',
      'What did the tribal notable say about the coalition?',
      'ما سعر الذهب؟',
      'Who is the president of Brazil?',
      '   ',
      'ماذا قال\u2028العساف',
      '؟؟؟ --json \u0000 "\\"',
      'When did tensions rise?',
      'بلا بلا بلا',
    ];
    // The lines end in both ways, and the last one not at all.
    const input = questions.map((question, i) => question + (i % 2 === 0 ? '\r\n' : '\n')).join('');
    const { code, stdout, stderr } = await run(seeds, ['ask', '--json'], { input: input.trimEnd() });
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stdout, /[\u0085\u2028\u2029]/, 'no line end within a line');
    const answers = answerLines(stdout);
    assert.deepEqual(
      answers.map((answer) => answer.question),
      questions.map((question) => question.trim()),
    );
    const reports = await texts(seeds.reports);
    for (const answer of answers) {
      assert.deepEqual(Object.keys(answer), [
        'question',
        'language',
        'outcome',
        'confidence',
        'sentences',
        'citations',
      ]);
      assert.ok(answer.confidence >= 0 && answer.confidence <= 1);
      assert.equal(answer.language, /[a-z]{3}/.test(answer.question) ? 'en' : 'ar', answer.question);
      for (const sentence of answer.sentences) assert.deepEqual(Object.keys(sentence), ['text', 'citations']);
      for (const citation of answer.citations) {
        assert.deepEqual(Object.keys(citation), [
          'n',
          'reportId',
          'title',
          'source',
          'date',
          'start',
          'end',
          'passage',
        ]);
      }
      assert.equal(answer.outcome === 'none', answer.sentences.length === 0);
      assertQuoted(answer, reports);
    }
    const outcomes = answers.map((answer) => answer.outcome);
    assert.equal(outcomes[0], 'answer');
    assert.match(answers[0]?.sentences[0]?.text ?? '', /^فرضت قوات/);
    for (const idle of [1, 3, 4, 5, 9]) assert.equal(outcomes[idle], 'none', questions[idle]);
  });

  test('a reader that has seen enough ends it quietly', async () => {
    const process = begin(invented, ['ask', '--json']);
    process.child.stdin.write(`${whoseTruce}\n`);
    await process.says('stdout', /\n/);
    process.child.stdout.destroy();
    process.child.stdin.end(`${whoseTruce}\n`.repeat(50));
    const { code, stderr } = await process.ended;
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /EPIPE|Error|\bat /);
  });

  test('a question on the command line is answered in JSON, too', async () => {
    const { code, stdout } = await run(invented, ['ask', '--json', 'من أعلن هدنة', 'في بلدة نهران؟']);
    assert.equal(code, 0);
    const [answer, ...more] = answerLines(stdout);
    assert.equal(answer?.question, whoseTruce);
    assert.equal(answer?.outcome, 'answer');
    assert.equal(answer?.sentences[0]?.text, truce);
    assert.deepEqual(answer?.citations.map(({ title, source, date }) => [title, source, date])[0], [
      'هدنة في نهران',
      'وكالة وادي البلور',
      '2031-05-04',
    ]);
    assert.equal(more.length, 0);
  });

  test('what several outlets carry word for word is one quote with all of them cited', async () => {
    const syndicated = instance();
    after(() => syndicated.remove());
    for (const outlet of ['أ', 'ب', 'ج', 'د', 'ه', 'و']) {
      syndicated.write(`${outlet}.md`, nahran.replace('وكالة وادي البلور', `صحيفة ${outlet}`));
    }
    const { stdout } = await run(syndicated, ['ask', '--json', whoseTruce]);
    const [answer] = answerLines(stdout);
    assert.equal(answer?.outcome, 'answer', `confidence ${answer?.confidence}`);
    assert.equal(answer?.sentences[0]?.text, truce);
    assert.ok((answer?.sentences[0]?.citations.length ?? 0) >= 3);
  });
});
