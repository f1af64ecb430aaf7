import { coverage, type QueryWord, withContext } from '../retrieval/alignment.ts';
import { linearScore, type Weights } from '../retrieval/linear-model.ts';
import type { SearchResult } from '../retrieval/search.ts';
import type { RankedSentence } from './rank-sentences.ts';

/** What tells whether the reports hold the answer, by name. */
export function confidenceFeatures(
  { question, query, hits }: SearchResult,
  ranked: readonly RankedSentence[],
): Record<string, number> {
  const first = ranked[0];
  if (!first) return {};
  const { hit } = first;
  const within = withContext(hit.passage.best, hit.title.best, 1);
  const parts = first.parts;
  const total = query.reduce((sum, { weight }) => sum + weight, 0);
  const nextOther = ranked.find((r) => r.hit.reading.passage.reportId !== hit.reading.passage.reportId);
  return {
    cover: parts.cover ?? 0,
    coverLetters: parts.coverLetters ?? 0,
    coverMeaning: parts.coverMeaning ?? 0,
    coverTitled: parts.coverTitled ?? 0,
    passageCover: coverage(query, within),
    passageLetters: coverage(query, withContext(hit.passage.letters, hit.title.letters, 1)),
    fullCover: coverage(query, within) ** 4,
    worst: lightest(query, within),
    heavy: heavyCovered(query, within),
    sharp: sharpShare(query, within, 0.9),
    sharpSentence: sharpShare(query, (hit.sentences[first.index] as { best: Float32Array }).best, 0.9),
    pairs: parts.pairs ?? 0,
    belief: first.belief,
    passageBelief: hit.belief,
    rank: Math.log(1 + hits.indexOf(hit)),
    cosine: hit.parts.cosine ?? 0,
    lead: Math.min(5, first.score - (nextOther?.score ?? first.score - 5)),
    words: Math.log(1 + query.length),
    weight: Math.log(1 + total),
    wantedNew: parts.wantedNew ?? 0,
    unwanted: question.wants && !parts.wantedNew ? 1 : 0,
    grams: hit.parts.grams ?? 0,
    concepts: hit.parts.concepts ?? 0,
  };
}

/** Likeness of the worst-covered word, each word's miss weighed by its share of the heaviest word. */
function lightest(query: readonly QueryWord[], likeness: Float32Array): number {
  const most = Math.max(...query.map(({ weight }) => weight), 1e-9);
  return query.reduce((w, { weight }, q) => Math.min(w, 1 - (1 - likeness[q]!) * (weight / most)), 1);
}

/** Likeness of the heaviest word. */
function heavyCovered(query: readonly QueryWord[], likeness: Float32Array): number {
  let best = -1;
  let at = 0;
  for (const [q, { weight }] of query.entries()) {
    if (weight > best) {
      best = weight;
      at = q;
    }
  }
  return likeness[at] ?? 0;
}

/** Weighted share of words whose likeness reaches `threshold`. */
function sharpShare(query: readonly QueryWord[], likeness: Float32Array, threshold: number): number {
  return coverage(
    query,
    likeness.map((value) => (value >= threshold ? 1 : 0)),
  );
}

/** Chance, 0 to 1, that the first sentence answers the question (logistic regression). */
export function confidence(features: Readonly<Record<string, number>>, model: Weights): number {
  return 1 / (1 + Math.exp(-linearScore(model, features)));
}
