import { FIELDS, type Field, type TextTerms } from '../analyse.ts';
import { TermDictionary, TermWriter } from './term-dictionary.ts';

/** Term counts are stored in eighths, so that an ambiguous word can share one occurrence; 31.875 is the most. */
export const COUNT_UNIT = 8;

/** The inverted lists of one field, in compressed-row form. */
export interface FieldPostings {
  readonly terms: TermDictionary;
  /** Where each term's postings start; one more entry than terms. */
  readonly starts: Uint32Array;
  /** Document numbers (rows of this segment), ascending within a term. */
  readonly docs: Uint32Array;
  /** Occurrences in units of 1/{@link COUNT_UNIT}. */
  readonly counts: Uint8Array;
  /** Terms of each document, its length for BM25. */
  readonly lengths: Uint16Array;
}

/** An immutable part of the sparse index: some passages and their postings. */
export interface Segment {
  /** Passage ids, ascending; a row number is a position in this array. */
  readonly ids: Float64Array;
  readonly fields: Readonly<Record<Field, FieldPostings>>;
}

/** A passage ready to be indexed. */
export interface SegmentEntry {
  readonly id: number;
  readonly terms: TextTerms;
}

/** Builds a segment. Entries must have distinct ids; any order. */
export function buildSegment(entries: readonly SegmentEntry[]): Segment {
  const sorted = [...entries].sort((a, b) => a.id - b.id);
  const fields = Object.fromEntries(
    FIELDS.map((field) => [field, buildField(sorted.map((entry) => entry.terms[field]))]),
  ) as Record<Field, FieldPostings>;
  return { ids: Float64Array.from(sorted, (entry) => entry.id), fields };
}

function buildField(documents: readonly ReadonlyMap<string, number>[]): FieldPostings {
  const lists = new Map<string, { docs: number[]; counts: number[] }>();
  const lengths = new Uint16Array(documents.length);
  let total = 0;
  for (const [doc, counts] of documents.entries()) {
    let length = 0;
    for (const [term, occurrences] of counts) {
      let list = lists.get(term);
      if (!list) {
        list = { docs: [], counts: [] };
        lists.set(term, list);
      }
      list.docs.push(doc);
      list.counts.push(quantise(occurrences));
      length += occurrences;
      total++;
    }
    lengths[doc] = Math.min(65535, Math.round(length));
  }
  const terms = [...lists.keys()].sort();
  const starts = new Uint32Array(terms.length + 1);
  const docs = new Uint32Array(total);
  const counts = new Uint8Array(total);
  let at = 0;
  for (const [i, term] of terms.entries()) {
    const list = lists.get(term) as { docs: number[]; counts: number[] };
    docs.set(list.docs, at);
    counts.set(list.counts, at);
    at += list.docs.length;
    starts[i + 1] = at;
  }
  return { terms: TermDictionary.from(terms), starts, docs, counts, lengths };
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
  const room = parts.reduce((sum, part) => sum + part.docs.length, 0);
  const docs = new Uint32Array(room);
  const counts = new Uint8Array(room);
  const starts: number[] = [0];
  const terms = new TermWriter(parts.map((part) => part.terms));
  const next = new Uint32Array(parts.length);
  let at = 0;
  for (;;) {
    const least = leastTerm(parts, next);
    if (least < 0) break;
    const { terms: leastTerms } = parts[least]!;
    const term = next[least]!;
    const from = at;
    for (let segment = least; segment < parts.length; segment++) {
      const part = parts[segment]!;
      const index = next[segment]!;
      if (index >= part.terms.size || part.terms.compare(index, leastTerms, term) !== 0) continue;
      next[segment] = index + 1;
      const rows = rowOf[segment]!;
      for (let p = part.starts[index]!; p < part.starts[index + 1]!; p++) {
        const row = rows[part.docs[p]!]!;
        if (row < 0) continue;
        docs[at] = row;
        counts[at++] = part.counts[p]!;
      }
    }
    if (at === from) continue;
    sortRun(docs, counts, from, at);
    terms.append(leastTerms, term);
    starts.push(at);
  }
  return {
    terms: terms.dictionary(),
    starts: Uint32Array.from(starts),
    docs: docs.slice(0, at),
    counts: counts.slice(0, at),
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

/** Sorts one term's postings by document; a run that is in order already, the usual case, costs one pass. */
function sortRun(docs: Uint32Array, counts: Uint8Array, from: number, to: number): void {
  let ordered = true;
  for (let i = from + 1; i < to && ordered; i++) ordered = docs[i - 1]! < docs[i]!;
  if (ordered) return;
  const order = Array.from({ length: to - from }, (_, i) => from + i);
  order.sort((a, b) => docs[a]! - docs[b]!);
  const sortedDocs = order.map((i) => docs[i]!);
  const sortedCounts = order.map((i) => counts[i]!);
  docs.set(sortedDocs, from);
  counts.set(sortedCounts, from);
}
