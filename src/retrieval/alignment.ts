import { LikenessTable, WordComparer } from '../language/likeness.ts';
import type { Word } from '../language/words.ts';

/** A word of the question with its weight. */
export interface QueryWord {
  readonly word: Word;
  /** Its idf in the corpus blended with the background. */
  readonly weight: number;
  readonly comparer: WordComparer;
}

/**
 * The question's words ready to be found in many texts. `termsOf` gives Arabic words of the same meaning, for a word
 * of another language.
 */
export function prepareQuery(
  words: readonly Word[],
  idf: (word: Word) => number,
  termsOf: (word: Word) => readonly string[] = () => [],
): QueryWord[] {
  const known = words.map((word) => ({ word, terms: termsOf(word) }));
  const table = new LikenessTable(known);
  return known.map(({ word, terms }, place) => ({
    word,
    weight: idf(word),
    comparer: new WordComparer(word, terms, table, place),
  }));
}

/** For each question word, the best likeness to any word of a text: by letters, by meaning, by the better of both. */
export interface Alignment {
  readonly letters: Float32Array;
  readonly meaning: Float32Array;
  readonly best: Float32Array;
  /** Index in the text of the word that gave `best`; -1 for none. */
  readonly at: Int32Array;
}

/** Finds each question word's best counterpart among `words`. Lengths are those of `query`. */
export function align(query: readonly QueryWord[], words: readonly Word[]): Alignment {
  const letters = new Float32Array(query.length);
  const meaning = new Float32Array(query.length);
  const best = new Float32Array(query.length);
  const at = new Int32Array(query.length).fill(-1);
  for (let w = 0; w < words.length; w++) {
    const { form } = words[w]!;
    let table: LikenessTable | undefined;
    let row = 0;
    for (let q = 0; q < query.length; q++) {
      const { comparer } = query[q]!;
      // The words of a question share one table.
      if (comparer.table !== table) {
        table = comparer.table;
        row = table.row(form);
        // Most words have nothing to do with the question.
        if (row === 0 && table.size === query.length) break;
      }
      const byLetters = table.values[row + 2 * comparer.place]!;
      const byMeaning = table.values[row + 2 * comparer.place + 1]!;
      if (byLetters > letters[q]!) letters[q] = byLetters;
      if (byMeaning > meaning[q]!) meaning[q] = byMeaning;
      const better = Math.max(byLetters, byMeaning);
      if (better > best[q]!) {
        best[q] = better;
        at[q] = w;
      }
    }
  }
  return { letters, meaning, best, at };
}

/** The alignment with a text of which `parts` are the alignments with its pieces, `starts` the pieces' first words. */
export function joinAlignments(
  size: number,
  parts: readonly Alignment[],
  starts: readonly number[],
): Alignment {
  const letters = new Float32Array(size);
  const meaning = new Float32Array(size);
  const best = new Float32Array(size);
  const at = new Int32Array(size).fill(-1);
  for (const [p, part] of parts.entries()) {
    for (let q = 0; q < size; q++) {
      letters[q] = Math.max(letters[q]!, part.letters[q]!);
      meaning[q] = Math.max(meaning[q]!, part.meaning[q]!);
      if (part.best[q]! <= best[q]!) continue;
      best[q] = part.best[q]!;
      at[q] = part.at[q]! + starts[p]!;
    }
  }
  return { letters, meaning, best, at };
}

/** The weighted share of the question that a likeness vector covers, 0 to 1. */
export function coverage(query: readonly QueryWord[], likeness: Float32Array): number {
  let covered = 0;
  let all = 0;
  for (const [q, { weight }] of query.entries()) {
    covered += weight * likeness[q]!;
    all += weight;
  }
  return all > 0 ? covered / all : 0;
}

/** Element-wise maximum of `own` and `factor` × `other`: what neighbours add to a sentence. */
export function withContext(own: Float32Array, other: Float32Array, factor: number): Float32Array {
  return own.map((value, i) => Math.max(value, factor * other[i]!));
}

/** Below this, a likeness is a chance resemblance of letters, not a match. */
const matchThreshold = 0.6;

/**
 * Share of the question's neighbouring word pairs that stand in the same order within `reach` words
 * of each other in the text, each pair weighted by the lighter of its words.
 */
export function orderedPairs(query: readonly QueryWord[], alignment: Alignment, reach = 3): number {
  let found = 0;
  let all = 0;
  for (let q = 0; q + 1 < query.length; q++) {
    const weight = Math.min(query[q]!.weight, query[q + 1]!.weight);
    all += weight;
    const matched = alignment.best[q]! >= matchThreshold && alignment.best[q + 1]! >= matchThreshold;
    const distance = alignment.at[q + 1]! - alignment.at[q]!;
    if (matched && distance >= 0 && distance <= reach) found += weight;
  }
  return all > 0 ? found / all : 0;
}
