import {
  type Alignment,
  align,
  coverage,
  joinAlignments,
  orderedPairs,
  type QueryWord,
  withContext,
} from './alignment.ts';
import type { Field } from './analyse.ts';
import type { PassageReading } from './reading.ts';

/** A passage under consideration for a question, with all that was compared. */
export interface Candidate {
  readonly reading: PassageReading;
  readonly passage: Alignment;
  readonly title: Alignment;
  /** One alignment per sentence of the passage. */
  readonly sentences: readonly Alignment[];
}

/** Compares a passage with the question. */
export function compare(query: readonly QueryWord[], reading: PassageReading): Candidate {
  const sentences = reading.sentences.map((sentence) => align(query, sentence.words));
  const starts: number[] = [];
  let words = 0;
  for (const sentence of reading.sentences) {
    starts.push(words);
    words += sentence.words.length;
  }
  return {
    reading,
    // Every word of a passage is in one of its sentences.
    passage: joinAlignments(query.length, sentences, starts),
    title: align(query, reading.title),
    sentences,
  };
}

/** What the indexes said of a passage. */
export interface IndexScores extends Readonly<Record<Field, number>> {
  /** Cosine of the question's and the passage's vectors. */
  readonly cosine: number;
}

/** BM25 sums grow with the question; these bring them to the size of the other features. */
const bm25Scale = { stems: 20, grams: 50, concepts: 20 };

/**
 * What re-ranking knows of a candidate, by name. `best` holds the best of each index score among all
 * candidates: a share of it tells more than the sum, which grows with the question's length.
 */
export function passageFeatures(
  query: readonly QueryWord[],
  candidate: Candidate,
  scores: IndexScores,
  best: IndexScores,
): Record<string, number> {
  const { passage, title, sentences } = candidate;
  const most = (of: (sentence: Alignment) => number): number =>
    sentences.reduce((m, sentence) => Math.max(m, of(sentence)), 0);
  return {
    stemsShare: best.stems > 0 ? scores.stems / best.stems : 0,
    gramsShare: best.grams > 0 ? scores.grams / best.grams : 0,
    conceptsShare: best.concepts > 0 ? scores.concepts / best.concepts : 0,
    stems: scores.stems / bm25Scale.stems,
    grams: scores.grams / bm25Scale.grams,
    concepts: scores.concepts / bm25Scale.concepts,
    cosine: scores.cosine,
    cosineLead: scores.cosine - best.cosine,
    cover: coverage(query, passage.best),
    coverLetters: coverage(query, passage.letters),
    coverMeaning: coverage(query, passage.meaning),
    coverSentence: most((s) => coverage(query, s.best)),
    coverSentenceLetters: most((s) => coverage(query, s.letters)),
    coverSentenceMeaning: most((s) => coverage(query, s.meaning)),
    pairs: orderedPairs(query, passage),
    pairsSentence: most((s) => orderedPairs(query, s)),
    title: coverage(query, title.best),
    coverTitled: coverage(query, withContext(passage.best, title.best, 1)),
  };
}
