import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FIELDS } from '../../../src/retrieval/analyse.ts';
import { decodePostings } from '../../../src/retrieval/sparse/postings.ts';
import {
  buildSegment,
  mergeSegments,
  type Segment,
  type SegmentEntry,
  postingsOf as termPostings,
} from '../../../src/retrieval/sparse/segment.ts';
import { packSegment, unpackSegment } from '../../../src/retrieval/sparse/segment-file.ts';
import { runs, sameTerms, textTerms } from './small-corpus.ts';

type Postings = [term: string, rows: number[], counts: number[]];

/** A segment as plain values: ids, and by field the lengths and each term's postings. */
function plain(segment: Segment): {
  ids: number[];
  fields: { lengths: number[]; postings: Postings[] }[];
} {
  return {
    ids: [...segment.ids],
    fields: FIELDS.map((field) => {
      const inverted = segment.fields[field];
      const { terms, frequencies, starts, postings, lengths } = inverted;
      assert.equal(starts.length, terms.size + 1);
      assert.equal(frequencies.length, terms.size);
      assert.equal(starts.at(-1), postings.length);
      const decoded = {
        docs: new Uint32Array(segment.ids.length),
        counts: new Uint8Array(segment.ids.length),
      };
      const lists = Array.from({ length: terms.size }, (_, i): Postings => {
        const count = decodePostings(termPostings(inverted, i), decoded);
        assert.equal(frequencies[i], count);
        return [terms.term(i), [...decoded.docs.subarray(0, count)], [...decoded.counts.subarray(0, count)]];
      });
      return { lengths: [...lengths], postings: lists };
    }),
  };
}

/** Postings of the stems. */
function postingsOf(segment: Segment): Postings[] {
  return plain(segment).fields[0]!.postings;
}

const entries: fc.Arbitrary<SegmentEntry[]> = fc
  .array(textTerms, { minLength: 1, maxLength: 20 })
  .map((texts) => texts.map((terms, i) => ({ id: i * 7 + 1, terms })));

describe('buildSegment', () => {
  it('sorts passages by id and terms by code unit', () => {
    const segment = buildSegment([
      { id: 9, terms: sameTerms('ب', 'a') },
      { id: 2, terms: sameTerms('a', 'B') },
    ]);
    assert.deepEqual(plain(segment), {
      ids: [2, 9],
      fields: FIELDS.map(() => ({
        lengths: [2, 2],
        postings: [['B', [0], [8]], ['a', [0, 1], [8, 8]], ['ب', [1], [8]]],
      })),
    }); // biome-ignore format: a posting list a line
  });

  it('keeps counts in eighths, from 1 to 255, and lengths rounded, to 65,535', () => {
    const counts = new Map([['a', 0.01], ['b', 1 / 3], ['c', 1000], ['d', 70_000]]); // biome-ignore format: pairs
    const segment = buildSegment([
      { id: 1, terms: { ...sameTerms(), stems: counts, grams: new Map([['x', 1.6]]) } },
    ]);
    assert.deepEqual(
      postingsOf(segment).map(([, , counts]) => counts),
      [[1], [3], [255], [255]],
    );
    assert.deepEqual([...segment.fields.stems.lengths], [65_535]);
    assert.deepEqual([...segment.fields.grams.lengths], [2]);
  });

  it('of nothing is empty', () => {
    assert.deepEqual([...buildSegment([]).ids], []);
    assert.equal(buildSegment([]).fields.stems.terms.size, 0);
  });
});

describe('mergeSegments', () => {
  it('gives what building at once gives, without the deleted passages', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 5 }), fc.func(fc.boolean()), (all, parts, isGone) => {
        // Passages of neighbouring ids stand in different segments, so that postings must be sorted.
        const segments = Array.from({ length: parts }, (_, part) =>
          buildSegment(all.filter((_, i) => i % parts === part)),
        );
        const merged = mergeSegments(segments, (segment, row) => isGone(segments[segment]!.ids[row]));
        assert.deepEqual(plain(merged), plain(buildSegment(all.filter(({ id }) => !isGone(id)))));
      }),
      runs,
    );
  });

  it('takes a word of two hundred thousand letters', () => {
    const long = 'ab'.repeat(100_000);
    const merged = mergeSegments(
      [
        buildSegment([{ id: 1, terms: sameTerms(long) }]),
        buildSegment([{ id: 2, terms: sameTerms('a', long) }]),
      ],
      () => false,
    );
    assert.equal(merged.fields.stems.terms.term(1), long);
    assert.deepEqual(
      postingsOf(merged).map(([, rows]) => rows),
      [[1], [0, 1]],
    );
  });
});

describe('packSegment', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const segment = buildSegment(all);
        assert.deepEqual(plain(unpackSegment(packSegment(segment))), plain(segment));
      }),
      { ...runs, numRuns: 40 },
    );
  });

  it('keeps ids beyond 32 bits', () => {
    const id = 2 ** 40 + 1;
    assert.equal(unpackSegment(packSegment(buildSegment([{ id, terms: sameTerms('a') }]))).ids[0], id);
  });
});
