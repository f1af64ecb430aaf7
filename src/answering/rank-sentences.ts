import { linearScore, softmax, type Weights } from '../retrieval/linear-model.ts';
import type { SentenceReading } from '../retrieval/reading.ts';
import type { SearchHit, SearchResult } from '../retrieval/search.ts';
import { sentenceFeaturesOf } from './sentence-features.ts';

/** A sentence that may answer the question. */
export interface RankedSentence {
  readonly hit: SearchHit;
  /** Its place in the passage, from 0. */
  readonly index: number;
  readonly sentence: SentenceReading;
  /** The ranker's score; only differences within one question mean something. */
  readonly score: number;
  /** Share of belief among the question's sentences, 0 to 1. */
  readonly belief: number;
  /** What it was made of, by the name of the feature. */
  readonly parts: Readonly<Record<string, number>>;
}

/** Sentences are taken from this many passages, best first. */
const passagesRead = 6;

/** The sentences of the best passages, most likely answer first; each sentence of a report once. */
export function rankSentences(result: SearchResult, model: Weights): RankedSentence[] {
  const seen = new Set<string>();
  const ranked: Omit<RankedSentence, 'belief'>[] = [];
  const featuresOf = sentenceFeaturesOf(result);
  for (const hit of result.hits.slice(0, passagesRead)) {
    const features = featuresOf(hit);
    for (const [index, sentence] of hit.reading.sentences.entries()) {
      // Passages overlap by a sentence; the better passage's reading of it counts.
      const place = `${hit.reading.passage.reportId} ${sentence.span.start}`;
      if (seen.has(place)) continue;
      seen.add(place);
      const parts = features[index]!;
      ranked.push({ hit, index, sentence, parts, score: linearScore(model, parts) });
    }
  }
  ranked.sort((a, b) => b.score - a.score);
  const beliefs = softmax(ranked.map((r) => r.score));
  return ranked.map((r, i) => ({ ...r, belief: beliefs[i]! }));
}
