import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Embedder } from '../../src/embedding/embedder.ts';
import { RecentVectors } from '../../src/embedding/recent-vectors.ts';

/** An embedder that notes what it was asked for; a text's vector is its length. */
function counting() {
  const asked: string[] = [];
  const embedder: Embedder = {
    model: 'lengths',
    dims: 1,
    async embed(texts) {
      asked.push(...texts);
      return texts.map((text) => new Float32Array([text.length]));
    },
    close: async () => {},
  };
  return { asked, embedder };
}

test('a passage is embedded once, in whatever order and company it comes again', async () => {
  const { asked, embedder } = counting();
  const recent = new RecentVectors(embedder);
  assert.deepEqual(await recent.embed(['aa', 'b', 'aa'], 'passage'), [
    new Float32Array([2]),
    new Float32Array([1]),
    new Float32Array([2]),
  ]);
  const again = await recent.embed(['ccc', 'b', 'aa'], 'passage');
  assert.deepEqual(
    again.map(([x]) => x),
    [3, 1, 2],
  );
  assert.deepEqual(asked, ['aa', 'b', 'ccc']);
  assert.deepEqual(recent.recall('b'), new Float32Array([1]));
});

test('a question is not taken for a passage', async () => {
  const { asked, embedder } = counting();
  const recent = new RecentVectors(embedder);
  await recent.embed(['aa'], 'passage');
  await recent.embed(['aa', 'b'], 'query');
  assert.deepEqual(asked, ['aa', 'aa', 'b']);
  assert.equal(recent.recall('b'), undefined);
});

test('the passages met longest ago are let go, those of the last call never', async () => {
  const recent = new RecentVectors(counting().embedder, 2);
  await recent.embed(['a', 'bb'], 'passage');
  await recent.embed(['a'], 'passage');
  await recent.embed(['ccc'], 'passage');
  assert.deepEqual(
    ['a', 'bb', 'ccc'].map((text) => recent.recall(text)?.[0]),
    [1, undefined, 3],
  );
  await recent.embed(['d', 'ee', 'fff'], 'passage');
  assert.deepEqual(
    ['ccc', 'd', 'ee', 'fff'].map((text) => recent.recall(text)?.[0]),
    [undefined, 1, 2, 3],
  );
});
