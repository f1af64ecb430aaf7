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
  #fields: Readonly<Record<Field, readonly Scored[]>>;
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
    const segments = this.#segments.map(({ segment, deleted }, s) => {
      const parts = used.map((field) => this.#fields[field][s]!);
      return { ids: segment.ids, deleted, parts, more: weighted(scales, (p) => parts[p]!.more) };
    });
    const mostMore = segments.reduce((most, { more }) => Math.max(most, more), 0);
    const blocks = blocksByBound(segments, scales);

    // What is sure of a passage is what its rare terms give it.
    const surely = new BestHits(k);
    for (const { bound, segment, start, end } of blocks) {
      if (bound < surely.worst) break;
      const { ids, deleted, parts } = segment;
      for (let row = start; row < end; row++) {
        const sum = weighted(scales, (p) => parts[p]!.sums[row]!);
        if (sum === 0 || sum < surely.worst || deleted[row]) continue;
        if (!filter || filter(ids[row]!)) surely.offer(ids[row]!, sum);
      }
    }
    const best = new BestHits(k);
    const enough = surely.worst * (1 - slack);
    for (const { bound, segment, start, end } of blocks) {
      if (bound + mostMore < enough) break;
      const { ids, deleted, parts, more } = segment;
      if (bound + more < enough) continue;
      for (let row = start; row < end; row++) {
        if (weighted(scales, (p) => parts[p]!.sums[row]!) + more < enough || deleted[row]) continue;
        if (filter && !filter(ids[row]!)) continue;
        const score = weighted(scales, (p) => parts[p]!.score(row));
        if (score > 0) best.offer(ids[row]!, score);
      }
    }
    return best.sorted();
  }

  /** Lets the sums be used for the next query: what is asked afterwards finds nothing. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#segments = [];
    this.#fields = { stems: [], grams: [], concepts: [] };
    this.#release();
  }

  #best(field: Field, filter?: (id: number) => boolean): number {
    const fits = (s: number, row: number): boolean => {
      const { segment, deleted } = this.#segments[s]!;
      return !deleted[row] && (!filter || filter(segment.ids[row]!));
    };
    let sure = 0;
    for (const [s, { sums, maxima }] of this.#fields[field].entries()) {
      for (let block = 0; block < maxima.length; block++) {
        if (maxima[block]! <= sure) continue;
        const end = Math.min(sums.length, (block + 1) * blockRows);
        for (let row = block * blockRows; row < end; row++) {
          if (sums[row]! > sure && fits(s, row)) sure = sums[row]!;
        }
      }
    }
    let best = 0;
    let enough = sure * (1 - slack);
    for (const [s, scored] of this.#fields[field].entries()) {
      const { sums, maxima, more } = scored;
      for (let block = 0; block < maxima.length; block++) {
        if (maxima[block]! + more < enough) continue;
        const end = Math.min(sums.length, (block + 1) * blockRows);
        for (let row = block * blockRows; row < end; row++) {
          if (sums[row]! + more < enough || !fits(s, row)) continue;
          best = Math.max(best, scored.score(row));
          enough = Math.max(enough, best);
        }
      }
    }
    return best;
  }
}

/** Rows of a segment that follow each other, with the most that their rare terms give any of them. */
interface Block<S> {
  readonly bound: number;
  readonly segment: S;
  readonly start: number;
  readonly end: number;
}

/** All blocks in which a rare term stands, and those of segments with frequent terms, most promising first. */
function blocksByBound<S extends { readonly parts: readonly Scored[]; readonly more: number }>(
  segments: readonly S[],
  scales: readonly number[],
): Block<S>[] {
  const blocks: Block<S>[] = [];
  for (const segment of segments) {
    const [first] = segment.parts;
    if (!first) continue;
    for (let block = 0; block < first.maxima.length; block++) {
      const bound = weighted(scales, (p) => segment.parts[p]!.maxima[block]!);
      if (bound === 0 && segment.more === 0) continue;
      const start = block * blockRows;
      blocks.push({ bound, segment, start, end: Math.min(first.sums.length, start + blockRows) });
    }
  }
  return blocks.sort((a, b) => b.bound - a.bound);
}

/** The sum of what there is of each part, times its scale. */
function weighted(scales: readonly number[], of: (part: number) => number): number {
  let sum = 0;
  for (let p = 0; p < scales.length; p++) sum += scales[p]! * of(p);
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
