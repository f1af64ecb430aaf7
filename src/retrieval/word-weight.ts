import type { Word } from '../language/words.ts';
import type { SparseIndex } from './sparse/sparse-index.ts';

/**
 * How much a word of a question or topic matters: the idf of what it means, or of its stem when no glossary row
 * covers it. An Arabic word is not heavier than its own stem makes it.
 */
export function wordWeight(word: Word, index: SparseIndex): number {
  const byStem = index.idf('stems', word.stem);
  if (word.concepts.length === 0) return byStem;
  let sum = 0;
  for (const concept of word.concepts) sum += index.idf('concepts', `c:${concept}`);
  const byMeaning = sum / word.concepts.length;
  return word.script === 'arabic' ? Math.min(byMeaning, 1.2 * byStem) : byMeaning;
}
