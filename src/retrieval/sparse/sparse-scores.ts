import { FIELDS, type Field } from '../analyse.ts';
import { BestHits, type Hit } from '../best-hits.ts';
import { findRow, type LiveSegment } from './live-segment.ts';
import type { DenseTerm } from './postings.ts';

/** How much each field counts once it is scaled to its best score. */
export type FieldWeights = Readonly<Record<Field, number>>;

/** The BM25 sums of one field of one segment: of the rare terms for every row, of the frequent ones to be looked up. */
export interface FieldScores {
  readonly sums: Float64Array;
  readonly dense: readonly DenseTerm[];
}

/** Scores are rounded to floats: a bound is only to be trusted to this share of it. */
const slack = 1e-6;

/** Rows whose highest sum is known together. */
const blockRows = 128;

/**
 * The BM25 sums of all passages for one query. Frequent terms, which have most of the postings, are looked up only for
 * passages that could be among the best even so: those whose rare terms, and the most that all frequent ones can add,
 * reach what is sure of the others (MaxScore; Turtle & Flood 1995, "Query evaluation: strategies and optimizations").
 * Blocks of rows are passed over by their highest sums alone (Ding & Suel 2011, "Faster top-k document retrieval using
 * block-max indexes"). The results are those of adding up everything.
 */
export class SparseScores {
  #segments: readonly LiveSegment[];
  readonly #fields: Readonly<Record<Field, readonly Scored[]>>;
  readonly #release: () => void;
  #isReleased = false;

  /** @param release called once the sums are not used any more */
  constructor(
    segments: readonly LiveSegment[],
    fields: Readonly<Record<Field, readonly FieldScores[]>>,
    release: () => void,
  ) {
    this.#segments = segments;
    this.#release = release;
    this.#fields = Object.fromEntries(
      FIELDS.map((field) => [field, fields[field].map((scores) => new Scored(scores))]),
    ) as Record<Field, Scored[]>;
  }

  /** The BM25 sum of one passage in each field; zeros for an unknown id. */
  parts(id: number): Record<Field, number> {
    const place = findRow(this.#segments, id);
    const at = (field: Field): number => (place ? this.#fields[field][place.segment]!.score(place.row) : 0);
    return { stems: at('stems'), grams: at('grams'), concepts: at('concepts') };
  }

  /**
   * The `k` best passages by the weighted sum of each field's score ÷ that field's best score, best
   * first, ties by id; passages that share no term with the query are not among them. `filter` keeps
   * passages by id.
   */
  top(k: number, weights: FieldWeights, filter?: (id: number) => boolean): Hit[] {
    const used = FIELDS.filter((field) => weights[field] > 0);
    const scales = used.map((field) => weights[field] / (this.#best(field, filter) || 1));
    const segments = this.#segments.map(({ segment, deleted }, s) => ({
      segment,
      deleted,
      parts: used.map((field) => this.#fields[field][s]!),
    }));

    // What is sure of a passage is what its rare terms give it.
    const surely = new BestHits(k);
    for (const { segment, deleted, parts } of segments) {
      for (const rows of blocks(deleted.length)) {
        if (sumOf(parts, scales, (part) => part.maxima[rows.block]!) < surely.worst) continue;
        for (let row = rows.start; row < rows.end; row++) {
          const sum = sumOf(parts, scales, (part) => part.sums[row]!);
          if (sum === 0 || sum < surely.worst || deleted[row]) continue;
          const id = segment.ids[row]!;
          if (!filter || filter(id)) surely.offer(id, sum);
        }
      }
    }
    const best = new BestHits(k);
    const enough = surely.worst * (1 - slack);
    for (const { segment, deleted, parts } of segments) {
      const more = sumOf(parts, scales, (part) => part.more);
      for (const rows of blocks(deleted.length)) {
        if (sumOf(parts, scales, (part) => part.maxima[rows.block]!) + more < enough) continue;
        for (let row = rows.start; row < rows.end; row++) {
          if (sumOf(parts, scales, (part) => part.sums[row]!) + more < enough || deleted[row]) continue;
          const id = segment.ids[row]!;
          if (filter && !filter(id)) continue;
          const score = sumOf(parts, scales, (part) => part.score(row));
          if (score > 0) best.offer(id, score);
        }
      }
    }
    return best.sorted();
  }

  /** Lets the sums be used for the next query: what is asked afterwards finds nothing. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#segments = [];
    this.#release();
  }

  #best(field: Field, filter?: (id: number) => boolean): number {
    const fits = (s: number, row: number): boolean => {
      const { segment, deleted } = this.#segments[s]!;
      return !deleted[row] && (!filter || filter(segment.ids[row]!));
    };
    let sure = 0;
    for (const [s, { sums, maxima }] of this.#fields[field].entries()) {
      for (const { block, start, end } of blocks(sums.length)) {
        if (maxima[block]! <= sure) continue;
        for (let row = start; row < end; row++) if (sums[row]! > sure && fits(s, row)) sure = sums[row]!;
      }
    }
    let best = 0;
    let enough = sure * (1 - slack);
    for (const [s, scored] of this.#fields[field].entries()) {
      const { sums, maxima, more } = scored;
      for (const { block, start, end } of blocks(sums.length)) {
        if (maxima[block]! + more < enough) continue;
        for (let row = start; row < end; row++) {
          if (sums[row]! + more < enough || !fits(s, row)) continue;
          best = Math.max(best, scored.score(row));
          enough = Math.max(enough, best);
        }
      }
    }
    return best;
  }
}

function* blocks(rows: number): Generator<{ block: number; start: number; end: number }> {
  for (let block = 0; block * blockRows < rows; block++) {
    yield { block, start: block * blockRows, end: Math.min(rows, (block + 1) * blockRows) };
  }
}

function sumOf(parts: readonly Scored[], scales: readonly number[], of: (part: Scored) => number): number {
  let sum = 0;
  for (let p = 0; p < parts.length; p++) sum += scales[p]! * of(parts[p]!);
  return sum;
}

/** {@link FieldScores} with what they amount to. */
class Scored {
  readonly sums: Float64Array;
  /** The highest sum of each block of rows. */
  readonly maxima: Float64Array;
  /** The most that frequent terms can add to a row. */
  readonly more: number;
  readonly #dense: readonly DenseTerm[];

  constructor({ sums, dense }: FieldScores) {
    this.sums = sums;
    this.maxima = maximaOf(sums);
    this.#dense = dense;
    this.more = dense.reduce((sum, { most }) => sum + most, 0) * (1 + slack);
  }

  /** The whole sum of a row, as a float: so that equal passages score equal in whatever order their terms are added. */
  score(row: number): number {
    let sum = this.sums[row]!;
    for (const term of this.#dense) sum += term.score(row);
    return Math.fround(sum);
  }
}

function maximaOf(sums: Float64Array): Float64Array {
  const maxima = new Float64Array(Math.ceil(sums.length / blockRows));
  for (let block = 0; block < maxima.length; block++) {
    const end = Math.min(sums.length, (block + 1) * blockRows);
    let most = 0;
    for (let row = block * blockRows; row < end; row++) if (sums[row]! > most) most = sums[row]!;
    maxima[block] = most;
  }
  return maxima;
}
