import type { Word } from './words.ts';

/** What two texts are compared by: their distinct words, and the numbers among them. */
export interface WordSet {
  readonly words: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
}

/** Jaccard index of normalised words from which texts are near copies: a word or two of ten may differ. */
const nearCopyShare = 0.8;

export function wordSet(words: readonly Word[]): WordSet {
  const numbers = words.filter(({ script }) => script === 'number');
  return { words: new Set(words.map(({ term }) => term)), numbers: new Set(numbers.map(({ term }) => term)) };
}

/** Whether two texts say the same in nearly the same words. Texts whose numbers differ disagree. */
export function isNearCopy(a: WordSet, b: WordSet): boolean {
  if (a.numbers.symmetricDifference(b.numbers).size > 0) return false;
  const shared = a.words.intersection(b.words).size;
  return shared > 0 && shared >= nearCopyShare * (a.words.size + b.words.size - shared);
}
