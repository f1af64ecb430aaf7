import { FIELDS, type Field, type TextTerms } from '../analyse.ts';
import type { Background } from '../background.ts';
import { COUNT_UNIT, type DecodedPostings, decodePostings } from './postings.ts';
import { buildSegment, mergeSegments, type Segment, type SegmentEntry } from './segment.ts';

/** How much each field counts once it is scaled to its best score. */
export type FieldWeights = Readonly<Record<Field, number>>;

/** BM25 parameters (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", eq. 3.15). */
export const BM25: Readonly<Record<Field, { k1: number; b: number }>> = {
  stems: { k1: 1.2, b: 0.75 },
  grams: { k1: 1.2, b: 0.75 },
  concepts: { k1: 1.2, b: 0.75 },
};

/** More segments than this are merged: a search visits every segment's dictionary. */
const maxSegments = 8;

/** A segment this many times larger than the smaller ones together is left out of their merge. */
const mergeFactor = 2;

interface LiveSegment {
  readonly segment: Segment;
  /** 1 for each row whose passage is gone. */
  readonly deleted: Uint8Array;
  live: number;
}

/**
 * BM25 over several fields of passages, in immutable segments of typed arrays. Adding builds a small
 * new segment, removing marks rows; nothing that exists is rebuilt, but for merges of small segments.
 */
export class SparseIndex {
  readonly #background: Background;
  #segments: LiveSegment[] = [];
  /** Mean length of each field, background included; found when first asked for after an update. */
  readonly #averageLengths = new Map<Field, number>();
  /** Passage id → segment and row. */
  #rows = new Map<number, { segment: LiveSegment; row: number }>();
  /** Room for one term's postings in the largest segment. */
  #decoded: DecodedPostings = { docs: new Uint32Array(0), counts: new Uint8Array(0) };

  constructor(background: Background, segments: readonly { segment: Segment; deleted: Uint8Array }[] = []) {
    this.#background = background;
    for (const { segment, deleted } of segments) this.#attach(segment, deleted);
  }

  /** Passages in the index. */
  get size(): number {
    return this.#rows.size;
  }

  ids(): IterableIterator<number> {
    return this.#rows.keys();
  }

  has(id: number): boolean {
    return this.#rows.has(id);
  }

  /** The segments and their deleted rows, to be written to disk. */
  segments(): readonly { readonly segment: Segment; readonly deleted: Uint8Array }[] {
    return this.#segments;
  }

  /**
   * Removes, then adds passages. An id that is there already is replaced; of several entries with one
   * id the last counts; unknown ids to remove are passed over.
   */
  update(add: readonly SegmentEntry[], remove: Iterable<number>): void {
    const entries = new Map(add.map((entry) => [entry.id, entry]));
    for (const id of remove) this.#remove(id);
    for (const id of entries.keys()) this.#remove(id);
    if (entries.size > 0) {
      const segment = buildSegment([...entries.values()]);
      this.#attach(segment, new Uint8Array(segment.ids.length));
    }
    this.#segments = this.#segments.filter((s) => s.live > 0);
    this.#compact();
    this.#mergeSmall();
    this.#averageLengths.clear();
  }

