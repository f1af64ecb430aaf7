import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type Embedder, loadEmbedder } from '../../src/embedding/embedder.ts';
import { cosine } from './model-fixtures.ts';

let embedder: Embedder;
before(async () => {
  embedder = await loadEmbedder({ model: 'rasid-concepts', modelsDir: 'models', cacheDir: 'data/models' });
});
after(() => embedder.close());

async function likeness(a: string, b: string): Promise<number> {
  const [x, y] = await embedder.embed([a, b], 'passage');
  return cosine(x!, y!);
}

test('one meaning is near, another far, across languages and in Arabic', async () => {
  const near = [
    ['هدنة', 'ceasefire'],
    ['هدنة', 'وقف إطلاق النار'],
    ['وقف إطلاق النار', 'truce'],
    ['سعر الذهب', 'gold price'],
    ['والدولة', 'الدولة'],
    ['أُسْرَةٌ', 'أسرة'],
  ] as const;
  for (const [a, b] of near) {
    const alike = await likeness(a, b);
    assert.ok(alike > 0.6, `${a} ~ ${b}: ${alike}`);
  }
  assert.ok((await likeness('الدولة', 'state')) > 0.3, 'an ambiguous word is still nearer than chance');
  for (const [a, b] of [
    ['هدنة', 'gold price'],
    ['سعر الذهب', 'وقف إطلاق النار'],
  ] as const) {
    const alike = await likeness(a, b);
    assert.ok(alike < 0.2, `${a} ~ ${b}: ${alike}`);
  }
});

test('a question in English finds its Arabic sentence among others', async () => {
  // Invented sentences about an invented town.
  const sentences = [
    'ارتفعت أسعار القمح في سوق بلدة تل ريما',
    'افتتحت المدرسة الجديدة في تل ريما أبوابها للطلاب',
    'انقطعت المياه عن تل ريما بعد عطل في المضخة',
  ];
  const questions = [
    'Why did wheat prices rise?',
    'When did the new school open?',
    'What happened to the water?',
  ];
  const passages = await embedder.embed(sentences, 'passage');
  for (const [i, query] of (await embedder.embed(questions, 'query')).entries()) {
    const scores = passages.map((passage) => cosine(query, passage));
    assert.equal(scores.indexOf(Math.max(...scores)), i, `${questions[i]}: ${scores}`);
  }
});

test('vectors are of length 1, or all zero for a text that says nothing', async () => {
  assert.equal(embedder.dims, 384);
  const [word, ...empty] = await embedder.embed(['سلام', '', '   ', '\u064b\u0650', '؟!', 'في'], 'query');
  assert.ok(Math.abs(Math.hypot(...word!) - 1) < 1e-5);
  for (const vector of empty) {
    assert.ok(vector instanceof Float32Array && vector.length === 384);
    assert.ok(vector.every((value) => value === 0));
  }
  for (const nothing of ['', '\u064b', '؟']) {
    const [vector] = await embedder.embed([nothing], 'query');
    assert.ok(vector!.every((value) => value === 0));
  }
  assert.deepEqual(await embedder.embed([], 'query'), []);
});

test('a text has the same vector in a batch of any company as alone', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc
      .array(fc.constantFrom('هدنة', 'والدولة', 'water', '1998', 'في', '<pad>', '<unk>', 'قرية'), {
        maxLength: 12,
      })
      .map((words) => words.join(' ')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 40 }), async (texts) => {
      const together = await embedder.embed(texts, 'passage');
      assert.equal(together.length, texts.length);
      for (const [i, each] of texts.entries()) {
        const [alone] = await embedder.embed([each], 'passage');
        for (let d = 0; d < embedder.dims; d++) assert.ok(Math.abs(alone![d]! - together[i]![d]!) < 1e-6);
      }
    }),
    { numRuns: 20 },
  );
});

test('a text longer than the model reads is cut, not refused', async () => {
  const [long, cut] = await embedder.embed(['قمح '.repeat(3000), `${'قمح '.repeat(3000)} هدنة`], 'passage');
  assert.ok(cosine(long!, cut!) > 0.9999);
});
