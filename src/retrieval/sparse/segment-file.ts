import { FIELDS, type Field } from '../analyse.ts';
import { type PackedArray, packArrays, unpackArrays } from './array-file.ts';
import type { FieldPostings, Segment } from './segment.ts';
import { TermDictionary } from './term-dictionary.ts';

/** Name of what is in the bytes; files of another name can't be read. Change it with this file and `postings.ts`. */
export const SEGMENT_FORMAT = 'segment-4';

/** A segment as the bytes of one file. */
export function packSegment(segment: Segment): Uint8Array {
  if (segment.packed) return segment.packed;
  const arrays: Record<string, PackedArray> = { ids: segment.ids };
  for (const field of FIELDS) {
    const { terms, frequencies, starts, postings, lengths } = segment.fields[field];
    arrays[`${field}.terms`] = terms.units;
    arrays[`${field}.termStarts`] = terms.starts;
    arrays[`${field}.starts`] = starts;
    arrays[`${field}.frequencies`] = frequencies;
    arrays[`${field}.postings`] = postings;
    arrays[`${field}.lengths`] = lengths;
  }
  return packArrays({}, arrays);
}

/**
 * The segment in a file's bytes, without copying them. Throws when they are damaged.
 *
 * @param trusted they were packed by this process: the checksum is not looked at
 */
export function unpackSegment(bytes: Uint8Array, trusted = false): Segment {
  // Not in the middle of another buffer, where views of wider numbers could not be made.
  const packed = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const { arrays } = unpackArrays(packed, trusted);
  const fields = Object.fromEntries(
    FIELDS.map((field): [Field, FieldPostings] => [
      field,
      {
        terms: new TermDictionary(
          arrays[`${field}.terms`] as Uint16Array,
          arrays[`${field}.termStarts`] as Uint32Array,
        ),
        starts: arrays[`${field}.starts`] as Uint32Array,
        frequencies: arrays[`${field}.frequencies`] as Uint32Array,
        postings: arrays[`${field}.postings`] as Uint8Array,
        lengths: arrays[`${field}.lengths`] as Uint16Array,
      },
    ]),
  ) as Record<Field, FieldPostings>;
  return { ids: arrays.ids as Float64Array, fields, packed };
}
