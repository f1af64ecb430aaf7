import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitListwise, fitLogistic, type Group } from '../../src/evaluation/fit.ts';
import { linearScore } from '../../src/retrieval/linear-model.ts';

/** Groups in which the candidate with the most of `tells` is right; `noise` says nothing, `same` never differs. */
const groups: Group[] = Array.from({ length: 60 }, (_, g) => {
  const candidates = Array.from({ length: 4 }, (_, c) => ({
    tells: ((g * 7 + c * 3) % 11) / 1000,
    noise: (g * 5 + c * 13) % 9,
    same: 7,
  }));
  const most = Math.max(...candidates.map((candidate) => candidate.tells));
  return { candidates, good: candidates.map((candidate) => candidate.tells === most) };
});

describe('fitting', () => {
  it('listwise: puts the right candidate first, whatever the sizes of the features', () => {
    const weights = fitListwise(groups);
    const right = groups.filter(({ candidates, good }) => {
      const scores = candidates.map((candidate) => linearScore(weights, candidate));
      return good[scores.indexOf(Math.max(...scores))];
    });
    assert.ok(right.length >= 57, `${right.length} of 60`);
    assert.ok(weights.tells! > 100 * Math.abs(weights.noise!), JSON.stringify(weights));
    assert.deepEqual(fitListwise(groups), weights, 'deterministic');
  });

  it('listwise: groups that teach nothing change nothing', () => {
    const hopeless: Group = { candidates: [{ tells: 99 }, { tells: -99 }], good: [false, false] };
    assert.deepEqual(fitListwise([...groups, hopeless]), fitListwise(groups));
  });

  it('logistic: parts the classes, a rare one as well as a common one', () => {
    const examples = Array.from({ length: 100 }, (_, i) => ({
      features: { x: i / 1000, ...(i % 2 ? { odd: 1 } : {}) },
      positive: i >= 90,
    }));
    const weights = fitLogistic(examples, { ridge: 1e-4 });
    const chance = (i: number) => 1 / (1 + Math.exp(-linearScore(weights, examples[i]!.features)));
    assert.ok(chance(99) > 0.9, String(chance(99)));
    assert.ok(chance(0) < 0.05, String(chance(0)));
    assert.ok(chance(70) < 0.5 && chance(97) > 0.5, 'the border lies between the classes');
  });
});
