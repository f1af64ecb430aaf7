import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../src/config.ts';
import type { Embedder } from '../../src/embedding/embedder.ts';
import { areBest, checkExactness } from '../../src/evaluation/bench/exactness.ts';
import { Lexicon } from '../../src/language/concepts.ts';
import { analyse } from '../../src/retrieval/analyse.ts';
import { SparseIndex } from '../../src/retrieval/sparse/sparse-index.ts';
import { VectorIndex } from '../../src/retrieval/vector-index.ts';
import { noBackground } from '../retrieval/no-background.ts';
import { temporaryFolder } from '../store/fixtures.ts';

// The towns and events are invented.

const lexicon = Lexicon.load(path.join(PROJECT_ROOT, 'models', 'glossary'));

/** Vectors that have nothing to do with meaning: of the letters of a text. */
const embedder = {
  model: 'letters',
  dims: 16,
  async embed(texts: readonly string[]) {
    return texts.map((text) => {
      const vector = new Float32Array(16);
      for (let i = 0; i < text.length; i++) vector[text.charCodeAt(i) % 16]! += 1;
      const length = Math.hypot(...vector);
      return vector.map((value) => value / length);
    });
  },
  async close() {},
} as unknown as Embedder;

const towns = ['نهران', 'سلوم', 'وادي البلور', 'تل الرمان', 'عين الغزلان'];
const passages = Array.from({ length: 120 }, (_, i) => ({
  id: i + 1,
  text: `أعلن مجلس بلدة ${towns[i % 5]} إصلاح ${i * 3} مترا من الطريق ${i % 2 ? 'القديم' : 'الجديد'} بعد ${i % 7} أيام.`,
}));

test('indexes that hold every passage are exact; one that lacks a passage, a word or a vector is not', async (t) => {
  const sparse = new SparseIndex(noBackground);
  for (let from = 0; from < passages.length; from += 25) {
    const some = passages.slice(from, from + 25);
    sparse.update(
      some.map(({ id, text }) => ({ id, terms: analyse(text, lexicon) })),
      [],
    );
  }
  const identity = { model: 'letters', dims: 16, cutting: '1' };
  const { index: vectors } = await VectorIndex.open(temporaryFolder(t), identity);
  const embedded = await embedder.embed(
    passages.map(({ text }) => text),
    'passage',
  );
  await vectors.update({ add: passages.map(({ id }, i) => ({ id, vector: embedded[i]! })), remove: [] });
  const check = (changed: readonly { id: number; text: string }[] = passages) =>
    checkExactness({
      questions: towns.map((town) => `متى أصلح مجلس ${town} الطريق القديم؟`),
      passages: async function* () {
        yield* changed;
      },
      lexicon,
      background: noBackground,
      embedder,
      sparse,
      vectors,
    });
  assert.deepEqual(await check(), { questions: 5, same: 5 });
  const other = passages.map((one) => (one.id === 26 ? { ...one, text: 'نهران الطريق القديم' } : one));
  assert.ok((await check(other)).same < 5, 'a passage that says something else');
  sparse.update([], [6]);
  assert.ok((await check()).same < 5, 'a passage that is missing');
});

test('ties may be in any order, nothing else', () => {
  const scores = new Map([
    [1, 3],
    [2, 2],
    [3, 2 + 1e-9],
    [4, 1],
    [5, 1],
  ]);
  const ids = (...list: number[]) => list.map((id) => ({ id }));
  assert.ok(areBest(ids(1, 3, 2, 4), scores, 4));
  assert.ok(areBest(ids(1, 2, 3, 5), scores, 4));
  assert.ok(areBest(ids(1, 2, 3, 4, 5), scores, 9));
  assert.ok(!areBest(ids(2, 1, 3, 4), scores, 4));
  assert.ok(!areBest(ids(1, 2, 4, 3), scores, 4));
  assert.ok(!areBest(ids(1, 2, 3), scores, 4));
  assert.ok(!areBest(ids(1, 2, 2, 4), scores, 4));
  assert.ok(!areBest(ids(1, 2, 3, 6), scores, 4));
});
