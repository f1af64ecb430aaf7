import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Embedder, loadEmbedder } from '../../src/embedding/embedder.ts';
import { temporaryFolder, writeTinyModel } from './model-fixtures.ts';

const root = temporaryFolder();
after(() => rmSync(root, { recursive: true, force: true }));

const load = (model: string): Promise<Embedder> =>
  loadEmbedder({
    model,
    modelsDir: join(root, 'models'),
    cacheDir: join(root, 'cache'),
    allowDownload: false,
  });

function tinyModel(name: string): string {
  const folder = join(root, name);
  writeTinyModel(folder);
  return folder;
}

const rounded = (vector: Float32Array): number[] => [...vector].map((value) => Math.round(value * 100) / 100);

test('a model folder of another size is read', async () => {
  const embedder = await load(tinyModel('tiny-model'));
  assert.equal(embedder.dims, 4);
  const [apple, both, unknown] = await embedder.embed(['Apple', 'apple pear', 'zzz'], 'query');
  assert.deepEqual(rounded(apple!), [0, 0, 1, 0]);
  assert.deepEqual(rounded(both!), [0, 0, 0.71, 0.71]);
  assert.deepEqual(rounded(unknown!), [0, 0, 0, 0]);
  await embedder.close();
});

test('e5 models get their query and passage words, models that only sound so do not', async () => {
  const e5 = await load(tinyModel('tiny-e5-small'));
  const [query] = await e5.embed(['apple'], 'query');
  const [passage] = await e5.embed(['apple'], 'passage');
  assert.deepEqual(rounded(query!), [0.71, 0, 0.71, 0]);
  assert.deepEqual(rounded(passage!), [0, 0.71, 0.71, 0]);
  const [blank] = await e5.embed(['  '], 'passage');
  assert.deepEqual(rounded(blank!), [0, 0, 0, 0], 'the prefix alone is no meaning');
  const other = await load(tinyModel('tiny-ae52'));
  assert.deepEqual(rounded((await other.embed(['apple'], 'query'))[0]!), [0, 0, 1, 0]);
});

test('a name in modelsDir and a hub model already in the cache are found without a download', async () => {
  writeTinyModel(join(root, 'models', 'built-in'));
  writeTinyModel(join(root, 'cache', 'Someone', 'tiny-e5'));
  assert.match((await load('built-in')).model, /^built-in@[0-9a-f]{16}$/);
  const hub = await load('Someone/tiny-e5');
  assert.match(hub.model, /^Someone\/tiny-e5@/);
  assert.deepEqual(rounded((await hub.embed(['apple'], 'query'))[0]!), [0.71, 0, 0.71, 0]);
});

test('the identity follows the content of the folder, not its place', async () => {
  const first = await load(tinyModel(join('a', 'same-name')));
  const second = await load(tinyModel(join('b', 'same-name')));
  assert.equal(first.model, second.model);
  const folder = tinyModel(join('c', 'same-name'));
  writeFileSync(join(folder, 'config.json'), '{ "model_type": "bert", "note": "changed" }');
  assert.notEqual((await load(folder)).model, first.model);
});

test('two models may be loaded at once', async () => {
  const folders = [tinyModel('one'), tinyModel('two')];
  const loaded = await Promise.all(folders.map(load));
  assert.deepEqual(
    loaded.map((embedder) => embedder.model.split('@')[0]),
    ['one', 'two'],
  );
});

test('what is wrong with the model is one sentence that names the setting and the fix', async () => {
  const incomplete = tinyModel('incomplete');
  rmSync(join(incomplete, 'onnx'), { recursive: true });
  const broken = tinyModel('broken');
  writeFileSync(join(broken, 'tokenizer.json'), '{"model":');
  mkdirSync(join(root, 'empty'));
  const cases: [string, RegExp][] = [
    [join(root, 'nowhere'), /there is no folder .*nowhere.*built-in model/],
    ['no-such-model', /there is no folder .*no-such-model.*hub id/],
    [join(root, 'empty'), /has no config\.json.*model:build/],
    [incomplete, /has no onnx\/model_quantized\.onnx/],
    [broken, /can't be loaded.*choose another model/],
    ['Nobody/no-such-model', /can't be had from the hub.*check the name and the network.*rasid-concepts/],
  ];
  for (const [model, message] of cases) {
    await assert.rejects(load(model), (error: Error) => {
      assert.match(error.message, message);
      assert.ok(error.message.startsWith(`EMBEDDING_MODEL is "${model}"`));
      assert.ok(!error.message.includes('\n'));
      return true;
    });
  }
});
