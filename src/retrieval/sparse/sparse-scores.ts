import { FIELDS, type Field } from '../analyse.ts';
import { BestHits, type Hit } from '../best-hits.ts';
import type { DenseTerm } from './postings.ts';
import type { Segment } from './segment.ts';

/** How much each field counts once it is scaled to its best score. */
export type FieldWeights = Readonly<Record<Field, number>>;

/** A segment in use. */
export interface LiveSegment {
  readonly segment: Segment;
  /** 1 for each row whose passage is gone. */
  readonly deleted: Uint8Array;
  live: number;
}

/** Where a passage is that is not gone: number of the segment and row. */
export function findRow(
  segments: readonly LiveSegment[],
  id: number,
): { segment: number; row: number } | undefined {
  for (const [
    segment,
    {
      segment: { ids },
      deleted,
    },
  ] of segments.entries()) {
    let low = 0;
    let high = ids.length - 1;
    while (low <= high) {
      const row = (low + high) >>> 1;
      if (ids[row]! < id) low = row + 1;
      else if (ids[row]! > id) high = row - 1;
      else {
        if (!deleted[row]) return { segment, row };
        break;
      }
    }
  }
  return undefined;
}

/** The BM25 sums of one field of one segment: of the rare terms for every row, of the frequent ones to be looked up. */
export interface FieldScores {
  readonly sums: Float64Array;
  readonly dense: readonly DenseTerm[];
}

/** Scores are rounded to floats: a bound is only to be trusted to this share of it. */
const slack = 1e-6;

/**
 * The BM25 sums of all passages for one query. Frequent terms, which have most of the postings, are looked up only for
 * passages that could be among the best even so: those whose rare terms and the most that all frequent ones can add
 * reach what is sure of the others (MaxScore; Turtle & Flood 1995, "Query evaluation: strategies and optimizations").
 * The results are those of adding up everything.
 */
export class SparseScores {
  readonly #segments: readonly LiveSegment[];
  readonly #fields: Readonly<Record<Field, readonly Scored[]>>;

  constructor(segments: readonly LiveSegment[], fields: Readonly<Record<Field, readonly FieldScores[]>>) {
    this.#segments = segments;
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
    const surely = new BestHits(k);
    const least = this.#segments.map(({ segment, deleted }, s) => {
      const sums = new Float64Array(deleted.length);
      for (const [f, field] of used.entries()) addScaled(sums, this.#fields[field][s]!.sums, scales[f]!);
      for (let row = 0; row < sums.length; row++) {
        if (sums[row]! < surely.worst || sums[row] === 0 || deleted[row]) continue;
        const id = segment.ids[row]!;
        if (!filter || filter(id)) surely.offer(id, sums[row]!);
      }
      return sums;
    });
    const best = new BestHits(k);
    const enough = surely.worst * (1 - slack);
    for (const [s, { segment, deleted }] of this.#segments.entries()) {
      const parts = used.map((field) => this.#fields[field][s]!);
      const more = parts.reduce((sum, part, f) => sum + scales[f]! * part.more, 0);
      const sums = least[s]!;
      for (let row = 0; row < sums.length; row++) {
        if (sums[row]! + more < enough || deleted[row]) continue;
        const id = segment.ids[row]!;
        if (filter && !filter(id)) continue;
        let score = 0;
        for (let f = 0; f < parts.length; f++) score += scales[f]! * parts[f]!.score(row);
        if (score > 0) best.offer(id, score);
      }
    }
    return best.sorted();
  }

  #best(field: Field, filter?: (id: number) => boolean): number {
    const fits = (s: number, row: number): boolean => {
      const { segment, deleted } = this.#segments[s]!;
      return !deleted[row] && (!filter || filter(segment.ids[row]!));
    };
    let sure = 0;
    for (const [s, { sums }] of this.#fields[field].entries()) {
      for (let row = 0; row < sums.length; row++) if (sums[row]! > sure && fits(s, row)) sure = sums[row]!;
    }
    let best = 0;
    let enough = sure * (1 - slack);
    for (const [s, scored] of this.#fields[field].entries()) {
      const { sums, more } = scored;
      for (let row = 0; row < sums.length; row++) {
        if (sums[row]! + more < enough || !fits(s, row)) continue;
        best = Math.max(best, scored.score(row));
        enough = Math.max(enough, best);
      }
    }
    return best;
  }
}

function addScaled(into: Float64Array, from: Float64Array, scale: number): void {
  for (let i = 0; i < into.length; i++) into[i] = into[i]! + scale * from[i]!;
}

/** {@link FieldScores} with what they amount to. */
class Scored {
  readonly sums: Float64Array;
  /** The most that frequent terms can add to a row. */
  readonly more: number;
  readonly #dense: readonly DenseTerm[];

  constructor({ sums, dense }: FieldScores) {
    this.sums = sums;
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
