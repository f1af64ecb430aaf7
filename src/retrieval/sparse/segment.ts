import { FIELDS, type Field, type TextTerms } from '../analyse.ts';
import {
  COUNT_UNIT,
  type DecodedPostings,
  decodePostings,
  isDense,
  type PostingList,
  PostingsWriter,
} from './postings.ts';
import { TermDictionary, TermWriter } from './term-dictionary.ts';

/** The inverted lists of one field. */
export interface FieldPostings {
  readonly terms: TermDictionary;
  /** Postings of each term, deleted rows included. */
  readonly frequencies: Uint32Array;
  /** Where each term's postings start in `postings`; one more entry than terms. */
  readonly starts: Uint32Array;
  /** See {@link postingsOf}; a document is a row of this segment. */
  readonly postings: Uint8Array;
  /** Terms of each document, its length for BM25. */
  readonly lengths: Uint16Array;
}

/** The postings of a term by its number. */
export function postingsOf(
  { frequencies, starts, postings, lengths }: FieldPostings,
  term: number,
): PostingList {
  return {
    bytes: postings,
    from: starts[term]!,
    to: starts[term + 1]!,
    documents: lengths.length,
    isDense: isDense(frequencies[term]!, lengths.length),
  };
}

/** An immutable part of the sparse index: some passages and their postings. */
export interface Segment {
  /** Passage ids, ascending; a row number is a position in this array. */
  readonly ids: Float64Array;
  readonly fields: Readonly<Record<Field, FieldPostings>>;
  /** The bytes of its file, of which the arrays are views; missing when it was built here. */
  readonly packed?: Uint8Array;
}

/** A passage ready to be indexed. */
export interface SegmentEntry {
  readonly id: number;
  readonly terms: TextTerms;
}

/** Builds a segment. Entries must have distinct ids; any order. */
export function buildSegment(entries: readonly SegmentEntry[]): Segment {
  const builder = new SegmentBuilder();
  for (const entry of [...entries].sort((a, b) => a.id - b.id)) builder.add(entry);
  return builder.build();
}

/** Builds a segment passage by passage, without keeping what it was given. */
export class SegmentBuilder {
  readonly #ids: number[] = [];
  readonly #fields = FIELDS.map((field) => [field, new FieldBuilder()] as const);

