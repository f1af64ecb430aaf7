import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { linearScore, loadRankingModel, softmax } from '../../src/retrieval/linear-model.ts';

describe('linear model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rasid-linear-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('sums weight × feature and the intercept; unknown features count nothing', () => {
    assert.equal(linearScore({ intercept: 1, a: 2, b: -3 }, { a: 0.5, b: 1, c: 100 }), -1);
    assert.equal(linearScore({ a: 2 }, {}), 0);
  });

  it('shares belief so that it sums to 1, also among scores that exp can not hold', () => {
    assert.deepEqual(softmax([]), []);
    assert.deepEqual(softmax([5]), [1]);
    const [a, b, c] = softmax([1000, 1000 + Math.log(3), -1e6]);
    assert.ok(Math.abs(a! - 0.25) < 1e-9 && Math.abs(b! - 0.75) < 1e-9 && c === 0);
  });

  it('reads the model that ships, and no file of another shape', () => {
    const model = loadRankingModel(new URL('../../models/ranking.json', import.meta.url).pathname);
    for (const weights of [model.passages.ar, model.passages.en, model.sentences, model.confidence]) {
      assert.ok(Object.keys(weights).length > 0);
      assert.ok(Object.values(weights).every(Number.isFinite));
    }
    const file = join(folder, 'model.json');
    writeFileSync(file, '{"passages":{"ar":{},"en":{"grams":"1"}},"sentences":{},"confidence":{}}');
    assert.throws(() => loadRankingModel(file), /number/);
    assert.throws(() => loadRankingModel(join(folder, 'none.json')), /ENOENT/);
  });
});
