import { readFileSync } from 'node:fs';
import type { Lexicon } from '../language/concepts.ts';
import { FIELDS, type Field, type TextTerms } from './analyse.ts';
import { packArrays, unpackArrays } from './sparse/array-file.ts';
import { TermDictionary } from './sparse/term-dictionary.ts';

/**
 * How common terms are in news at large: document frequencies counted over a background collection.
 * Blended with the corpus at hand as if the background had been indexed too, they let a corpus of one
 * report rank as sensibly as one of 30,000.
 */
export interface Background {
  /** Passages counted. */
  readonly documents: number;
  /** Mean number of terms a passage has in a field. */
  averageLength(field: Field): number;
  /** In how many background passages the term stands; 0 when too rare to be listed. */
  frequency(field: Field, term: string): number;
}

interface Meta {
  documents: number;
  averageLengths: Record<Field, number>;
}

/** Concepts are numbered by the glossary at hand, so the file names them by their terms. */
function stableName(field: Field, term: string, lexicon: Lexicon): string {
  return field === 'concepts' && term.startsWith('c:') ? `c:${lexicon.name(Number(term.slice(2)))}` : term;
}

/** Reads the file that {@link countBackground} made. Throws when it is missing or damaged. */
export function loadBackground(file: string, lexicon: Lexicon): Background {
  const { meta, arrays } = unpackArrays(readFileSync(file));
  const { documents, averageLengths } = meta as Meta;
  const tables = Object.fromEntries(
    FIELDS.map((field) => [
      field,
      {
        terms: new TermDictionary(
          arrays[`${field}.units`] as Uint16Array,
          arrays[`${field}.starts`] as Uint32Array,
        ),
        counts: arrays[`${field}.counts`] as Uint32Array,
      },
    ]),
  ) as Record<Field, { terms: TermDictionary; counts: Uint32Array }>;
  return {
    documents,
    averageLength: (field) => averageLengths[field],
    frequency(field, term) {
      const { terms, counts } = tables[field];
      const index = terms.find(stableName(field, term, lexicon));
      return index < 0 ? 0 : counts[index]!;
    },
  };
}

/** Terms in fewer background passages than this are left out: they carry names and typing mistakes. */
const minFrequency = 4;

/** Counts a background file from passages' terms; nothing but counts of terms is kept. */
export function countBackground(passages: Iterable<TextTerms>, lexicon: Lexicon): Uint8Array {
  const counts = Object.fromEntries(FIELDS.map((field) => [field, new Map<string, number>()])) as Record<
    Field,
    Map<string, number>
  >;
  const lengths: Record<Field, number> = { stems: 0, grams: 0, concepts: 0 };
  let documents = 0;
  for (const terms of passages) {
    documents++;
    for (const field of FIELDS) {
      for (const [term, occurrences] of terms[field]) {
        counts[field].set(term, (counts[field].get(term) ?? 0) + 1);
        lengths[field] += occurrences;
      }
    }
  }
  const arrays: Record<string, Uint16Array | Uint32Array> = {};
  for (const field of FIELDS) {
    // Two concepts may bear one name; the more frequent stands for both.
    const frequencies = new Map<string, number>();
    for (const [term, frequency] of counts[field]) {
      if (frequency < minFrequency) continue;
      const name = stableName(field, term, lexicon);
      frequencies.set(name, Math.max(frequency, frequencies.get(name) ?? 0));
    }
    const rows = [...frequencies].sort(([a], [b]) => (a < b ? -1 : 1));
    const dictionary = TermDictionary.from(rows.map(([term]) => term));
    arrays[`${field}.units`] = dictionary.units;
    arrays[`${field}.starts`] = dictionary.starts;
    arrays[`${field}.counts`] = Uint32Array.from(rows, ([, frequency]) => frequency);
  }
  const averageLengths = Object.fromEntries(
    FIELDS.map((field) => [field, lengths[field] / Math.max(1, documents)]),
  );
  return packArrays({ documents, averageLengths }, arrays);
}
