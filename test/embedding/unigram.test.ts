import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { env, pipeline } from '@xenova/transformers';
import fc from 'fast-check';
import { PROJECT_ROOT } from '../../src/config.ts';
import { loadEmbedder } from '../../src/embedding/embedder.ts';
import { isUnigram, UnigramSplitter } from '../../src/embedding/unigram.ts';
import { temporaryFolder } from '../store/fixtures.ts';

const modelsDir = join(PROJECT_ROOT, 'models');

// Invented sentences.
const sentences = [
  'أعلن مجلس بلدة عين الغزلان وقف إطلاق النار في ٥ أيار، وقال المهندسون إن العمل بدأ.',
  'The council of Nahran said the ceasefire holds; 12 trucks arrived.',
  'قسططغغخخ zzxqj 😀 ـــ ‏',
  '',
];

test('texts are split into the pieces that the library splits them into', async () => {
  env.localModelPath = modelsDir;
  const extractor = await pipeline('feature-extraction', 'rasid-concepts', { local_files_only: true });
  const { model, normalizer } = extractor.tokenizer;
  assert.ok(isUnigram(model));
  const splitter = new UnigramSplitter(model);
  const same = (text: string) => assert.deepEqual(splitter.split(text), model.tokenize(text));
  for (const sentence of sentences) same(`▁${normalizer(sentence).replaceAll(' ', '▁')}`);
  const some = [...model.vocab.keys()].filter((n) => n % 97 === 0).map((n) => model.vocab[n] as string);
  const part = fc.oneof(fc.constantFrom(...some), fc.constantFrom('▁', 'ق', 'x', 'ت', 'ه', '😀', '7'));
  fc.assert(fc.property(fc.array(part, { maxLength: 60 }), (parts) => same(parts.join(''))));
});

test('a model without context gives the same vectors when each piece is run once', async (t) => {
  const folder = join(temporaryFolder(t), 'as-any-model');
  cpSync(join(modelsDir, 'rasid-concepts'), folder, { recursive: true });
  const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
  assert.equal(config.context_free, true);
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, context_free: false }));
  const load = (model: string) => loadEmbedder({ model, modelsDir, cacheDir: modelsDir });
  const [once, whole] = await Promise.all([load('rasid-concepts'), load(folder)]);
  const texts = [...sentences, sentences.join(' ').repeat(30)];
  assert.deepEqual(await once.embed(texts, 'passage'), await whole.embed(texts, 'passage'));
  await once.close();
  await whole.close();
});
