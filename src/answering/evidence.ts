import { linearScore, softmax, type Weights } from '../retrieval/linear-model.ts';
import type { SearchHit, SearchResult } from '../retrieval/search.ts';
import type { RankedSentence } from './rank-sentences.ts';

/** A search whose passages were weighed again by their sentences. */
export interface Weighed {
  readonly search: SearchResult;
  /** The sentences as they were ranked, standing in the passages of `search`. */
  readonly sentences: readonly RankedSentence[];
}

/** Share of belief of a passage none of whose sentences was read, or whose sentences say nothing. */
const leastBelief = 1e-4;
/** How far below the best sentence such a passage's best one counts. */
const leastScore = -8;

/** What ranked sentences tell of each passage of a search, by name; in the order of the hits. */
export function evidenceFeatures(
  { hits }: SearchResult,
  sentences: readonly RankedSentence[],
): Record<string, number>[] {
  const belief = new Map<SearchHit, number>();
  const best = new Map<SearchHit, number>();
  for (const { hit, belief: share, score } of sentences) {
    belief.set(hit, (belief.get(hit) ?? 0) + share);
    best.set(hit, Math.max(best.get(hit) ?? Number.NEGATIVE_INFINITY, score - sentences[0]!.score));
  }
  return hits.map((hit) => ({
    passage: hit.score - hits[0]!.score,
    belief: Math.log((belief.get(hit) ?? 0) + leastBelief),
    best: Math.max(leastScore, best.get(hit) ?? leastScore),
  }));
}

/**
 * Puts the passages in a new order: one that holds a sentence that answers goes before one that is only about the
 * same subject. Passages whose sentences were not read keep their order behind.
 */
export function weighEvidence(
  search: SearchResult,
  sentences: readonly RankedSentence[],
  model: Weights,
): Weighed {
  const scores = evidenceFeatures(search, sentences).map((features) => linearScore(model, features));
  const beliefs = softmax(scores);
  const weighed = new Map(
    search.hits.map((hit, i) => [hit, { ...hit, score: scores[i]!, belief: beliefs[i]! }]),
  );
  return {
    search: { ...search, hits: [...weighed.values()].sort((a, b) => b.score - a.score) },
    sentences: sentences.map((sentence) => ({ ...sentence, hit: weighed.get(sentence.hit)! })),
  };
}
