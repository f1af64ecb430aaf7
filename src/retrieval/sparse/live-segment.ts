import { FIELDS, type Field } from '../analyse.ts';
import { type DecodedPostings, decodePostings } from './postings.ts';
import { postingsOf, type Segment } from './segment.ts';

/** A segment in use, with its rows that are gone. */
export class LiveSegment {
  readonly segment: Segment;
  /** 1 for each row whose passage is gone. */
  readonly deleted: Uint8Array;
  /** By field, the sum of the lengths of the rows that are not gone. */
  readonly lengths: Record<Field, number> = { stems: 0, grams: 0, concepts: 0 };
  #live = 0;
  /** By field and number of a term: in how many rows that are gone it stands, as far as that was asked. */
  readonly #goneWith: Readonly<Record<Field, Map<number, number>>> = {
    stems: new Map(),
    grams: new Map(),
    concepts: new Map(),
  };

  constructor(segment: Segment, deleted: Uint8Array) {
    this.segment = segment;
    this.deleted = deleted;
    for (let row = 0; row < deleted.length; row++) if (!deleted[row]) this.#live++;
    for (const field of FIELDS) {
      const { lengths } = segment.fields[field];
      for (let row = 0; row < deleted.length; row++) if (!deleted[row]) this.lengths[field] += lengths[row]!;
    }
  }

  /** Rows that are not gone. */
  get live(): number {
    return this.#live;
  }

  /** Marks a row, which is not gone yet, as gone. */
  remove(row: number): void {
    this.deleted[row] = 1;
    this.#live--;
    for (const field of FIELDS) {
      this.lengths[field] -= this.segment.fields[field].lengths[row]!;
      this.#goneWith[field].clear();
    }
  }

  /**
   * In how many rows that are not gone a term stands, by its number. Its postings are read for that once, not again
   * before the next removal, and not at all where nothing is gone.
   *
   * @param room for one term's postings
   */
  frequency(field: Field, term: number, room: DecodedPostings): number {
    const all = this.segment.fields[field].frequencies[term]!;
    if (this.#live === this.deleted.length) return all;
    const known = this.#goneWith[field].get(term);
    if (known !== undefined) return all - known;
    const count = decodePostings(postingsOf(this.segment.fields[field], term), room);
    let gone = 0;
    for (let p = 0; p < count; p++) if (this.deleted[room.docs[p]!]) gone++;
    this.#goneWith[field].set(term, gone);
    return all - gone;
  }
}

/** Where a passage is that is not gone: number of the segment and row. */
export function findRow(
  segments: readonly LiveSegment[],
  id: number,
): { segment: number; row: number } | undefined {
  for (const [segment, live] of segments.entries()) {
    const { ids } = live.segment;
    let low = 0;
    let high = ids.length - 1;
    while (low <= high) {
      const row = (low + high) >>> 1;
      if (ids[row]! < id) low = row + 1;
      else if (ids[row]! > id) high = row - 1;
      else {
        if (!live.deleted[row]) return { segment, row };
        break;
      }
    }
  }
  return undefined;
}
