import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { runBench } from '../../src/commands/bench.ts';
import type { BenchResult, BenchRow } from '../../src/evaluation/bench/bench.ts';
import { gatherMaterial } from '../../src/evaluation/bench/material.ts';
import { quantile } from '../../src/evaluation/bench/measure.ts';
import { benchTable } from '../../src/evaluation/bench/table.ts';
import { reportId } from '../../src/reports/readers.ts';
import { begin, instance, run } from '../cli/rasid.ts';

// The towns, people and events of this little bench are invented.

const folder = mkdtempSync(path.join(tmpdir(), 'rasid-bench-test-'));
const here = instance();
after(() => {
  rmSync(folder, { recursive: true, force: true });
  here.remove();
});

const towns = [
  'نهران',
  'سلوم',
  'وادي البلور',
  'تل الرمان',
  'عين الغزلان',
  'جسر السنديان',
  'خان الزيتون',
  'برج الحمام',
];
const things = ['القمح', 'الرمان', 'العسل', 'الملح', 'الصوف', 'الفخار', 'الزعفران', 'الكتان'];

function lines(name: string, records: readonly object[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return file;
}

const headline = (i: number): string => `وصول قافلة ${things[i]} إلى بلدة ${towns[i]} مساء الخميس`;

const news = lines(
  'news.jsonl',
  towns.map((town, i) => ({
    id: `n${i}`,
    title: headline(i),
    text: `وصلت إلى بلدة ${town} قافلة تحمل ${things[i]} بعد سفر طويل. وقال شيخ التجار إن الأسعار ستنخفض في الأسبوع القادم.`,
  })),
);
const passages = lines('towns.passages.jsonl', [
  {
    id: 'towns-p0',
    title: 'مدرسة',
    text: 'افتتحت مدرسة القرية معرضا لصور الطيور المهاجرة، وشارك فيه أربعون تلميذا.',
  },
]);
const questions = lines('towns.questions.jsonl', [
  {
    id: 'towns-q0',
    question: 'كم تلميذا شارك في معرض صور الطيور المهاجرة؟',
    passage: 'towns-p0',
    answers: ['أربعون'],
  },
]);

/** Processes that a process has started. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

const names = [
  'Rasid, candidates',
  'Rasid, search',
  'Rasid, search',
  'Rasid, answer',
  'Vectra queryItems',
  'MiniSearch, words',
  'MiniSearch, grams',
  'Orama, words',
  'Orama, grams',
];

describe('bench', { concurrency: 2 }, () => {
  test('measures every system on the same passages and questions, and leaves nothing behind', async () => {
    const temporary = path.join(folder, 'temporary');
    mkdirSync(temporary);
    const output = new PassThrough();
    await runBench(
      {
        news,
        limit: 7,
        asked: 5,
        passages: [passages],
        questions: [questions],
        wordsOnly: false,
        json: true,
      },
      { embeddingModel: 'rasid-concepts', temporary, progress() {}, output },
    );
    output.end();
    const stdout = await text(output);
    assert.equal(stdout.trimEnd().split('\n').length, 1, 'one JSON object and nothing else');
    const result = JSON.parse(stdout) as BenchResult;
    assert.deepEqual([result.reports, result.questions], [8, 1], 'seven articles and one paragraph');
    assert.ok(result.passages >= result.reports && result.textBytes > 0);
    assert.deepEqual(
      result.systems.map(({ name }) => name),
      names,
    );
    for (const row of result.systems) {
      assert.ok(!('failed' in row), JSON.stringify(row));
      assert.ok(0 < row.p50 && row.p50 <= row.p95 && row.p95 <= row.p99, row.name);
      assert.equal(row.asked, 1);
      assert.ok(row.buildMs > 0 && row.diskBytes > 0 && row.loadMs > 0 && row.memory > 0, row.name);
      if (row.name !== 'Rasid, answer') assert.equal(row['R@10'], 1, `${row.name} finds the paragraph`);
    }
    assert.deepEqual(
      (result.systems as BenchRow[]).map(({ callers }) => callers),
      [1, 1, 8, 1, 1, 1, 1, 1, 1],
    );
    assert.equal(result.adding.length, 1, 'the whole is smaller than the first size');
    const [adding] = result.adding;
    assert.ok(adding!.reports >= 1 && adding!.ms > 0 && adding!.cpuMs > 0);
    assert.ok(result.limit.p50 > 0 && result.limit.bytes > 0);
    assert.deepEqual(result.exact, { questions: 1, same: 1 });
    for (const part of ['sparse segments', 'vectors', 'SQLite', 'embedding model', 'asking']) {
      assert.ok(part in result.memory, part);
    }
    assert.ok(Object.values(result.ratios).every((ratio) => ratio !== null && ratio > 0));
    assert.deepEqual(readdirSync(temporary), []);

    const [head = '', , columns = '', ...rest] = benchTable(result).split('\n');
    assert.match(head, /^\d+ passages of 8 reports \(.*\), 1 questions; \d+ cores, .*Node v/);
    assert.match(
      columns,
      /build +on disk +to first answer +memory +p50 +p95 +p99 +questions\/s +asked +R@1 +R@10$/,
    );
    for (const name of names)
      assert.ok(
        rest.some((line) => line.startsWith(name)),
        name,
      );
    assert.ok(rest.some((line) => /^Vectra ÷ search: [\d.]+ × \(asked: at least 5 ×\)$/.test(line)));
    assert.ok(rest.some((line) => /^Exact: .* for 1 of 1 questions/.test(line)));
    assert.ok(
      rest.some((line) =>
        /^Adding one report at \d+ passages: .* of processor time \(medians of \d+\)$/.test(line),
      ),
    );
  });

  test('stopped, it leaves no files and no processes behind', {
    skip: process.platform !== 'linux',
  }, async () => {
    const temporary = path.join(folder, 'stopped');
    mkdirSync(temporary);
    const { child, ended, says } = begin(here, ['bench', '--news', news, '--words-only'], {
      TMPDIR: temporary,
    });
    await says('stderr', /reading the reports/);
    const pid = child.pid!;
    let started: number[] = [];
    while (started.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      started = childrenOf(pid);
    }
    child.kill('SIGTERM');
    const { signal, stdout } = await ended;
    assert.equal(signal, 'SIGTERM');
    assert.equal(stdout, '');
    assert.deepEqual(readdirSync(temporary), []);
    for (const one of started) assert.throws(() => process.kill(one, 0), { code: 'ESRCH' });
  });

  test('without a question set, headlines are asked for their articles, whose titles are hidden', async () => {
    const material = await gatherMaterial({ news, limit: 6, asked: 3 });
    const documents = await Array.fromAsync(material.documents());
    assert.deepEqual(
      material.questions.map(({ text }) => text),
      [0, 2, 4].map(headline),
    );
    const byReport = new Map(documents.map((document) => [reportId(document.path), document]));
    for (const [q, { gold }] of material.questions.entries()) {
      assert.ok(byReport.get(gold)?.text.includes(towns[2 * q]!));
    }
    assert.deepEqual(
      documents.map(({ title }) => title),
      [null, headline(1), null, headline(3), null, headline(5)],
    );
  });

  test('what is missing is a sentence', async () => {
    const ends = await Promise.all([
      run(here, ['bench']),
      run(here, ['bench', '--news', path.join(folder, 'none.jsonl')]),
      run(here, ['bench', '--news', news, '--questions', questions]),
      run(here, ['bench', '--news', news, '--limit', 'many']),
      run(here, ['bench', '--news', news, '--passages', news, '--questions', questions]),
    ]);
    assert.deepEqual(
      ends.map(({ code, stdout }) => [code, stdout]),
      [
        [2, ''],
        [1, ''],
        [2, ''],
        [2, ''],
        [1, ''],
      ],
    );
    const [none, missing, half, many, unpaired] = ends.map(({ stderr }) => stderr);
    assert.match(none!, /^bench needs --news FILE\.$/m);
    assert.match(missing!, /no such file.*none\.jsonl/);
    assert.match(half!, /--questions and --passages together/);
    assert.match(many!, /--limit is many, but it should be a whole number/);
    assert.match(unpaired!, /towns-q0: its passage towns-p0 is in no --passages file$/m);
    for (const { stderr } of ends) assert.doesNotMatch(stderr, /^\s+at /m);
  });

  test('a quantile is one of the values', () => {
    assert.equal(quantile([3, 1, 2], 0.5), 2);
    assert.equal(quantile([4, 1, 3, 2], 0.5), 2);
    assert.equal(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95), 10);
    assert.equal(quantile([], 0.5), 0);
  });
});
