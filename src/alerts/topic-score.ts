import type { Lexicon } from '../language/concepts.ts';
import { readWords, type Word } from '../language/words.ts';
import type { Span } from '../reports/report.ts';
import { type Alignment, align, coverage, type QueryWord } from '../retrieval/alignment.ts';
import type { NewText, TopicMatch } from './matching.ts';

/**
 * Least score of a match, read from the curve that `npm run eval:topics` draws (README, "Quality"): there, 93 in 100
 * headlines find their article, and every second passage matched is of it; of the others, some are on its event. By
 * words alone it was 85 in 100, and fewer than every second.
 */
export const MATCH_THRESHOLD = 0.65;

/** A passage of a text, or what is news in it. */
export interface ReadPassage {
  readonly sentences: readonly { readonly span: Span; readonly words: readonly Word[] }[];
  /** Vector of the whole passage; `undefined` where it is not known. */
  readonly vector: Float32Array | undefined;
}

/** The words of a text to be compared with topics. */
export interface ReadText {
  readonly title: readonly Word[];
  readonly passages: readonly ReadPassage[];
}

/** The words of a text by sentence; of a changed report only of the changed sentences. */
export function readText(
  { title, passages, changed }: NewText,
  lexicon: Lexicon,
  vectorOf: (passage: string) => Float32Array | undefined,
): ReadText {
  const isNews = (span: Span): boolean =>
    changed === undefined || changed.some((change) => change.start < span.end && span.start < change.end);
  return {
    // The title of a changed report is no news.
    title: changed === undefined ? readWords(title, lexicon) : [],
    passages: passages.map(({ start, text, sentences }) => ({
      sentences: sentences.filter(isNews).map((span) => ({
        span,
        words: readWords(text.slice(span.start - start, span.end - start), lexicon),
      })),
      vector: vectorOf(text),
    })),
  };
}

/**
 * A topic of fewer words is its words: a vector knows no more of them than the glossary does, and nothing of it may
 * be missing. (Measured with the two and the three heaviest words of each headline: the vector changed next to
 * nothing.)
 */
const leastWordsForVector = 4;
/**
 * Weights beside the share of the topic that is said, from a logistic regression over 200 headlines (7.7 share +
 * 8.9 cosine + 1.17 mean idf), tried on 200 others: see README, "Quality".
 */
const cosineWeight = 1.1;
const idfWeight = 0.15;
/** Cosine and mean idf that neither speak for a match nor against it: they bring the threshold to that of words alone. */
const usualCosine = 0.3;
const usualIdf = 3.7;
/** A passage that says so much of a topic matches whatever its vector is. */
const wholeShare = 0.95;

/** What is known of a topic before any text. */
export interface WeighedTopic {
  /** Of each word: its idf. */
  readonly weights: readonly number[];
  /** Sum of the words' weights. */
  readonly weight: number;
  /** `undefined` where it is not known. */
  readonly vector: Float32Array | undefined;
}

/**
 * What a passage's vector, and the rarity of the topic's words, add to the share of it that the passage says: more
 * must be said where a topic is made of common words, and where the passage is of something else as a whole. 0 where
 * a vector is missing.
 */
export function bonusOf(
  { weights, weight, vector }: WeighedTopic,
  passage: Float32Array | undefined,
): number {
  if (weights.length < leastWordsForVector || !vector || !passage) return 0;
  let cosine = 0;
  for (let i = 0; i < vector.length; i++) cosine += vector[i]! * passage[i]!;
  return cosineWeight * (cosine - usualCosine) + idfWeight * (weight / weights.length - usualIdf);
}

/** A likeness below this is a chance resemblance. */
const leastLikeness = 0.55;
/** What the title says counts this much for a passage. */
const titleShare = 0.8;

/** Score (0 to 1) of the passage that says most of a topic, and the sentences that do. */
export function compareTopic(
  topic: WeighedTopic,
  query: readonly QueryWord[],
  { title, passages }: ReadText,
): Omit<TopicMatch, 'subscriptionId'> {
  const inTitle = likenessOf(align(query, title));
  let score = 0;
  const sentences: { span: Span; score: number }[] = [];
  for (const passage of passages) {
    const inPassage = new Float32Array(query.length);
    for (const { span, words } of passage.sentences) {
      const inSentence = likenessOf(align(query, words));
      for (let q = 0; q < query.length; q++) inPassage[q] = Math.max(inPassage[q]!, inSentence[q]!);
      const own = coverage(query, inSentence);
      if (own > 0) sentences.push({ span, score: own });
    }
    // A passage that says nothing itself of the topic is not about it, whatever the title says.
    if (!inPassage.some((likeness) => likeness > 0)) continue;
    const share = coverage(
      query,
      inPassage.map((likeness, q) => Math.max(likeness, titleShare * inTitle[q]!)),
    );
    const whole = share >= wholeShare ? share : 0;
    const bonus = bonusOf(topic, passage.vector);
    score = Math.max(score, whole, bonus === 0 ? share : belowOne(share + bonus));
  }
  return { score, sentences: bestSentences(sentences) };
}

/**
 * Brings a sum that may be more than 1 below it, keeping order, and what is below the threshold as it is: so that
 * whoever wants less like this can be given what matches better, as long as not all of the topic is said.
 */
function belowOne(sum: number): number {
  const room = 1 - MATCH_THRESHOLD;
  return sum <= MATCH_THRESHOLD ? sum : 1 - room * Math.exp((MATCH_THRESHOLD - sum) / room);
}

function likenessOf({ best }: Alignment): Float32Array {
  return best.map((likeness) => (likeness < leastLikeness ? 0 : likeness));
}

/** Quotes in an alert. */
const mostSentences = 3;
/** A further sentence is quoted when it says at least this much of what the best one says. */
const furtherShare = 0.6;

function bestSentences(sentences: readonly { span: Span; score: number }[]): Span[] {
  const sorted = [...sentences].sort((a, b) => b.score - a.score || a.span.start - b.span.start);
  const spans: Span[] = [];
  for (const { span, score } of sorted) {
    if (spans.length === mostSentences || score < furtherShare * sorted[0]!.score) break;
    // Passages overlap by a sentence.
    if (!spans.some(({ start }) => start === span.start)) spans.push(span);
  }
  return spans;
}