  /** Ids must ascend. */
  add({ id, terms }: SegmentEntry): void {
    for (const [field, builder] of this.#fields) builder.add(this.#ids.length, terms[field]);
    this.#ids.push(id);
  }

  build(): Segment {
    const fields = Object.fromEntries(
      this.#fields.map(([field, builder]) => [field, builder.build()]),
    ) as Record<Field, FieldPostings>;
    return { ids: Float64Array.from(this.#ids), fields };
  }
}

/** Gathers postings in the order of documents, then sorts them into terms by counting. */
class FieldBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #terms: string[] = [];
  /** Postings of each term. */
  readonly #found: number[] = [];
  readonly #lengths: number[] = [];
  #size = 0;
  #termOf = new Uint32Array(1024);
  #docOf = new Uint32Array(1024);
  #countOf = new Uint8Array(1024);

  add(doc: number, counts: ReadonlyMap<string, number>): void {
    this.#makeRoom(this.#size + counts.size);
    let length = 0;
    for (const [term, occurrences] of counts) {
      let number = this.#numbers.get(term);
      if (number === undefined) {
        number = this.#terms.length;
        this.#numbers.set(term, number);
        this.#terms.push(term);
        this.#found.push(0);
      }
      this.#found[number]!++;
      this.#termOf[this.#size] = number;
      this.#docOf[this.#size] = doc;
      this.#countOf[this.#size++] = quantise(occurrences);
      length += occurrences;
    }
    this.#lengths.push(Math.min(65535, Math.round(length)));
  }

  build(): FieldPostings {
    const next = new Uint32Array(this.#terms.length + 1);
    for (const [number, postings] of this.#found.entries()) next[number + 1] = next[number]! + postings;
    const order = new Uint32Array(this.#size);
    for (let i = 0; i < this.#size; i++) {
      const term = this.#termOf[i]!;
      order[next[term]!] = i;
      next[term]!++;
    }
    const terms = this.#terms.toSorted();
    const frequencies = new Uint32Array(terms.length);
    const starts = new Uint32Array(terms.length + 1);
    const documents = this.#lengths.length;
    const writer = new PostingsWriter(documents, 2 * this.#size);
    const run = { docs: new Uint32Array(documents), counts: new Uint8Array(documents) };
    for (const [i, term] of terms.entries()) {
      const number = this.#numbers.get(term)!;
      const count = this.#found[number]!;
      const end = next[number]!;
      frequencies[i] = count;
      for (let p = 0; p < count; p++) {
        const from = order[end - count + p]!;
        run.docs[p] = this.#docOf[from]!;
        run.counts[p] = this.#countOf[from]!;
      }
      writer.append(run, count);
      starts[i + 1] = writer.length;
    }
    return {
      terms: TermDictionary.from(terms),
      frequencies,
      starts,
      postings: writer.bytes(),
      lengths: Uint16Array.from(this.#lengths),
    };
  }

  #makeRoom(size: number): void {
    if (size <= this.#termOf.length) return;
    const grown = <A extends Uint32Array | Uint8Array>(larger: A, old: A): A => {
      larger.set(old);
      return larger;
    };
    this.#termOf = grown(new Uint32Array(2 * size), this.#termOf);
    this.#docOf = grown(new Uint32Array(2 * size), this.#docOf);
    this.#countOf = grown(new Uint8Array(2 * size), this.#countOf);
  }
}

function quantise(occurrences: number): number {
  return Math.max(1, Math.min(255, Math.round(occurrences * COUNT_UNIT)));
}

/** One segment of several, without the rows for which `isDeleted(segment, row)`. */
export function mergeSegments(
  segments: readonly Segment[],
  isDeleted: (segment: number, row: number) => boolean,
): Segment {
  const kept: { id: number; segment: number; row: number }[] = [];
  for (const [segment, { ids }] of segments.entries()) {
    for (let row = 0; row < ids.length; row++) {
      if (!isDeleted(segment, row)) kept.push({ id: ids[row]!, segment, row });
    }
  }
  kept.sort((a, b) => a.id - b.id);
  const rowOf = segments.map(({ ids }) => new Int32Array(ids.length).fill(-1));
  for (const [row, from] of kept.entries()) rowOf[from.segment]![from.row] = row;
  const fields = Object.fromEntries(
    FIELDS.map((field) => [
      field,
      mergeField(
        segments.map((s) => s.fields[field]),
        rowOf,
        kept,
      ),
    ]),
  ) as Record<Field, FieldPostings>;
  return { ids: Float64Array.from(kept, (from) => from.id), fields };
}

/** Walks the parts' sorted terms side by side, so that no term is looked up or made a string. */
function mergeField(
  parts: readonly FieldPostings[],
  rowOf: readonly Int32Array[],
  kept: readonly { segment: number; row: number }[],
): FieldPostings {
  const lengths = Uint16Array.from(kept, (from) => parts[from.segment]!.lengths[from.row]!);
  const rows = rowOf.reduce((sum, own) => sum + own.length, 0);
  const decoded = { docs: new Uint32Array(rows), counts: new Uint8Array(rows) };
  const merged = { docs: new Uint32Array(rows), counts: new Uint8Array(rows) };
  const writer = new PostingsWriter(
    kept.length,
    parts.reduce((sum, part) => sum + part.postings.length, 0),
  );
  const starts: number[] = [0];
  const frequencies: number[] = [];
  const terms = new TermWriter(parts.map((part) => part.terms));
  const next = new Uint32Array(parts.length);
  for (;;) {
    const least = leastTerm(parts, next);
    if (least < 0) break;
    const { terms: leastTerms } = parts[least]!;
    const term = next[least]!;
    let count = 0;
    for (let segment = least; segment < parts.length; segment++) {
      const part = parts[segment]!;
      const index = next[segment]!;
      if (index >= part.terms.size || part.terms.compare(index, leastTerms, term) !== 0) continue;
      next[segment] = index + 1;
      const newRows = rowOf[segment]!;
      const found = decodePostings(postingsOf(part, index), decoded);
      for (let p = 0; p < found; p++) {
        const row = newRows[decoded.docs[p]!]!;
        if (row < 0) continue;
        merged.docs[count] = row;
        merged.counts[count++] = decoded.counts[p]!;
      }
    }
    if (count === 0) continue;
    sortRun(merged, count);
    writer.append(merged, count);
    terms.append(leastTerms, term);
    frequencies.push(count);
    starts.push(writer.length);
  }
  return {
    terms: terms.dictionary(),
    frequencies: Uint32Array.from(frequencies),
    starts: Uint32Array.from(starts),
    postings: writer.bytes(),
    lengths,
  };
}

/** The first part whose next term is the least of all; -1 when every part is at its end. */
function leastTerm(parts: readonly FieldPostings[], next: Uint32Array): number {
  let least = -1;
  for (let segment = 0; segment < parts.length; segment++) {
    const { terms } = parts[segment]!;
    if (next[segment]! >= terms.size) continue;
    if (least < 0 || terms.compare(next[segment]!, parts[least]!.terms, next[least]!) < 0) least = segment;
  }
  return least;
}

/** Sorts the first `count` postings by document; a run that is in order already, the usual case, costs one pass. */
function sortRun({ docs, counts }: DecodedPostings, count: number): void {
  let ordered = true;
  for (let i = 1; i < count && ordered; i++) ordered = docs[i - 1]! < docs[i]!;
  if (ordered) return;
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => docs[a]! - docs[b]!);
  const sortedDocs = order.map((i) => docs[i]!);
  const sortedCounts = order.map((i) => counts[i]!);
  docs.set(sortedDocs);
  counts.set(sortedCounts);
}
