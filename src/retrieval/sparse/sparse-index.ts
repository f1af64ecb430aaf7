import { FIELDS, type Field, type TextTerms } from '../analyse.ts';
import type { Background } from '../background.ts';
import { findRow, LiveSegment } from './live-segment.ts';
import { addScores, type DecodedPostings, DenseTerm } from './postings.ts';
import { buildSegment, mergeSegments, postingsOf, type Segment, type SegmentEntry } from './segment.ts';
import { type FieldScores, SparseScores } from './sparse-scores.ts';
import { Zeros } from './zeros.ts';

/** BM25 parameters (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", eq. 3.15). */
export const BM25: Readonly<Record<Field, { k1: number; b: number }>> = {
  stems: { k1: 1.2, b: 0.75 },
  grams: { k1: 1.2, b: 0.75 },
  concepts: { k1: 1.2, b: 0.75 },
};

/** More segments than this are merged: a search visits every segment's dictionary. Full ones do not count. */
const maxSegments = 8;

/**
 * Segments of half of this many rows or more are full, and left alone. So a merge takes a second or two and some 200 MB at
 * most, however large the index is.
 */
const fullSegment = 65_536;

/** A segment this many times larger than the smaller ones together is left out of their merge. */
const mergeFactor = 2;

/** Segments that should become one, with their rows that are gone. */
export interface Merge {
  readonly parts: readonly { readonly segment: Segment; readonly deleted: Uint8Array }[];
  /** How many rows there will be. */
  readonly rows: number;
}

/** See `TermGain`; `least` is the least of all. */
interface Norms {
  readonly all: Float32Array;
  readonly least: number;
}

/**
 * BM25 over several fields of passages, in immutable segments of typed arrays. Adding builds a small
 * new segment, removing marks rows; nothing that exists is rebuilt, but for merges of small segments.
 */
export class SparseIndex {
  readonly #background: Background;
  #segments: LiveSegment[] = [];
  /** Made when first asked for after an update: they change with the mean lengths. */
  readonly #norms = new Map<Segment, Map<Field, Norms>>();
  readonly #zeros = new Zeros();
  /** Room for one term's postings in the largest segment. */
  #decoded: DecodedPostings = { docs: new Uint32Array(0), counts: new Uint8Array(0) };

  constructor(background: Background, segments: readonly { segment: Segment; deleted: Uint8Array }[] = []) {
    this.#background = background;
    for (const { segment, deleted } of segments) this.#attach(segment, deleted);
  }

  /** Passages in the index. */
  get size(): number {
    return this.#segments.reduce((sum, { live }) => sum + live, 0);
  }

  *ids(): Generator<number> {
    for (const { segment, deleted } of this.#segments) {
      for (let row = 0; row < deleted.length; row++) if (!deleted[row]) yield segment.ids[row]!;
    }
  }

