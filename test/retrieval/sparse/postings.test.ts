import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addScores,
  type DecodedPostings,
  DenseTerm,
  decodePostings,
  isDense,
  type PostingList,
  PostingsWriter,
} from '../../../src/retrieval/sparse/postings.ts';
import { runs } from './small-corpus.ts';

/** Distances of one to five bytes; 20 of the longest stay below the highest document number. */
const distance = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 24 }));
const count = fc.oneof(fc.constantFrom(8, 16, 24, 32, 112, 120), fc.integer({ min: 1, max: 255 }));
const rare = fc.array(fc.record({ distance, count }), { minLength: 1, maxLength: 20 }).map((list) => {
  let doc = -1;
  return list.map(({ distance, count }) => {
    doc += distance;
    return { doc, count };
  });
});

const documents = 60;
const frequent = fc
  .array(fc.option(count), { minLength: documents, maxLength: documents })
  .map((counts) => counts.flatMap((count, doc) => (count === null ? [] : [{ doc, count }])));

type Postings = readonly { readonly doc: number; readonly count: number }[];

function decoded(postings: Postings): DecodedPostings {
  return {
    docs: Uint32Array.from(postings, ({ doc }) => doc),
    counts: Uint8Array.from(postings, ({ count }) => count),
  };
}

function written(terms: readonly Postings[], documents: number): PostingList[] {
  const writer = new PostingsWriter(documents, 0);
  const starts = terms.map((postings) => {
    const from = writer.length;
    writer.append(decoded(postings), postings.length);
    return from;
  });
  const bytes = writer.bytes();
  return terms.map((postings, i) => ({
    bytes,
    from: starts[i]!,
    to: starts[i + 1] ?? bytes.length,
    documents,
    isDense: isDense(postings.length, documents),
  }));
}

function read(list: PostingList, room: number): Postings {
  const into = { docs: new Uint32Array(room), counts: new Uint8Array(room) };
  const n = decodePostings(list, into);
  return Array.from({ length: n }, (_, p) => ({ doc: into.docs[p]!, count: into.counts[p]! }));
}

test('postings of rare terms come back as they were written, term by term', () => {
  fc.assert(
    fc.property(fc.array(rare, { maxLength: 8 }), (terms) => {
      const lists = written(terms, 2 ** 29);
      assert.ok(lists.every(({ isDense }) => !isDense));
      assert.deepEqual(
        lists.map((list) => read(list, 20)),
        terms,
      );
    }),
    runs,
  );
});

test('postings of frequent and rare terms side by side come back as they were written', () => {
  fc.assert(
    fc.property(fc.array(frequent, { maxLength: 4 }), fc.nat(documents - 1), (terms, doc) => {
      const all = terms.flatMap((postings) => [postings, [{ doc, count: 8 }]]);
      assert.deepEqual(
        written(all, documents).map((list) => read(list, documents)),
        all,
      );
    }),
    runs,
  );
});

test('a term adds to the score of a document what BM25 says, frequent or rare', () => {
  const norms = Float32Array.from({ length: documents }, (_, doc) => 0.3 + doc / 40);
  fc.assert(
    fc.property(frequent, fc.nat(documents - 1), (postings, doc) => {
      for (const some of [postings, postings.filter((posting) => posting.doc === doc)]) {
        const [list] = written([some], documents);
        const sums = new Float64Array(documents);
        if (list!.isDense) {
          const term = new DenseTerm(list!, { gain: 3, norms }, norms[0]!);
          for (let d = 0; d < documents; d++) sums[d] = term.score(d);
          assert.ok(sums.every((sum) => sum <= term.most));
        } else addScores(list!, { gain: 3, norms }, sums);
        for (let d = 0; d < documents; d++) {
          const tf = (some.find((posting) => posting.doc === d)?.count ?? 0) / 8;
          const expected = tf === 0 ? 0 : (3 * tf) / (tf + norms[d]!);
          assert.ok(Math.abs(sums[d]! - expected) < 1e-12);
        }
      }
    }),
    runs,
  );
});

test('the highest document number fits', () => {
  const postings = [{ doc: 2 ** 29 - 1, count: 7 }];
  assert.deepEqual(read(written([postings], 2 ** 29)[0]!, 1), postings);
});
