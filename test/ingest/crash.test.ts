import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { cutPassages } from '../../src/reports/passages.ts';
import type { Database } from '../../src/store/database.ts';
import { contents, invented, workshop } from './folder-fixtures.ts';

const CHILD = path.join(import.meta.dirname, 'ingest-child.ts');

/** Each report is whole: its text is one that its file had, its passages are those of that text. */
async function assertWhole(db: Database, written: Map<string, Set<string>>): Promise<number> {
  const reports = await db.selectFrom('reports').selectAll().execute();
  let passages = 0;
  for (const report of reports) {
    assert.ok(
      written.get(report.path)?.has(report.text.trimEnd()),
      `${report.path} has a text that no file had`,
    );
    const rows = await db
      .selectFrom('passages')
      .selectAll()
      .where('report_id', '=', report.id)
      .orderBy('ordinal')
      .execute();
    const expected = report.withdrawn_at === null ? cutPassages(report.text) : [];
    assert.deepEqual(
      rows.map((row) => [row.ordinal, row.start, row.end, row.text]),
      expected.map(({ start, end }, i) => [i, start, end, report.text.slice(start, end)]),
    );
    passages += rows.length;
    const versions = await db
      .selectFrom('report_versions')
      .select('version')
      .where('report_id', '=', report.id)
      .orderBy('version')
      .execute();
    assert.deepEqual(
      versions.map((row) => row.version),
      Array.from({ length: report.version - 1 }, (_, i) => i + 1),
    );
  }
  const all = await db.selectFrom('passages').select('id').execute();
  assert.equal(all.length, passages, 'passages without a report');
  return reports.length;
}

test('killed at any query, every report is whole or absent, and the next ingest completes', async (t) => {
  const w = await workshop(t);
  const written = new Map<string, Set<string>>();
  const write = (file: string, n: number) => {
    const text = invented(n);
    w.write(file, `${text}\n`);
    const texts = written.get(file) ?? new Set();
    written.set(file, texts.add(text));
  };
  // A transaction writes up to 64 reports: 3 queries, and 3 for each changed one.
  const moments = [1, 4, 7, 8, 60, 150, 170, 190];
  let partly = 0;
  for (const [round, killAt] of moments.entries()) {
    for (let n = 0; n < 150; n++) {
      if (round < 4 || n % 10 !== round) write(`${n}.txt`, n + 1_000 * round);
    }
    if (round > 3) w.remove(`${round}.txt`);
    write(`more-${round}.txt`, 90_000 + round);
    const child = spawnSync(process.execPath, [CHILD, w.folder, w.data, String(killAt)], {
      encoding: 'utf8',
    });
    assert.equal(child.signal, 'SIGKILL', `query ${killAt} was not reached: ${child.stderr}${child.stdout}`);
    const found = await assertWhole(w.db, written);
    if (found > 0 && found < 150) partly++;
  }
  assert.ok(partly > 0, 'no kill came in the middle');

  await w.ingest();
  await assertWhole(w.db, written);
  const files = readdirSync(w.folder);
  const found = await contents(w.store);
  assert.deepEqual([...found.keys()].toSorted(), files.toSorted());
  for (const file of files) {
    const text = readFileSync(path.join(w.folder, file), 'utf8').trimEnd();
    assert.deepEqual(
      found.get(file)?.texts,
      cutPassages(text).map((p) => text.slice(p.start, p.end)),
    );
  }
  assert.deepEqual([...w.index.ids()], await w.store.passageIds());
});

test('two processes that ingest one folder at once add each report once', async (t) => {
  const w = await workshop(t);
  for (let n = 0; n < 200; n++) w.write(`${n}.txt`, invented(n));
  const run = promisify(execFile);
  const ends = await Promise.all([1, 2].map(() => run(process.execPath, [CHILD, w.folder, w.data])));
  const summaries = ends.map(
    (end) => JSON.parse(end.stdout) as { added: number; changed: number; reports: number },
  );
  assert.equal(
    summaries.reduce((sum, s) => sum + s.added, 0),
    200,
  );
  assert.ok(summaries.every((s) => s.changed === 0));
  assert.equal((await w.ingest()).unchanged, 200);
  assert.equal((await contents(w.store)).size, 200);
});
