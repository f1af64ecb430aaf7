import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodePostings, PostingsWriter } from '../../../src/retrieval/sparse/postings.ts';
import { runs } from './small-corpus.ts';

const posting = fc.record({
  // Distances of one to five bytes; 20 of the longest stay below the highest document number.
  distance: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 24 })),
  count: fc.oneof(fc.constantFrom(8, 16, 24, 32), fc.integer({ min: 1, max: 255 })),
});
const lists = fc.array(fc.array(posting, { minLength: 1, maxLength: 20 }), { maxLength: 8 });

test('postings come back as they were written, term by term', () => {
  fc.assert(
    fc.property(lists, (terms) => {
      const writer = new PostingsWriter(0);
      const starts = [0];
      const written = terms.map((list) => {
        writer.nextTerm();
        let doc = -1;
        const docs = list.map(({ distance }) => (doc += distance));
        for (const [i, { count }] of list.entries()) writer.append(docs[i]!, count);
        starts.push(writer.length);
        return { docs, counts: list.map(({ count }) => count) };
      });
      const bytes = writer.bytes();
      assert.equal(bytes.length, starts.at(-1));
      const into = { docs: new Uint32Array(20), counts: new Uint8Array(20) };
      const read = terms.map((_, i) => {
        const count = decodePostings(bytes, starts[i]!, starts[i + 1]!, into);
        return { docs: [...into.docs.subarray(0, count)], counts: [...into.counts.subarray(0, count)] };
      });
      assert.deepEqual(read, written);
    }),
    runs,
  );
});

test('the highest document number fits', () => {
  const writer = new PostingsWriter();
  writer.append(2 ** 29 - 1, 7);
  const into = { docs: new Uint32Array(1), counts: new Uint8Array(1) };
  assert.equal(decodePostings(writer.bytes(), 0, writer.length, into), 1);
  assert.deepEqual([into.docs[0], into.counts[0]], [2 ** 29 - 1, 7]);
});
