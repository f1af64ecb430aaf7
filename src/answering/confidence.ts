import { isNearCopy, wordSet } from '../language/near-copy.ts';
import { KIND, type Word } from '../language/words.ts';
import { coverage, type QueryWord, withContext } from '../retrieval/alignment.ts';
import { linearScore, type Weights } from '../retrieval/linear-model.ts';
import type { SearchResult } from '../retrieval/search.ts';
import type { RankedSentence } from './rank-sentences.ts';

/** What tells whether the reports hold the answer, by name; `differing` sentences contradict the first. */
export function confidenceFeatures(
  { question, query, hits }: SearchResult,
  ranked: readonly RankedSentence[],
  differing: readonly RankedSentence[] = [],
): Record<string, number> {
  const first = ranked[0];
  if (!first) return {};
  const { hit, parts } = first;
  const within = withContext(hit.passage.best, hit.title.best, 1);
  const sentence = hit.sentences[first.index]!.best;
  const total = query.reduce((sum, { weight }) => sum + weight, 0);
  const covers = {
    cover: coverage(query, sentence),
    coverLetters: parts.coverLetters ?? 0,
    coverMeaning: parts.coverMeaning ?? 0,
    coverTitled: parts.coverTitled ?? 0,
    passageCover: coverage(query, within),
    passageLetters: coverage(query, withContext(hit.passage.letters, hit.title.letters, 1)),
    fullCover: coverage(query, within) ** 4,
    worst: worstCovered(query, within),
    heavy: heaviestCovered(query, within),
    sharp: sharpShare(query, within, 0.9),
    sharpSentence: sharpShare(query, sentence, 0.9),
    half: sharpShare(query, within, 0.55),
    pairs: parts.pairs ?? 0,
    nameMissed: heaviestMissed(query, within, isKnownName),
    unknownMissed: heaviestMissed(query, within, ({ phrase }) => phrase < 0),
    focus: parts.focus ?? 0,
    anyMissed: heaviestMissed(query, within, () => true),
    cosine: hit.parts.cosine ?? 0,
    grams: hit.parts.grams ?? 0,
    concepts: hit.parts.concepts ?? 0,
  };
  return {
    ...covers,
    ...Object.fromEntries(
      Object.entries(covers).map(([name, value]) => [`${question.language}:${name}`, value]),
    ),
    english: question.language === 'en' ? 1 : 0,
    // Reports that say the same share the belief among them, and so do those that differ on a number; together they have
    // all of it.
    belief: beliefOfCopies(ranked, (other) => other.sentence.words, differing),
    passageBelief: beliefOfCopies(
      [hit, ...hits.filter((other) => other !== hit)],
      (other) => other.reading.words,
      differing.map((other) => other.hit),
    ),
    rank: Math.log(1 + hits.indexOf(hit)),
    words: Math.log(1 + query.length),
    weight: Math.log(1 + total),
    numberMissed: heaviestMissed(query, within, ({ script }) => script === 'number') > 0 ? 1 : 0,
    wantedNew: parts.wantedNew ?? 0,
    unwanted: question.wants && !parts.wantedNew ? 1 : 0,
    near: parts.near ?? 0,
  };
}

/** The belief in the first of some texts, in its near copies and in `others`. */
function beliefOfCopies<T extends { readonly belief: number }>(
  texts: readonly T[],
  wordsOf: (text: T) => readonly Word[],
  others: readonly T[] = [],
): number {
  const first = wordSet(wordsOf(texts[0]!));
  return texts.reduce(
    (sum, text, i) =>
      i === 0 || others.includes(text) || isNearCopy(first, wordSet(wordsOf(text))) ? sum + text.belief : sum,
    0,
  );
}

/** Below this, the text has nothing of the word but some letters. */
const missThreshold = 0.55;

/** The weight of the heaviest word of a sort that the text lacks, against the heaviest of all, 0 to 1. */
function heaviestMissed(
  query: readonly QueryWord[],
  likeness: Float32Array,
  isOfSort: (word: Word) => boolean,
): number {
  const most = Math.max(...query.map(({ weight }) => weight), 1e-9);
  return query.reduce(
    (m, { word, weight }, q) =>
      likeness[q]! < missThreshold && isOfSort(word) ? Math.max(m, weight / most) : m,
    0,
  );
}

/** A name that the glossary has in both languages: a text that lacks it is about something else. */
function isKnownName(word: Word): boolean {
  return (
    word.phrase >= 0 && (word.kinds & (KIND.person | KIND.place | KIND.organisation | KIND.nationality)) !== 0
  );
}

/** Likeness of the worst-covered word, each word's miss weighed by its share of the heaviest word. */
function worstCovered(query: readonly QueryWord[], likeness: Float32Array): number {
  const most = Math.max(...query.map(({ weight }) => weight), 1e-9);
  return query.reduce((w, { weight }, q) => Math.min(w, 1 - (1 - likeness[q]!) * (weight / most)), 1);
}

/** Likeness of the heaviest word. */
function heaviestCovered(query: readonly QueryWord[], likeness: Float32Array): number {
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

/** Chance, 0 to 1, that the passage of the first sentence answers the question (logistic regression). */
export function confidence(features: Readonly<Record<string, number>>, model: Weights): number {
  return 1 / (1 + Math.exp(-linearScore(model, features)));
}
