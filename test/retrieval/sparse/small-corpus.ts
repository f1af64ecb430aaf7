import fc from 'fast-check';
import { FIELDS, type Field, type TermCounts, type TextTerms } from '../../../src/retrieval/analyse.ts';
import type { Background } from '../../../src/retrieval/background.ts';
import type { SegmentEntry } from '../../../src/retrieval/sparse/segment.ts';

/** The same cases in every run. */
export const runs = { seed: 20_240_312, numRuns: 150 };

const vocabulary = ['a', 'ab', 'abc', 'b', 'هد', 'هدنه', 'c:1', 'c:12', 'w:x', 'k:bsmn'];

/** Weights are eighths, thirds and whole numbers, also above what a count can hold. */
const termCounts: fc.Arbitrary<TermCounts> = fc
  .array(fc.tuple(fc.constantFrom(...vocabulary), fc.constantFrom(1 / 16, 1 / 3, 0.5, 1, 2, 5, 40)), {
    maxLength: 6,
  })
  .map((pairs) => new Map(pairs));

export const textTerms: fc.Arbitrary<TextTerms> = fc.record({
  stems: termCounts,
  grams: termCounts,
  concepts: termCounts,
});

/** One update: few ids, so that replacing and removing are common. */
export interface Update {
  readonly add: readonly SegmentEntry[];
  readonly remove: readonly number[];
}
const id = fc.integer({ min: 1, max: 24 });
export const update: fc.Arbitrary<Update> = fc.record({
  add: fc.uniqueArray(fc.record({ id, terms: textTerms }), { selector: (entry) => entry.id, maxLength: 4 }),
  remove: fc.array(id, { maxLength: 3 }),
});

/** A background that has seen two of the terms. */
export const smallBackground: Background = {
  documents: 50,
  averageLength: (field) => ({ stems: 6, grams: 20, concepts: 4.5 })[field],
  frequency: (_field, term) => ({ a: 30, 'c:1': 4 })[term] ?? 0,
};

/** Terms of one text, the same in every field; each word of a field once. */
export function sameTerms(...words: readonly string[]): TextTerms {
  return Object.fromEntries(
    FIELDS.map((field) => [field, new Map(words.map((word) => [word, 1]))]),
  ) as Record<Field, TermCounts>;
}
