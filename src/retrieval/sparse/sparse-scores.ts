import { FIELDS, type Field } from '../analyse.ts';
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

/** The BM25 sums of all passages for one query. */
export class SparseScores {
  readonly #segments: readonly LiveSegment[];
  readonly #sums: Readonly<Record<Field, readonly Float32Array[]>>;

  constructor(segments: readonly LiveSegment[], sums: Readonly<Record<Field, readonly Float32Array[]>>) {
    this.#segments = segments;
    this.#sums = sums;
  }

  /** The BM25 sum of one passage in each field; zeros for an unknown id. */
  parts(id: number): Record<Field, number> {
    const place = findRow(this.#segments, id);
    const at = (field: Field): number => (place ? this.#sums[field][place.segment]![place.row]! : 0);
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
