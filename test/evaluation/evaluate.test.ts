import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Evaluation, Figures } from '../../src/evaluation/evaluate.ts';
import { instance, run } from '../cli/rasid.ts';

// The towns, people and events of this little bench are invented.

const folder = mkdtempSync(path.join(tmpdir(), 'rasid-eval-test-'));
const here = instance();
after(() => {
  rmSync(folder, { recursive: true, force: true });
  here.remove();
});

function lines(name: string, records: readonly object[]): string {
  const file = path.join(folder, name);
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text);
  return file;
}

const arabic = [
  'أعلن وجهاء بلدة نهران هدنة مدتها ثلاثة أيام. وقال الناطق شوقي البلوري إن الطريق إلى السد سيفتح صباح الخميس.',
  'وصلت عشرون شاحنة من القمح إلى مخبز بلدة سلوم قبل غروب الشمس. وكان سائق الشاحنة الأولى اسمه مرزوق السنديان.',
  'أغلق المهندسون الجسر الخشبي القديم صباح الأحد. وسيستبدل العمال ألواحه قبل موسم الأمطار.',
  'افتتحت مدرسة القرية معرضا لصور الطيور المهاجرة. وشارك في المعرض أربعون تلميذا.',
];
const passages = (set: string) =>
  arabic.map((text, i) => ({ id: `${set}-p${i + 1}`, title: `صفحة_${i + 1}`, text }));
const question = (set: string, id: number, passage: number, text: string, answer: string) => ({
  id: `${set}-q${id}`,
  question: text,
  passage: `${set}-p${passage}`,
  answers: [answer],
});

const arPassages = lines('town-ar.passages.jsonl', passages('town-ar'));
const arQuestions = lines('town-ar.questions.jsonl', [
  question('town-ar', 1, 1, 'من أعلن هدنة في بلدة نهران؟', 'وجهاء بلدة نهران'),
  question('town-ar', 2, 2, 'كم شاحنة من القمح وصلت إلى مخبز بلدة سلوم؟', 'عشرون'),
  question('town-ar', 3, 3, 'متى أغلق المهندسون الجسر الخشبي القديم؟', 'صباح الأحد'),
]);
// The gold is in no passage here: the questions are paired by number.
const enQuestions = lines('town-en.questions.jsonl', [
  question('town-en', 1, 4, 'Which school opened an exhibition of migratory birds pictures?', 'مدرسة القرية'),
]);
const news = lines('news.jsonl.gz', [
  { id: 'n1', title: 'سوق', text: 'باع التجار في سوق الغزلان ثمانين سلة من الرمان.\n\nوأمطرت السماء ليلا.' },
  { id: 'n2', title: 'ميناء', text: 'أضيئت مصابيح الميناء ليلة أمس بعد إصلاحها.' },
]);

const contract = ['R@1', 'R@3', 'R@10', 'MRR@10', 'answer-sentence@1', 'answer-sentence@3'] as const;
const counts = ['answer', 'related', 'none', 'questions', 'passages'] as const;

async function evaluate(...args: string[]): Promise<Evaluation> {
  const { code, stdout, stderr } = await run(here, ['eval', ...args, '--json']);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trimEnd().split('\n').length, 1, 'one JSON object and nothing else');
  return JSON.parse(stdout) as Evaluation;
}

function assertFigures(figures: Figures): void {
  for (const key of contract) assert.ok(figures[key] >= 0 && figures[key] <= 1, key);
  for (const key of counts) assert.ok(Number.isInteger(figures[key]), key);
  assert.ok(figures['R@1'] <= figures['R@3'] && figures['R@3'] <= figures['R@10']);
  assert.ok(figures['R@1'] <= figures['MRR@10'] && figures['MRR@10'] <= figures['R@10']);
  assert.ok(figures['answer-sentence@1'] <= figures['answer-sentence@3']);
  assert.equal(figures.answer + figures.related + figures.none, figures.questions);
}

describe('eval', { concurrency: 2 }, () => {
  test('gives the figures of each set and of all, pairs passages by number, measures the baseline', async () => {
    const result = await evaluate(
      ...['--passages', arPassages, '--questions', arQuestions, enQuestions],
      ...['--distractors', news, '--limit', '1', '--baseline'],
    );
    assertFigures(result);
    assert.deepEqual(Object.keys(result.sets), ['town-ar', 'town-en']);
    assert.equal(result.questions, 4);
    assert.equal(result.passages, 5, 'four passages and one distractor');
    const { 'town-ar': ar, 'town-en': en } = result.sets;
    assert.ok(ar && en);
    for (const figures of [ar, en]) assertFigures(figures);
    assert.deepEqual([ar.questions, en.questions], [3, 1]);
    assert.deepEqual([ar['R@1'], ar['answer-sentence@1']], [1, 1], 'each question repeats its sentence');
    assert.equal(en['R@10'], 1, 'the English question has its gold passage');
    assert.ok(ar.baseline && ar.baseline['R@10'] === 1, JSON.stringify(ar.baseline));
    assert.equal(result.refused, undefined);
  });

  test('--withhold leaves the gold passages out; --held-out keeps odd passages only', async () => {
    const files = ['--passages', arPassages, '--questions', arQuestions, '--withhold', '--held-out'];
    const result = await evaluate(...files);
    assertFigures(result);
    assert.equal(result.questions, 2, 'of passages 1 and 3');
    assert.equal(result.passages, 2, 'passages 2 and 4 are left');
    assert.deepEqual([result['R@10'], result['answer-sentence@3']], [0, 0]);
    assert.equal(result.refused, (result.related + result.none) / 2);
    assert.ok(!('baseline' in result));
  });

  test('without --json it is a table for a person', async () => {
    const { code, stdout } = await run(here, ['eval', '--passages', arPassages, '--questions', arQuestions]);
    assert.equal(code, 0);
    const [head = '', row = '', ...more] = stdout.trimEnd().split('\n');
    assert.match(head, /^ +R@1 +R@3 +R@10 +MRR@10 +answer-sentence@1/);
    assert.match(row, /^town-ar +1 +1 +1 +1 /);
    assert.equal(more.length, 0);
  });

  test('what is missing is a sentence', async () => {
    const ends = await Promise.all([
      run(here, ['eval', '--passages', news, '--questions', arQuestions]),
      run(here, ['eval', '--passages', path.join(folder, 'none'), '--questions', arQuestions]),
      run(here, [
        'eval',
        '--passages',
        arPassages,
        '--questions',
        arQuestions,
        '--limit',
        '0',
        '--distractors',
        news,
      ]),
    ]);
    assert.deepEqual(
      ends.map((end) => [end.code, end.stdout]),
      [
        [1, ''],
        [1, ''],
        [2, ''],
      ],
    );
    assert.match(ends[0].stderr, /town-ar-q1: its passage town-ar-p1 is in no --passages file\n$/);
    assert.match(ends[1].stderr, /no such file.*none/);
    assert.match(ends[2].stderr, /--limit is 0, but it should be a whole number from 1/);
    for (const { stderr } of ends) assert.doesNotMatch(stderr, /^\s+at /m);
  });
});
