import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Weights by the name of the feature. */
export type Weights = Readonly<Record<string, number>>;

const weights = z.record(z.string(), z.number());
const byDirection = z.object({ ar: weights, en: weights });

const shape = z.object({
  /** Re-ranking of passages, by the language of the question. */
  passages: byDirection,
  /** Ranking of sentences. */
  sentences: weights,
  /** Weighing passages again by their sentences. */
  evidence: weights,
  /** Logistic regression: does the passage of the first sentence answer? Has an `intercept`. */
  confidence: weights,
});

/** The learned numbers of Rasid: small linear models, made by `npm run train`. */
export type RankingModel = z.infer<typeof shape>;

/** Reads the model file. Throws when it is missing or of another shape. */
export function loadRankingModel(file: string): RankingModel {
  return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Σ weight × feature; a feature the model does not know counts nothing. */
export function linearScore(model: Weights, features: Readonly<Record<string, number>>): number {
  let sum = model.intercept ?? 0;
  for (const name in features) sum += (model[name] ?? 0) * features[name]!;
  return sum;
}

/** Softmax over scores: the share of belief in each, summing to 1. */
export function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
