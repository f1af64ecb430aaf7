import type { Weights } from '../retrieval/linear-model.ts';

/** Features of one example, by name; a missing one is 0. */
export type Features = Readonly<Record<string, number>>;

/** The candidates of one question; `good` marks those that are right, at least one and not all. */
export interface Group {
  readonly candidates: readonly Features[];
  readonly good: readonly boolean[];
}

interface Scaling {
  readonly names: readonly string[];
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

function scalingOf(examples: readonly Features[]): Scaling {
  const names = [...new Set(examples.flatMap((example) => Object.keys(example)))].sort();
  const mean = new Float64Array(names.length);
  const deviation = new Float64Array(names.length);
  for (const example of examples)
    for (const [f, name] of names.entries()) mean[f]! += (example[name] ?? 0) / examples.length;
  for (const example of examples) {
    for (const [f, name] of names.entries())
      deviation[f]! += ((example[name] ?? 0) - mean[f]!) ** 2 / examples.length;
  }
  for (const f of names.keys()) deviation[f] = Math.sqrt(deviation[f]!) || 1;
  return { names, mean, deviation };
}

function scaled(example: Features, { names, mean, deviation }: Scaling): Float64Array {
  return Float64Array.from(names, (name, f) => ((example[name] ?? 0) - mean[f]!) / deviation[f]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Minimises a function by Adam (Kingma & Ba 2015) from zero; `gradient` fills its second argument. */
function adam(
  size: number,
  steps: number,
  gradient: (at: Float64Array, out: Float64Array) => void,
): Float64Array {
  const rate = 0.05;
  const at = new Float64Array(size);
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  const slope = new Float64Array(size);
  for (let step = 1; step <= steps; step++) {
    slope.fill(0);
    gradient(at, slope);
    for (let i = 0; i < size; i++) {
      const g = slope[i]!;
      first[i] = 0.9 * first[i]! + 0.1 * g;
      second[i] = 0.999 * second[i]! + 0.001 * g * g;
      const m = first[i]! / (1 - 0.9 ** step);
      const v = second[i]! / (1 - 0.999 ** step);
      at[i] = at[i]! - (rate * m) / (Math.sqrt(v) + 1e-8);
    }
  }
  return at;
}

function unscale(weights: Float64Array, { names, deviation }: Scaling): Record<string, number> {
  return Object.fromEntries(names.map((name, f) => [name, weights[f]! / deviation[f]!]));
}

/**
 * Fits a listwise linear ranker: the softmax over a group's scores should put its mass on the right
 * candidates (maximum marginal likelihood; ListNet's top-one loss with several right answers).
 * Features are scaled inside; the weights returned apply to them as they are. Deterministic.
 */
export function fitListwise(groups: readonly Group[], { ridge = 1e-3, steps = 400 } = {}): Weights {
  const useful = groups.filter(({ good }) => good.includes(true) && good.includes(false));
  const scaling = scalingOf(useful.flatMap(({ candidates }) => candidates));
  const rows = useful.map(({ candidates, good }) => ({
    xs: candidates.map((c) => scaled(c, scaling)),
    good,
  }));
  const weights = adam(scaling.names.length, steps, (at, slope) => {
    for (const { xs, good } of rows) {
      const scores = xs.map((x) => dot(x, at));
      const most = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - most));
      const all = powers.reduce((a, b) => a + b, 0);
      const right = powers.reduce((a, b, i) => (good[i] ? a + b : a), 0);
      for (const [i, x] of xs.entries()) {
        const power = powers[i]!;
        const pull = (power / all - (good[i] ? power / right : 0)) / rows.length;
        for (let f = 0; f < x.length; f++) slope[f] = slope[f]! + pull * x[f]!;
      }
    }
    for (let f = 0; f < at.length; f++) slope[f] = slope[f]! + ridge * at[f]!;
  });
  return unscale(weights, scaling);
}

/** Fits a logistic regression with an `intercept`; each class gets the same total weight. Deterministic. */
export function fitLogistic(
  examples: readonly { readonly features: Features; readonly positive: boolean }[],
  { ridge = 1e-3, steps = 600 } = {},
): Weights {
  const scaling = scalingOf(examples.map(({ features }) => features));
  const positives = examples.filter(({ positive }) => positive).length;
  const rows = examples.map(({ features, positive }) => ({
    x: scaled(features, scaling),
    target: positive ? 1 : 0,
    weight: 0.5 / (positive ? positives : examples.length - positives),
  }));
  const size = scaling.names.length;
  const weights = adam(size + 1, steps, (at, slope) => {
    for (const { x, target, weight } of rows) {
      const chance = 1 / (1 + Math.exp(-dot(x, at.subarray(0, size)) - at[size]!));
      const pull = weight * (chance - target);
      for (let f = 0; f < size; f++) slope[f] = slope[f]! + pull * x[f]!;
      slope[size] = slope[size]! + pull;
    }
    for (let f = 0; f < size; f++) slope[f] = slope[f]! + ridge * at[f]!;
  });
  const own = unscale(weights.subarray(0, size), scaling);
  const shift = scaling.names.reduce((sum, name, f) => sum + own[name]! * scaling.mean[f]!, 0);
  return { ...own, intercept: weights[size]! - shift };
}
