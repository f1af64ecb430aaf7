import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { goldMatcher } from '../../../src/evaluation/gold.ts';
import { detectLanguage } from '../../../src/language/detect.ts';
import { splitSentences } from '../../../src/language/sentences.ts';
import { readReport } from '../../../src/reports/readers.ts';
import type { Report } from '../../../src/reports/report.ts';

const REPORTS = join(import.meta.dirname, 'reports');
const SEEDS = join(import.meta.dirname, '../../../seeds');
const SEED = '000_f7fcf333af15e2f3.txt';

const Question = z.strictObject({
  id: z.int().positive(),
  question: z.string().min(1),
  language: z.enum(['ar', 'en']),
  style: z.enum(['msa', 'dialect', 'typing', 'english']),
  kind: z.enum(['who', 'when', 'where', 'how-many', 'why', 'how', 'what']),
  report: z.string().nullable(),
  alsoIn: z.array(z.string()).min(1).optional(),
  answer: z.array(z.string().min(1)),
  outcome: z.enum(['answer', 'none']),
  accept: z.tuple([z.literal('related'), z.literal('none')]).optional(),
});
type Question = z.infer<typeof Question>;

const questions = (await readFile(join(import.meta.dirname, 'questions.jsonl'), 'utf8'))
  .trimEnd()
  .split('\n')
  .map((line) => Question.parse(JSON.parse(line)));

const files = (await readdir(REPORTS)).sort();
const invented = await Promise.all(
  files.map(async (file) => readReport(await readFile(join(REPORTS, file)), file)),
);
const reports = new Map<string, Report>(
  [...invented, readReport(await readFile(join(SEEDS, SEED)), SEED)].map((report) => [report.path, report]),
);
const sentences = [...reports.values()].flatMap((report) =>
  splitSentences(report.text).map(({ start, end }) => ({
    report: report.path,
    text: report.text.slice(start, end),
  })),
);

const share = (of: readonly Question[], wanted: (question: Question) => boolean) =>
  of.filter(wanted).length / of.length;
const between = (value: number, low: number, high: number, what: string) =>
  assert.ok(value >= low && value <= high, `${what}: ${value.toFixed(3)} is outside ${low} to ${high}`);
const answerable = questions.filter((question) => question.outcome === 'answer');

test('the invented reports say that they are, and carry title, outlet and date', async () => {
  for (const report of invented) {
    const raw = await readFile(join(REPORTS, report.path), 'utf8');
    assert.match(raw, /^---\n[\s\S]*?\nnote: invented\n---\n/u, report.path);
    assert.ok(report.source, report.path);
    assert.match(report.date ?? '', /^\d{4}-\d{2}-\d{2}$/u, report.path);
    assert.match(raw, /^---\ntitle: /u, report.path);
    between(splitSentences(report.text).length, 8, 16, `sentences of ${report.path}`);
  }
  assert.equal(invented.filter((report) => report.language === 'ar').length, 15);
  assert.equal(invented.filter((report) => report.language === 'en').length, 3);
});

test('ids and questions are unique, the language is the one it is written in', () => {
  assert.equal(new Set(questions.map((question) => question.id)).size, questions.length);
  assert.equal(new Set(questions.map((question) => question.question)).size, questions.length);
  for (const { id, question, language, style } of questions) {
    assert.equal(detectLanguage(question), language, `${id}: ${question}`);
    assert.equal(style === 'english', language === 'en', `${id}: ${question}`);
  }
});

test('an answer names its report and strings of it; no answer has neither', () => {
  for (const question of questions) {
    const said = question.outcome === 'answer';
    assert.equal(question.report !== null, said, `${question.id}`);
    assert.equal(question.answer.length > 0, said, `${question.id}`);
    assert.ok(!said || question.accept === undefined, `${question.id}`);
    assert.ok(said || question.alsoIn === undefined, `${question.id}`);
    const named = question.report === null ? [] : [question.report, ...(question.alsoIn ?? [])];
    for (const path of named) {
      const text = reports.get(path)?.text;
      assert.ok(text !== undefined, `${question.id} names ${path}, which is no report`);
      assert.ok(
        question.answer.some((answer) => text.includes(answer)),
        `${question.id}: no answer in ${path}`,
      );
    }
    for (const answer of question.answer) {
      assert.ok(
        named.some((path) => reports.get(path)?.text.includes(answer)),
        `${question.id}: "${answer}" is in none of its reports`,
      );
    }
  }
});

