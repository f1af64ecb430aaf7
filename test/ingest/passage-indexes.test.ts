import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWordParts } from '../../src/app.ts';
import { PROJECT_ROOT } from '../../src/config.ts';
import { loadEmbedder } from '../../src/embedding/embedder.ts';
import { readFile } from '../../src/ingest/jobs.ts';
import { sparsePassages, vectorPassages } from '../../src/ingest/passage-indexes.ts';
import { WorkerPool } from '../../src/ingest/worker-pool.ts';
import type { StoredPassage } from '../../src/reports/stored.ts';
import { analyse, FIELDS } from '../../src/retrieval/analyse.ts';
import { SparseFolder } from '../../src/retrieval/sparse/sparse-folder.ts';
import { SparseIndex } from '../../src/retrieval/sparse/sparse-index.ts';
import { VectorIndex } from '../../src/retrieval/vector-index.ts';
import { temporaryFolder } from '../store/fixtures.ts';
import { invented } from './folder-fixtures.ts';

const modelsDir = join(PROJECT_ROOT, 'models');
const models = { model: 'rasid-concepts', modelsDir, cacheDir: modelsDir };

function passages(from: number, to: number): StoredPassage[] {
  return Array.from({ length: to - from }, (_, i) => {
    const text = invented(from + i, 3);
    const sentences = [{ start: 0, end: text.length }];
    return { id: from + i, reportId: 'r', ordinal: from + i, start: 0, end: text.length, sentences, text };
  });
}

test('what workers make of many passages is what is made of few here, and merges leave no files', async (t) => {
  const folder = temporaryFolder(t);
  const workers = new WorkerPool({ glossaryDir: join(modelsDir, 'glossary'), embedder: models }, { size: 2 });
  t.after(() => workers.close());
  const { lexicon, background } = loadWordParts();
  const embedder = await loadEmbedder(models);
  t.after(() => embedder.close());
  const identity = { model: embedder.model, dims: embedder.dims, cutting: 'c' };
  const open = async (name: string) => {
    const path = join(folder, name);
    const words = await SparseFolder.open(join(path, 'sparse'), 'i');
    const sparse = new SparseIndex(background, words.loaded.segments);
    const { index: vectors } = await VectorIndex.open(join(path, 'vectors'), identity);
    const indexes = [
      sparsePassages({ lexicon, sparse, folder: words.folder, workers }),
      vectorPassages({ embedder, vectors, workers }),
    ];
    return { sparse, vectors, indexes };
  };
  const many = await open('many');
  const few = await open('few');
  // Nine segments of 300: one more than are left alone.
  for (const index of many.indexes) {
    await index.update({ add: passages(0, 2_400), remove: [] });
    for (let n = 0; n < 4; n++) {
      await index.update({ add: passages(2_400 + 600 * n, 3_000 + 600 * n), remove: [7 + n] });
    }
    await index.settle?.();
  }
  for (const index of few.indexes) {
    for (let n = 0; n < 12; n++) {
      await index.update({ add: passages(400 * n, 400 * n + 400), remove: n === 11 ? [7, 8, 9, 10] : [] });
    }
    await index.settle?.();
  }
  assert.equal(many.sparse.size, 4_796);
  assert.ok(many.sparse.segments().length < 10, `${many.sparse.segments().length} segments`);
  const query = analyse(invented(1_234, 1), lexicon);
  const reopened = await open('many');
  const [before, after, expected] = [many, reopened, few].map(({ sparse }) => sparse.score(query));
  for (const id of [0, 6, 7, 1_234, 2_399, 4_799]) {
    for (const field of FIELDS) {
      assert.equal(before!.parts(id)[field], expected!.parts(id)[field], `${field} of ${id}`);
      assert.equal(after!.parts(id)[field], expected!.parts(id)[field], `${field} of ${id}, read again`);
    }
    assert.deepEqual(many.vectors.vector(id), few.vectors.vector(id));
  }
  const files = readdirSync(join(folder, 'many', 'sparse'));
  assert.equal(files.length, many.sparse.segments().length + 1, files.join());
});

test('a job that fails rejects, and the next one is done; a closed pool starts again', async (t) => {
  const workers = new WorkerPool({ glossaryDir: join(modelsDir, 'glossary'), embedder: models }, { size: 1 });
  t.after(() => workers.close());
  const missing = { file: join(temporaryFolder(t), 'no.segment'), deleted: new Uint8Array(0) };
  await assert.rejects(workers.run({ kind: 'merge', parts: [missing] }), /ENOENT/);
  const file = { path: 'no.txt', file: join(modelsDir, 'no.txt') };
  assert.ok(!existsSync(file.file));
  const expected = await readFile(file);
  assert.deepEqual(await workers.run({ kind: 'read', files: [file] }), [expected]);
  // Loading the glossary takes longer than to end the worker.
  const underWay = workers.run({ kind: 'words', passages: passages(0, 1) });
  const givenUp = assert.rejects(underWay, /ended/);
  workers.close();
  await givenUp;
  assert.deepEqual(await workers.run({ kind: 'read', files: [file] }), [expected]);
});

test('each of many jobs gets its own answer, also those that wait with a worker', async (t) => {
  const workers = new WorkerPool({ glossaryDir: join(modelsDir, 'glossary'), embedder: models }, { size: 2 });
  t.after(() => workers.close());
  const folder = temporaryFolder(t);
  const names = Array.from({ length: 24 }, (_, n) => `${n}.txt`);
  for (const [n, name] of names.entries()) writeFileSync(join(folder, name), invented(n, 2));
  const missing = { file: join(folder, 'no.segment'), deleted: new Uint8Array(0) };
  const jobs = names.map(async (name, n) => {
    if (n % 5 === 4) return assert.rejects(workers.run({ kind: 'merge', parts: [missing] }), /ENOENT/);
    const [read] = await workers.run({ kind: 'read', files: [{ path: name, file: join(folder, name) }] });
    assert.ok(read && 'report' in read);
    assert.equal(read.report.path, name);
    assert.equal(read.report.text.trimEnd(), invented(n, 2));
  });
  await Promise.all(jobs);
  const underWay = names.map((name) =>
    workers.run({ kind: 'read', files: [{ path: name, file: join(folder, name) }] }),
  );
  const givenUp = Promise.all(underWay.map((job) => assert.rejects(job, /ended/)));
  workers.close();
  await givenUp;
});

test('workers end without a word when the process that started them is killed', () => {
  const pool = JSON.stringify(import.meta.resolve('../../src/ingest/worker-pool.ts'));
  const setup = JSON.stringify({ glossaryDir: join(modelsDir, 'glossary'), embedder: models });
  // The second job is under way, and its answer comes too late.
  const { signal, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { WorkerPool } from ${pool};
       const pool = new WorkerPool(${setup}, { size: 1 });
       const first = pool.run({ kind: 'read', files: [] });
       pool.run({ kind: 'words', passages: [] }).catch(() => {});
       await first;
       process.kill(process.pid, 'SIGKILL');`,
    ],
    { encoding: 'utf8' },
  );
  assert.deepEqual([signal, stderr], ['SIGKILL', '']);
});
