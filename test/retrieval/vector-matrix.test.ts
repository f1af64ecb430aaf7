import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Hit } from '../../src/retrieval/best-hits.ts';
import { buildScan, SCAN_FILE } from '../../src/retrieval/build-scan.ts';
import { VectorMatrix } from '../../src/retrieval/vector-matrix.ts';

test('the committed WebAssembly is what npm run wasm:build makes of its text', async () => {
  assert.ok(readFileSync(SCAN_FILE).equals(await buildScan()), 'run npm run wasm:build');
});

/** Numbers from -1 to 1 that follow from a seed (Park & Miller 1988). */
function numbers(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (2 * state) / 2_147_483_647 - 1;
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function bruteForce(
  matrix: VectorMatrix,
  query: Float32Array,
  k: number,
  filter: (id: number) => boolean,
): Hit[] {
  return [...matrix.ids()]
    .filter(filter)
    .map((id) => ({ id, score: dot(query, matrix.get(id)!) }))
    .sort((a, b) => b.score - a.score || a.id - b.id)
    .slice(0, k);
}

interface Filling {
  readonly dims: number;
  readonly rows: number;
  readonly spread: number;
  readonly seed: number;
}

/** Vectors near one another, so that many are close to the best; some all zero, some doubled, of any length. */
function fill(matrix: VectorMatrix, { dims, rows, spread, seed }: Filling): void {
  const next = numbers(seed);
  const common = Float32Array.from({ length: dims }, next);
  for (let id = 0; id < rows; id++) {
    const size = id % 97 === 0 ? 0 : id % 5 === 0 ? 40 : 1;
    const vector = common.map((value) => size * (value + spread * next()));
    matrix.set(id, id % 7 === 6 ? matrix.get(id - 1)! : vector);
  }
  for (let id = 3; id < rows; id += 11) matrix.delete(id);
}

const fillings = fc.record({
  dims: fc.integer({ min: 1, max: 70 }),
  rows: fc.integer({ min: 0, max: 400 }),
  spread: fc.constantFrom(1, 0.1, 0.001),
  seed: fc.nat(),
});

async function assertNearest(
  matrix: VectorMatrix,
  { dims, seed }: Pick<Filling, 'dims' | 'seed'>,
  k: number,
  step: number,
): Promise<void> {
  const query = Float32Array.from({ length: dims }, numbers(seed + 1));
  const filter = (id: number) => id % step === 0;
  // Before the search, for vectors may change once it is asked for.
  const all = bruteForce(matrix, query, Number.POSITIVE_INFINITY, filter);
  const scores = new Map(all.map(({ id, score }) => [id, score]));
  const wanted = all.slice(0, k);
  const found = await matrix.nearest(query, k, filter);
  assert.equal(found.length, wanted.length);
  for (const [i, hit] of found.entries()) {
    // `get` gives floats: of each product, of 80 × 1 at most, the last bit is lost.
    const near = 80 * dims * 2 ** -24;
    assert.ok(Math.abs(hit.score - wanted[i]!.score) <= near);
    assert.ok(Math.abs(hit.score - scores.get(hit.id)!) <= near);
  }
  assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
}

test('the nearest are those that comparing everything gives, whatever the vectors', async () => {
  await fc.assert(
    fc.asyncProperty(
      fillings,
      fc.integer({ min: 0, max: 12 }),
      fc.constantFrom(1, 2, 9),
      async (filling, k, step) => {
        const matrix = new VectorMatrix(filling.dims);
        fill(matrix, filling);
        await assertNearest(matrix, filling, k, step);
      },
    ),
    { numRuns: 200 },
  );
});

test('another thread finds the same, while vectors are changed between searches', async (t) => {
  const dims = 40;
  const matrix = new VectorMatrix(dims, 1);
  t.after(() => matrix.close());
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const searches = [1, 2, 9].map((step) => assertNearest(matrix, { dims, seed }, 8, step));
    // The searches that were asked for before see what was there before.
    const changed = matrix.change(() => fill(matrix, { dims, rows: 700 * seed, spread: 0.1, seed }));
    await Promise.all([...searches, changed]);
  }
  assert.ok(matrix.size > 3_000);
  await assertNearest(matrix, { dims, seed: 7 }, 10, 1);
});

test('when the other thread is gone, searches are done without it', async () => {
  const matrix = new VectorMatrix(3, 1);
  matrix.set(1, Float32Array.of(0, 1, 0));
  const up = Float32Array.of(0, 1, 0);
  assert.equal((await matrix.nearest(up, 1))[0]?.id, 1);
  await matrix.close();
  assert.equal((await matrix.nearest(up, 1))[0]?.id, 1);
});

test('of equal vectors those with the lowest ids are found, and more rows than one call scans', async () => {
  const matrix = new VectorMatrix(3);
  for (let id = 9_999; id >= 0; id--) matrix.set(id, Float32Array.of(0.6, 0.8, 0));
  assert.deepEqual(
    (await matrix.nearest(Float32Array.of(0, 1, 0), 4)).map(({ id }) => id),
    [0, 1, 2, 3],
  );
  matrix.set(4_096, Float32Array.of(0, 1, 0));
  assert.equal((await matrix.nearest(Float32Array.of(0, 1, 0), 1))[0]?.id, 4_096);
});

test('the largest numbers on both sides do not overflow', async () => {
  for (const dims of [384, 1_024, 4_096]) {
    const matrix = new VectorMatrix(dims);
    const ones = new Float32Array(dims).fill(1);
    matrix.set(1, ones);
    matrix.set(
      2,
      ones.map((value) => -value),
    );
    const [best, worst] = await matrix.nearest(ones, 2);
    assert.equal(best?.id, 1);
    assert.ok(Math.abs(best!.score - dims) < 1e-3 && Math.abs(worst!.score + dims) < 1e-3);
  }
});

test('numbers are kept to 1/64,000 of the largest', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 }), {
        minLength: 1,
        maxLength: 20,
      }),
      (values) => {
        const vector = Float32Array.from(values);
        const matrix = new VectorMatrix(vector.length);
        matrix.set(5, vector);
        const largest = Math.max(...vector.map(Math.abs));
        for (const [i, value] of matrix.get(5)!.entries()) {
          assert.ok(Math.abs(value - vector[i]!) <= largest / 64_000 + 1e-30);
        }
      },
    ),
  );
});