test('an answer string marks one sentence of each of its reports and nothing elsewhere', () => {
  for (const question of answerable) {
    const named = new Set([question.report, ...(question.alsoIn ?? [])]);
    for (const answer of question.answer) {
      const isGold = goldMatcher([answer]);
      const places = sentences.filter(({ text }) => isGold(text));
      assert.ok(places.length > 0, `${question.id}: "${answer}" is cut by a sentence boundary`);
      assert.equal(
        new Set(places.map((place) => place.report)).size,
        places.length,
        `${question.id}: ${answer}`,
      );
      for (const place of places) {
        assert.ok(named.has(place.report), `${question.id}: "${answer}" is also in ${place.report}`);
        assert.ok(place.text.includes(answer), `${question.id}: "${answer}" is not letter for letter`);
      }
    }
  }
});

test('every report is asked about, the seed report most', () => {
  for (const path of reports.keys()) {
    const about = answerable.filter(({ report, alsoIn }) => report === path || alsoIn?.includes(path));
    assert.ok(about.length > 0, path);
  }
  assert.ok(answerable.filter((question) => question.report === SEED).length >= 25);
});

test('reports that disagree or repeat each other are asked about as such', () => {
  const sources = (question: Question) => [question.report, ...(question.alsoIn ?? [])].length;
  const disagreeing = answerable.filter((question) => question.answer.length > 1 && sources(question) > 1);
  assert.ok(disagreeing.length >= 2);
  const repeated = answerable.filter((question) => question.answer.length === 1 && sources(question) === 3);
  assert.ok(repeated.length >= 4);
});

test('the shares of styles and of questions without an answer, in all and in each half', () => {
  assert.ok(questions.length >= 100);
  const even = questions.filter((question) => question.id % 2 === 0);
  const odd = questions.filter((question) => question.id % 2 === 1);
  between(even.length / questions.length, 0.49, 0.51, 'even ids');
  for (const [name, half] of Object.entries({ all: questions, even, odd })) {
    between(
      share(half, ({ style }) => style === 'msa'),
      0.5,
      0.6,
      `${name}, msa`,
    );
    between(
      share(half, ({ style }) => style === 'dialect' || style === 'typing'),
      0.12,
      0.18,
      `${name}, dialect`,
    );
    between(
      share(half, ({ style }) => style === 'english'),
      0.27,
      0.33,
      `${name}, english`,
    );
    between(
      share(half, ({ outcome }) => outcome === 'none'),
      0.23,
      0.28,
      `${name}, none`,
    );
    const unsaid = half.filter(({ outcome }) => outcome === 'none');
    between(
      share(unsaid, ({ accept }) => accept !== undefined),
      0.42,
      0.58,
      `${name}, none but on topic`,
    );
    between(
      share(half, ({ report }) => report === SEED),
      0.24,
      0.3,
      `${name}, seed`,
    );
  }
  const english = answerable.filter(({ style }) => style === 'english');
  const overArabic = share(english, ({ report }) => reports.get(report ?? '')?.language === 'ar');
  between(overArabic, 0.8, 1, 'English questions over Arabic reports');
});

test('the halves ask for the same kinds, and for different sentences', () => {
  const even = questions.filter((question) => question.id % 2 === 0);
  const odd = questions.filter((question) => question.id % 2 === 1);
  for (const kind of Question.shape.kind.options) {
    const inEven = even.filter((question) => question.kind === kind).length;
    const inOdd = odd.filter((question) => question.kind === kind).length;
    assert.ok(inEven > 0 && inOdd > 0 && Math.abs(inEven - inOdd) <= 2, `${kind}: ${inEven} and ${inOdd}`);
  }
  const strings = (half: readonly Question[]) => new Set(half.flatMap((question) => question.answer));
  assert.deepEqual([...strings(even).intersection(strings(odd))], []);
});
