import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { writeTinyModel } from '../embedding/model-fixtures.ts';
import { answerLines, instance, nahran, run, truce, whoseTruce } from './rasid.ts';

describe('the index folder is made again from the store', () => {
  const here = instance();
  here.write('nahran.md', nahran);
  after(() => here.remove());

  /** Asks, and wants the answer; what was logged comes back. */
  async function answers(what: string, settings: Record<string, string> = {}): Promise<string> {
    const { code, stdout, stderr } = await run(here, ['ask', '--json', whoseTruce], settings);
    assert.equal(code, 0, stderr);
    const [answer] = answerLines(stdout);
    assert.equal(answer?.outcome, 'answer', `${what}: ${stderr}`);
    assert.equal(answer?.sentences[0]?.text, truce);
    return stderr;
  }

  const files = () =>
    readdirSync(here.index, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(here.index, name))
      .filter((file) => statSync(file).isFile());

  /** Which model made the vectors that are on the disk. */
  const model = () =>
    (JSON.parse(readFileSync(path.join(here.index, 'vectors', 'manifest.json'), 'utf8')) as { model: string })
      .model;

  test('deleted, damaged, of another model, and back', async () => {
    await answers('the first start');
    const made = files();
    assert.ok(made.length >= 4, String(made));
    const ours = model();

    rmSync(here.index, { recursive: true });
    await answers('after it was deleted');
    assert.deepEqual(files().length, made.length);

    // Cut short, overwritten, emptied: in turn, whatever the files are.
    for (const [i, file] of files().entries()) {
      if (path.basename(file) === 'manifest.json') continue;
      if (i % 3 === 0) truncateSync(file, statSync(file).size >> 1);
      else if (i % 3 === 1) writeFileSync(file, Buffer.alloc(statSync(file).size, 0xa5));
      else truncateSync(file, 0);
    }
    assert.match(await answers('after its files were damaged'), /made again|made anew/);
    assert.equal(await answers('once more'), '', 'the damage is mended, not only passed over');

    for (const file of files()) writeFileSync(file, '{"half": ');
    await answers('after all was overwritten, manifests as well');

    const tiny = path.join(here.root, 'tiny-model');
    writeTinyModel(tiny);
    await answers('with another model', { EMBEDDING_MODEL: tiny });
    assert.match(model(), /^tiny-model@/);
    await answers('with the first model again');
    assert.equal(model(), ours);
  });
});
