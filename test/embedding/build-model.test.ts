import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { buildModel } from '../../src/embedding/build-model.ts';
import { loadEmbedder } from '../../src/embedding/embedder.ts';
import { readGlossary } from '../../src/embedding/glossary.ts';
import { cosine, temporaryFolder } from './model-fixtures.ts';

const root = temporaryFolder();
after(() => rmSync(root, { recursive: true, force: true }));

const files = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'];

function glossary(name: string, tables: Record<string, string[]>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [file, rows] of Object.entries(tables)) writeFileSync(join(folder, file), rows.join('\n'));
  return folder;
}

test('the committed model is what npm run model:build makes of the committed glossary', async () => {
  const outDir = join(root, 'rebuilt');
  const { bytes } = await buildModel({ glossaryDir: 'models/glossary', outDir });
  assert.ok(bytes < 16_000_000);
  const hash = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
  for (const file of files) {
    assert.equal(
      hash(join(outDir, file)),
      hash(join('models/rasid-concepts', file)),
      `${file}: run npm run model:build`,
    );
  }
});

test('a model of a glossary of two rows knows their words with clitics and endings', async () => {
  const glossaryDir = glossary('two', {
    'a.tsv': ['# fruit', 'تفاحة|تفاح\tapple|apples\tthing', '', 'نهر|أنهار\triver|rivers\tplace'],
  });
  const outDir = join(root, 'two-model');
  await buildModel({ glossaryDir, outDir });
  const embedder = await loadEmbedder({ model: outDir, modelsDir: root, cacheDir: root });
  const texts = ['apple', 'river', 'وبالتفاح', 'نهرهم', 'تفاحتهم', 'الأنهار'];
  const [apple, river, ...arabic] = await embedder.embed(texts, 'query');
  for (const [i, isApple] of [true, false, true, false].entries()) {
    assert.ok(cosine(arabic[i]!, isApple ? apple! : river!) > 0.99, texts[i + 2]);
    assert.ok(cosine(arabic[i]!, isApple ? river! : apple!) < 0.9, texts[i + 2]);
  }
});

test('rows of different files that largely overlap are one concept, rows of one file are not', () => {
  const row = 'ملك|ملوك\tking|kings\trole';
  const near = 'ملك|ملوك|عاهل\tking|monarch\trole';
  const far = 'ملك|أملاك\tproperty\tthing';
  assert.equal(readGlossary(glossary('merged', { 'a.tsv': [row], 'b.tsv': [near, far] })).length, 2);
  assert.equal(readGlossary(glossary('apart', { 'a.tsv': [row, near, far] })).length, 3);
});

test('a malformed or missing glossary is an error that tells where', async () => {
  const broken = glossary('broken', { 'a.tsv': ['# words', 'نهر\triver'] });
  await assert.rejects(
    buildModel({ glossaryDir: broken, outDir: join(root, 'x') }),
    /a\.tsv:2: .*three columns/,
  );
  const empty = glossary('empty', {});
  await assert.rejects(buildModel({ glossaryDir: empty, outDir: join(root, 'x') }), /No glossary rows/);
});