  has(id: number): boolean {
    return findRow(this.#segments, id) !== undefined;
  }

  /** The segments and their deleted rows, to be written to disk. */
  segments(): readonly { readonly segment: Segment; readonly deleted: Uint8Array }[] {
    return this.#segments;
  }

  /**
   * Removes, then adds passages, and merges what should be merged. An id that is there already is replaced; of
   * several entries with one id the last counts; unknown ids to remove are passed over.
   */
  update(add: readonly SegmentEntry[], remove: Iterable<number>): void {
    const entries = new Map(add.map((entry) => [entry.id, entry]));
    this.put(entries.size > 0 ? [buildSegment([...entries.values()])] : [], [...remove, ...entries.keys()]);
    for (let merge = this.nextMerge(); merge; merge = this.nextMerge()) {
      this.replace(merge, mergeParts(merge));
    }
  }

  /** Removes passages, then adds segments of others; nothing is merged. Unknown ids are passed over. */
  put(segments: readonly Segment[], remove: Iterable<number>): void {
    for (const id of remove) this.#remove(id);
    for (const segment of segments) this.#attach(segment, new Uint8Array(segment.ids.length));
    this.#segments = this.#segments.filter((s) => s.live > 0);
    this.#norms.clear();
  }

  /** What should be merged next, if anything: it may be done elsewhere, while updates and searches go on. */
  nextMerge(): Merge | null {
    const hollow = this.#segments.find((s) => s.live * 2 < s.segment.ids.length);
    const parts = hollow ? [hollow] : this.#smallOnes();
    if (parts.length === 0) return null;
    return {
      // In the order of ids, which mostly rise from segment to segment, postings need no sorting.
      parts: parts
        .toSorted((a, b) => a.segment.ids[0]! - b.segment.ids[0]!)
        .map(({ segment, deleted }) => ({ segment, deleted: deleted.slice() })),
      rows: parts.reduce((sum, { live }) => sum + live, 0),
    };
  }

  /** Puts the merged segment in the place of its parts; what was removed since stays removed. */
  replace({ parts }: Merge, merged: Segment): void {
    const old = new Set(parts.map(({ segment }) => segment));
    const deleted = new Uint8Array(merged.ids.length);
    for (let row = 0; row < deleted.length; row++) {
      const place = findRow(this.#segments, merged.ids[row]!);
      if (!place || !old.has(this.#segments[place.segment]!.segment)) deleted[row] = 1;
    }
    this.#segments = this.#segments.filter(({ segment }) => !old.has(segment));
    for (const segment of old) this.#norms.delete(segment);
    this.#attach(merged, deleted);
    this.#segments = this.#segments.filter((s) => s.live > 0);
  }

  #attach(segment: Segment, deleted: Uint8Array): void {
    const rows = segment.ids.length;
    if (rows > this.#decoded.docs.length) {
      this.#decoded = { docs: new Uint32Array(rows), counts: new Uint8Array(rows) };
    }
    this.#segments.push(new LiveSegment(segment, deleted));
  }

  #remove(id: number): void {
    const place = findRow(this.#segments, id);
    if (place) this.#segments[place.segment]!.remove(place.row);
  }

  /**
   * The smallest segments when there are too many: two, and those next in size that are not much larger than
   * what is merged already. So sizes grow by a factor from one segment to the next, and a passage is copied a
   * few times in all (4 to 7 for 1,000 to 10,000 updates), however many follow.
   */
  #smallOnes(): LiveSegment[] {
    const open = this.#segments.filter(({ live }) => 2 * live < fullSegment);
    if (open.length <= maxSegments) return [];
    const bySize = open.sort((a, b) => a.live - b.live);
    let count = 0;
    let size = 0;
    for (const { live } of bySize) {
      if (count >= 2 && (live > mergeFactor * size || size + live > fullSegment)) break;
      count++;
      size += live;
    }
    return bySize.slice(0, count);
  }

  /**
   * In how many passages a term stands, background included, and among how many: the blended
   * counts that idf is made of.
   */
  frequency(field: Field, term: string): { frequency: number; documents: number } {
    const frequency = this.#background.frequency(field, term) + this.count(field, term);
    return { frequency, documents: this.#background.documents + this.size };
  }

  /** In how many passages of the index itself a term stands. */
  count(field: Field, term: string): number {
    return this.#countAt(field, this.#find(field, term));
  }

  /** The number of a term in each segment; -1 where it is not. */
  #find(field: Field, term: string): number[] {
    return this.#segments.map(({ segment }) => segment.fields[field].terms.find(term));
  }

  #countAt(field: Field, places: readonly number[]): number {
    let frequency = 0;
    for (const [s, segment] of this.#segments.entries()) {
      const place = places[s]!;
      if (place < 0) continue;
      frequency += segment.frequency(field, place, this.#decoded);
    }
    return frequency;
  }

  /** Robertson–Spärck Jones idf, kept positive as Lucene does: ln(1 + (N − n + ½) ÷ (n + ½)). */
  idf(field: Field, term: string): number {
    return idfOf(this.frequency(field, term));
  }

  #averageLength(field: Field): number {
    const { documents } = this.#background;
    let total = this.#background.averageLength(field) * documents;
    for (const { lengths } of this.#segments) total += lengths[field];
    return total / Math.max(1, documents + this.size);
  }

  /** See `TermGain`. */
  #normsOf(segment: Segment, field: Field): Norms {
    let norms = this.#norms.get(segment);
    if (!norms) {
      norms = new Map();
      this.#norms.set(segment, norms);
    }
    let ofField = norms.get(field);
    if (!ofField) {
      ofField = normsOf(segment.fields[field].lengths, this.#averageLength(field) || 1, BM25[field]);
      norms.set(field, ofField);
    }
    return ofField;
  }

  /** The BM25 sums of one field, one for each segment; `sums` are zeros for all rows of all segments. */
  #scoreField(field: Field, query: ReadonlyMap<string, number>, sums: Float64Array): FieldScores[] {
    const { k1 } = BM25[field];
    const documents = this.#background.documents + this.size;
    const terms = [...query].map(([term, weight]) => {
      const places = this.#find(field, term);
      const frequency = this.#background.frequency(field, term) + this.#countAt(field, places);
      return { places, gain: weight * idfOf({ frequency, documents }) * (k1 + 1) };
    });
    let first = 0;
    return this.#segments.map(({ segment }, s) => {
      const postings = segment.fields[field];
      const norms = this.#normsOf(segment, field);
      const own = sums.subarray(first, first + segment.ids.length);
      first += segment.ids.length;
      const dense: DenseTerm[] = [];
      for (const { places, gain } of terms) {
        const place = places[s]!;
        if (place < 0) continue;
        const list = postingsOf(postings, place);
        const termGain = { gain, norms: norms.all };
        if (list.isDense) dense.push(new DenseTerm(list, termGain, norms.least));
        else addScores(list, termGain, own);
      }
      return { sums: own, dense };
    });
  }

  /**
   * Scores every passage for a query. The result stays what it is until it is released, but passages removed since are
   * not in it.
   */
  score(query: TextTerms): SparseScores {
    const rows = this.#segments.reduce((sum, { segment }) => sum + segment.ids.length, 0);
    const sums = this.#zeros.take(FIELDS.length * rows);
    const fields = Object.fromEntries(
      FIELDS.map((field, f) => [
        field,
        this.#scoreField(field, query[field], sums.subarray(f * rows, (f + 1) * rows)),
      ]),
    ) as Record<Field, FieldScores[]>;
    return new SparseScores([...this.#segments], fields, () => this.#zeros.give(sums));
  }
}

function normsOf(lengths: Uint16Array, average: number, { k1, b }: { k1: number; b: number }): Norms {
  const all = new Float32Array(lengths.length);
  let least = Number.POSITIVE_INFINITY;
  for (let row = 0; row < all.length; row++) {
    const norm = Math.fround(k1 * (1 - b + (b * lengths[row]!) / average));
    all[row] = norm;
    if (norm < least) least = norm;
  }
  return { all, least };
}

function idfOf({ frequency, documents }: { frequency: number; documents: number }): number {
  return Math.log(1 + Math.max(0, documents - frequency + 0.5) / (frequency + 0.5));
}

/** The one segment that a merge gives. */
export function mergeParts({ parts }: Pick<Merge, 'parts'>): Segment {
  return mergeSegments(
    parts.map((part) => part.segment),
    (part, row) => parts[part]?.deleted[row] === 1,
  );
}
