import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { openRasid } from '../../src/app.ts';
import { loadConfig, PROJECT_ROOT } from '../../src/config.ts';
import { type GuardedRasid, type GuardResult, runGuard } from '../../src/evaluation/guard.ts';
import { createLogger } from '../../src/log.ts';
import { NO_PROGRESS } from '../../src/progress.ts';
import { instance, nahran, run, whoseTruce } from '../cli/rasid.ts';

const folder = path.join(import.meta.dirname, 'guard');
const seeds = path.join(PROJECT_ROOT, 'seeds');
const here = instance();
after(() => here.remove());

type Explained = Awaited<ReturnType<GuardedRasid['explain']>>;
/** What the product said in the first test, by question. */
const said = new Map<string, Explained>();

describe('the regression guard', () => {
  test('answers are as good as the floors beside the questions say', async () => {
    const log = createLogger({ level: 'silent', write() {} });
    const result = await runGuard({
      folder,
      seeds,
      async open(folders) {
        const config = { ...loadConfig({}), ...folders, reportsDirIsSet: true };
        const rasid = await openRasid(config, { log, progress: NO_PROGRESS });
        return {
          ingest: () => rasid.ingest(),
          async explain(question) {
            const explained = await rasid.explain(question);
            said.set(question, explained);
            return explained;
          },
          close: () => rasid.close(),
        };
      },
    });
    assert.deepEqual(result.failures, []);
    assertConsistent(result);
    assert.ok(result.all.questions >= 100 && result.all.answerable < result.all.questions);
    assert.deepEqual(Object.keys(result.by.language), ['ar', 'en']);
    assert.deepEqual(Object.keys(result.by.half), ['even', 'odd']);
  });

  test('it fails when the right sentences are ranked last', async () => {
    const result = await runGuard({
      ...{ folder, seeds },
      open: standIn(({ answer, considered }) => ({
        answer: { ...answer, sentences: answer.sentences.slice(1) },
        considered: { ...considered, sentences: considered.sentences.toReversed() },
      })),
    });
    assertConsistent(result);
    for (const figure of ['first', 'firstThree', 'right']) {
      assert.ok(
        result.failures.some((failure) => failure.startsWith(`${figure} of all is `)),
        figure,
      );
    }
    assert.ok(!result.failures.some((failure) => /^(answered|refused)/.test(failure)));
  });

  test('it fails when everything is answered, and when nothing is', async () => {
    for (const [outcome, figure] of [
      ['answer', 'refused'],
      ['none', 'answered'],
    ] as const) {
      const open = standIn(({ answer, considered }) => ({ answer: { ...answer, outcome }, considered }));
      const result = await runGuard({ folder, seeds, open });
      assertConsistent(result);
      assert.equal(result.all[figure], 0);
      assert.ok(
        result.failures.some((failure) => failure.startsWith(`${figure} of all is 0, and its floor`)),
      );
    }
  });
});

/** Opens a product that says what the real one said, changed. */
function standIn(change: (explained: Explained) => Explained): () => Promise<GuardedRasid> {
  assert.ok(said.size > 0, 'the first test asked');
  return async () => ({
    async ingest() {},
    explain: async (question) => change(said.get(question)!),
    async close() {},
  });
}

function assertConsistent({ all, by, misses }: GuardResult): void {
  assert.equal(all.answer + all.related + all.none, all.questions);
  assert.ok(all.first <= all.firstThree);
  for (const groups of Object.values(by)) {
    const sum = Object.values(groups).reduce((total, { questions }) => total + questions, 0);
    assert.equal(sum, all.questions);
  }
  assert.equal(misses.first.length, Math.round(all.answerable * (1 - all.first)));
  assert.equal(misses.unanswered.length, Math.round(all.answerable * (1 - all.answered)));
  assert.equal(misses.wrong.length, all.wrong + all.invented);
}

describe('eval --guard', { concurrency: 2 }, () => {
  test('prints the figures of the folder it is given, and as one JSON object', async () => {
    const small = guardFolder('small', { all: { first: 1, right: 1 }, en: { refused: 0.5 } });
    const [table, json] = await Promise.all([
      run(here, ['eval', '--guard', small]),
      run(here, ['eval', '--guard', small, '--json']),
    ]);
    assert.equal(table.code, 0, table.stderr);
    assert.match(table.stdout, /^all +2 +1 +1 +1 +1 +1 +1 +0 +1 +0 +0$/m);
    assert.equal(json.code, 0, json.stderr);
    assert.equal(json.stdout.trimEnd().split('\n').length, 1);
    const result = JSON.parse(json.stdout) as GuardResult;
    assertConsistent(result);
    assert.deepEqual([result.all.first, result.all.answered, result.all.refused], [1, 1, 1]);
    assert.deepEqual(result.failures, []);
  });

  test('a floor that is not reached is one sentence and an exit code; the figures are printed all the same', async () => {
    const high = guardFolder('high', { all: { first: 1 }, when: { first: 1 } }, [
      { id: 1, question: 'متى وصلت الشاحنات إلى سلوم؟', kind: 'when', answer: ['الساعة التاسعة'] },
    ]);
    const { code, stdout, stderr } = await run(here, ['eval', '--guard', high]);
    assert.equal(code, 1);
    assert.match(stdout, /^all +1 +0 /m);
    assert.equal(
      stderr,
      'The guard fails: first of all is 0, and its floor is 1; first of when is 0, and its floor is 1.\n',
    );
  });

  test('a folder that is no guard is a sentence', async () => {
    const strange = guardFolder('strange', { nobody: { first: 1 } });
    const malformed = guardFolder('malformed', { all: { first: 80 } });
    const ends = await Promise.all([
      run(here, ['eval', '--guard', here.root]),
      run(here, ['eval', '--guard', strange]),
      run(here, ['eval', '--guard', malformed]),
      run(here, ['eval', '--guard', strange, '--passages', 'x']),
    ]);
    assert.deepEqual(
      ends.map(({ code, stdout }) => [code, stdout]),
      [
        [1, ''],
        [1, ''],
        [1, ''],
        [2, ''],
      ],
    );
    assert.match(ends[0].stderr, /no such file.*questions\.jsonl/);
    assert.match(ends[1].stderr, /floors\.json has floors for nobody, but no question is of that group\n$/);
    assert.match(ends[2].stderr, /floors\.json: /);
    for (const { stderr } of ends) assert.doesNotMatch(stderr, /^\s+at /m);
  });
});

function guardFolder(name: string, floors: object, questions: readonly object[] = townQuestions): string {
  const at = path.join(here.root, name);
  mkdirSync(path.join(at, 'reports'), { recursive: true });
  writeFileSync(path.join(at, 'reports', 'nahran.txt'), nahran);
  writeFileSync(path.join(at, 'floors.json'), JSON.stringify(floors));
  const lines = questions.map((question) => JSON.stringify({ language: 'ar', style: 'msa', ...question }));
  writeFileSync(path.join(at, 'questions.jsonl'), `${lines.join('\n')}\n`);
  return at;
}

const townQuestions = [
  { id: 1, question: whoseTruce, kind: 'who', answer: ['وجهاء بلدة نهران'] },
  { id: 2, question: 'Who won the chess cup in Toronto?', language: 'en', kind: 'who', answer: [] },
];