  #attach(segment: Segment, deleted: Uint8Array): void {
    const live: LiveSegment = { segment, deleted, live: 0 };
    const rows = segment.ids.length;
    if (rows > this.#decoded.docs.length) {
      this.#decoded = { docs: new Uint32Array(rows), counts: new Uint8Array(rows) };
    }
    for (let row = 0; row < segment.ids.length; row++) {
      if (deleted[row]) continue;
      live.live++;
      this.#rows.set(segment.ids[row]!, { segment: live, row });
    }
    this.#segments.push(live);
  }

  #remove(id: number): void {
    const place = this.#rows.get(id);
    if (!place) return;
    place.segment.deleted[place.row] = 1;
    place.segment.live--;
    this.#rows.delete(id);
  }

  /** Makes segments of which more than half is gone anew; each of their passages is copied for one that went. */
  #compact(): void {
    for (const sparse of this.#segments.filter((s) => s.live * 2 < s.segment.ids.length))
      this.#merge([sparse]);
  }

  /**
   * Merges the smallest segments when there are too many: two, and those next in size that are not much
   * larger than what is merged already. So sizes grow by a factor from one segment to the next, and a
   * passage is copied a few times in all (4 to 7 for 1,000 to 10,000 updates), however many follow.
   */
  #mergeSmall(): void {
    if (this.#segments.length <= maxSegments) return;
    const bySize = [...this.#segments].sort((a, b) => a.live - b.live);
    let count = 0;
    let size = 0;
    for (const { live } of bySize) {
      if (count >= 2 && live > mergeFactor * size) break;
      count++;
      size += live;
    }
    this.#merge(bySize.slice(0, count));
  }

  #merge(old: readonly LiveSegment[]): void {
    // In the order of ids, which mostly rise from segment to segment, postings need no sorting.
    const parts = old.toSorted((a, b) => a.segment.ids[0]! - b.segment.ids[0]!);
    const merged = mergeSegments(
      parts.map((part) => part.segment),
      (part, row) => parts[part]?.deleted[row] === 1,
    );
    this.#segments = this.#segments.filter((s) => !old.includes(s));
    this.#attach(merged, new Uint8Array(merged.ids.length));
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
    let frequency = 0;
    for (const { segment, deleted, live } of this.#segments) {
      const { terms, frequencies, starts, postings } = segment.fields[field];
      const index = terms.find(term);
      if (index < 0) continue;
      if (live === segment.ids.length) {
        frequency += frequencies[index]!;
        continue;
      }
      const { docs } = this.#decoded;
      const count = decodePostings(postings, starts[index]!, starts[index + 1]!, this.#decoded);
      for (let p = 0; p < count; p++) if (!deleted[docs[p]!]) frequency++;
    }
    return frequency;
  }

  /** Robertson–Spärck Jones idf, kept positive as Lucene does: ln(1 + (N − n + ½) ÷ (n + ½)). */
  idf(field: Field, term: string): number {
    const { frequency, documents } = this.frequency(field, term);
    return Math.log(1 + Math.max(0, documents - frequency + 0.5) / (frequency + 0.5));
  }

  #averageLength(field: Field): number {
    const known = this.#averageLengths.get(field);
    if (known !== undefined) return known;
    let total = this.#background.averageLength(field) * this.#background.documents;
    for (const { segment, deleted } of this.#segments) {
      const { lengths } = segment.fields[field];
      for (let row = 0; row < lengths.length; row++) if (!deleted[row]) total += lengths[row]!;
    }
    const average = total / Math.max(1, this.#background.documents + this.size);
    this.#averageLengths.set(field, average);
    return average;
  }

  /** The BM25 sums of one field for every row, one array per segment. */
  #scoreField(field: Field, query: ReadonlyMap<string, number>): Float32Array[] {
    const { k1, b } = BM25[field];
    const average = this.#averageLength(field) || 1;
    const scores = this.#segments.map(({ segment }) => new Float32Array(segment.ids.length));
    const gains = [...query].map(
      ([term, weight]) => [term, weight * this.idf(field, term) * (k1 + 1)] as const,
    );
    const { docs, counts } = this.#decoded;
    for (const [s, { segment }] of this.#segments.entries()) {
      const { terms, starts, postings, lengths } = segment.fields[field];
      const sums = scores[s]!;
      for (const [term, gain] of gains) {
        const index = terms.find(term);
        if (index < 0) continue;
        const count = decodePostings(postings, starts[index]!, starts[index + 1]!, this.#decoded);
        for (let p = 0; p < count; p++) {
          const doc = docs[p]!;
          const tf = counts[p]! / COUNT_UNIT;
          const norm = k1 * (1 - b + (b * lengths[doc]!) / average);
          sums[doc] = sums[doc]! + (gain * tf) / (tf + norm);
        }
      }
    }
    return scores;
  }

  /** Scores every passage for a query. Read the result before the next update. */
  score(query: TextTerms): SparseScores {
    const sums = Object.fromEntries(
      FIELDS.map((field) => [field, this.#scoreField(field, query[field])]),
    ) as Record<Field, Float32Array[]>;
    return new SparseScores(this.#segments, this.#rows, sums);
  }
}

/** The BM25 sums of all passages for one query. */
export class SparseScores {
  readonly #segments: readonly LiveSegment[];
  readonly #rows: ReadonlyMap<number, { segment: LiveSegment; row: number }>;
  readonly #sums: Readonly<Record<Field, readonly Float32Array[]>>;

  constructor(
    segments: readonly LiveSegment[],
    rows: ReadonlyMap<number, { segment: LiveSegment; row: number }>,
    sums: Readonly<Record<Field, readonly Float32Array[]>>,
  ) {
    this.#segments = segments;
    this.#rows = rows;
    this.#sums = sums;
  }

  /** The BM25 sum of one passage in each field; zeros for an unknown id. */
  parts(id: number): Record<Field, number> {
    const place = this.#rows.get(id);
    const segment = place ? this.#segments.indexOf(place.segment) : -1;
    const at = (field: Field): number => this.#sums[field][segment]?.[place?.row ?? -1] ?? 0;
    return { stems: at('stems'), grams: at('grams'), concepts: at('concepts') };
  }

  /**
   * The `k` best passages by the weighted sum of each field's score ÷ that field's best score, best
   * first, ties by id; passages that share no term with the query are not among them. `filter` keeps
   * passages by id.
   */
  top(k: number, weights: FieldWeights, filter?: (id: number) => boolean): { id: number; score: number }[] {
    const used = FIELDS.filter((field) => weights[field] > 0);
    const scales = used.map((field) => weights[field] / (this.#best(field, filter) || 1));
    const hits: { id: number; score: number }[] = [];
    let least = 0;
    for (const [s, { segment, deleted }] of this.#segments.entries()) {
      const parts = used.map((field) => this.#sums[field][s] as Float32Array);
      for (let row = 0; row < deleted.length; row++) {
        if (deleted[row]) continue;
        let score = 0;
        for (let f = 0; f < parts.length; f++) {
          score += scales[f]! * (parts[f]?.[row] as number);
        }
        if (score <= 0 || (hits.length === k && score < least)) continue;
        const id = segment.ids[row]!;
        if (filter && !filter(id)) continue;
        hits.push({ id, score });
        hits.sort((a, b) => b.score - a.score || a.id - b.id);
        if (hits.length > k) hits.pop();
        least = hits[hits.length - 1]?.score as number;
      }
    }
    return hits;
  }

  #best(field: Field, filter?: (id: number) => boolean): number {
    let best = 0;
    for (const [s, { segment, deleted }] of this.#segments.entries()) {
      const sums = this.#sums[field][s] as Float32Array;
      for (let row = 0; row < sums.length; row++) {
        if (sums[row]! <= best || deleted[row]) continue;
        if (!filter || filter(segment.ids[row]!)) best = sums[row]!;
      }
    }
    return best;
  }
}
