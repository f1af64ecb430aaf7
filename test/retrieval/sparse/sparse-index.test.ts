import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FIELDS, type Field, type TextTerms } from '../../../src/retrieval/analyse.ts';
import type { Background } from '../../../src/retrieval/background.ts';
import { buildSegment, type Segment } from '../../../src/retrieval/sparse/segment.ts';
import { BM25, mergeParts, SparseIndex } from '../../../src/retrieval/sparse/sparse-index.ts';
import type { FieldWeights } from '../../../src/retrieval/sparse/sparse-scores.ts';
import { noBackground } from '../no-background.ts';
import { runs, sameTerms, smallBackground, textTerms, type Update, update } from './small-corpus.ts';

function counted(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

type Corpus = ReadonlyMap<number, TextTerms>;

/** Counts are kept in eighths, from one eighth to 255. */
const kept = (count: number): number => Math.max(1, Math.min(255, Math.round(count * 8))) / 8;
const lengthOf = (terms: TextTerms, field: Field): number =>
  Math.round(terms[field].values().reduce((sum, count) => sum + count, 0));

/** BM25 of one field as the paper writes it, over plain maps. */
function bm25(corpus: Corpus, background: Background, id: number, field: Field, query: TextTerms): number {
  const passages = background.documents + corpus.size;
  let lengths = background.averageLength(field) * background.documents;
  for (const terms of corpus.values()) lengths += lengthOf(terms, field);
  const average = lengths / Math.max(1, passages) || 1;
  const terms = corpus.get(id)!;
  const { k1, b } = BM25[field];
  let score = 0;
  for (const [term, weight] of query[field]) {
    const count = terms[field].get(term);
    if (count === undefined) continue;
    let n = background.frequency(field, term);
    for (const other of corpus.values()) if (other[field].has(term)) n++;
    const idf = Math.log(1 + (passages - n + 0.5) / (n + 0.5));
    const tf = kept(count);
    score += (weight * idf * tf * (k1 + 1)) / (tf + k1 * (1 - b + (b * lengthOf(terms, field)) / average));
  }
  return score;
}

/** The best passages by their parts, all of them sorted. */
function bruteTop(
  index: SparseIndex,
  query: TextTerms,
  k: number,
  weights: FieldWeights,
  filter: (id: number) => boolean,
): { id: number; score: number }[] {
  const scores = index.score(query);
  const ids = [...index.ids()].filter(filter);
  const used = FIELDS.filter((field) => weights[field] > 0);
  const scale = used.map(
    (field) => weights[field] / (Math.max(0, ...ids.map((id) => scores.parts(id)[field])) || 1),
  );
  return ids
    .map((id) => ({
      id,
      score: used.reduce((sum, field, f) => sum + scale[f]! * scores.parts(id)[field], 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.id - b.id)
    .slice(0, k);
}

function isIn({ add, remove }: Update, id: number): boolean {
  return remove.includes(id) || add.some((entry) => entry.id === id);
}

const weightsCases: readonly FieldWeights[] = [
  { stems: 1, grams: 1, concepts: 1 },
  { stems: 0, grams: 1, concepts: 0.5 },
];

describe('SparseIndex', () => {
  for (const [name, background] of [
    ['alone', noBackground],
    ['with a background', smallBackground],
  ] as const) {
    it(`scores as BM25 does after any updates, ${name}`, () => {
      fc.assert(
        fc.property(fc.array(update, { maxLength: 14 }), textTerms, (updates, query) => {
          const index = new SparseIndex(background);
          const corpus = new Map<number, TextTerms>();
          for (const { add, remove } of updates) {
            index.update(add, remove);
            for (const id of remove) corpus.delete(id);
            for (const { id, terms } of add) corpus.set(id, terms);
            // Also read between updates: what is remembered must not outlive one.
            index.score(query);
          }
          assert.equal(index.size, corpus.size);
          assert.deepEqual([...index.ids()].sort(), [...corpus.keys()].sort());
          const scores = index.score(query);
          for (const id of corpus.keys()) {
            for (const field of FIELDS) {
              const expected = bm25(corpus, background, id, field, query);
              const actual = scores.parts(id)[field];
              assert.ok(
                Math.abs(actual - expected) <= 1e-5 * (1 + expected),
                `${field} of ${id}: ${actual} ${expected}`,
              );
            }
          }
        }),
        runs,
      );
    });
  }

  it('scores as before when a merge is put in place after further updates', () => {
    fc.assert(
      fc.property(
        fc.array(update, { minLength: 9, maxLength: 30 }),
        update,
        textTerms,
        (updates, later, query) => {
          const index = new SparseIndex(smallBackground);
          const plain = new SparseIndex(smallBackground);
          const put = ({ add, remove }: typeof later) => {
            plain.update(add, remove);
            index.put(add.length > 0 ? [buildSegment(add)] : [], [...remove, ...add.map(({ id }) => id)]);
          };
          for (const one of updates) put(one);
          const before = index.score(query);
          const parts = [...index.ids()].map((id) => before.parts(id));
          const merge = index.nextMerge();
          if (merge) {
            const ids = [...index.ids()];
            const merged = mergeParts(merge);
            put(later);
            index.replace(merge, merged);
            // What was scored before the merge can still be read, but for what has gone since.
            for (const [i, id] of ids.entries())
              if (index.has(id) && !isIn(later, id)) assert.deepEqual(before.parts(id), parts[i]);
          }
          const [scores, expected] = [index.score(query), plain.score(query)];
          assert.deepEqual([...index.ids()].sort(), [...plain.ids()].sort());
          assert.equal(index.size, plain.size);
          for (const id of plain.ids()) assert.deepEqual(scores.parts(id), expected.parts(id));
          assert.equal(index.frequency('grams', 'ab').frequency, plain.frequency('grams', 'ab').frequency);
        },
      ),
      runs,
    );
  });

  it('gives the best passages as sorting them all does, ties by id', () => {
    fc.assert(
      fc.property(
        fc.array(update, { maxLength: 14 }),
        textTerms,
        fc.nat(30),
        fc.nat(3),
        (updates, query, k, modulus) => {
          const index = new SparseIndex(smallBackground);
          for (const { add, remove } of updates) index.update(add, remove);
          const filter = (id: number): boolean => modulus === 0 || id % modulus === 0;
          for (const weights of weightsCases) {
            const top = index.score(query).top(k, weights, modulus === 0 ? undefined : filter);
            assert.deepEqual(top, bruteTop(index, query, k, weights, filter));
          }
        },
      ),
      runs,
    );
  });

  it('gives the best of thousands of passages, too, where most blocks of rows are passed over', () => {
    let state = 7;
    // Park & Miller 1988.
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    // A few terms in most passages, many in few of them.
    const term = (): string => `t${Math.floor(400 ** random()) - 1}`;
    const terms = (count: number): TextTerms => {
      const all = Array.from({ length: count }, term);
      return {
        stems: counted(all),
        grams: counted([...all, term(), term()]),
        concepts: counted(all.slice(2)),
      };
    };
    const index = new SparseIndex(smallBackground);
    for (let part = 0; part < 4; part++) {
      const add = Array.from({ length: 700 }, (_, i) => ({
        id: 700 * part + i,
        terms: terms(4 + Math.floor(30 * random())),
      }));
      index.put([buildSegment(add)], []);
    }
    index.put(
      [],
      Array.from({ length: 90 }, (_, i) => 31 * i),
    );
    for (let q = 0; q < 60; q++) {
      const query = terms(1 + (q % 12));
      const filter = q % 3 === 0 ? (id: number): boolean => id % 5 === 0 : () => true;
      const weights = weightsCases[q % 2]!;
      const scores = index.score(query);
      const top = scores.top(20, weights, q % 3 === 0 ? filter : undefined);
      scores.release();
      // Scored anew: what was released is used again.
      const expected = bruteTop(index, query, 20, weights, filter);
      assert.equal(top.length, expected.length);
      for (const [i, hit] of top.entries()) {
        // Ties are sorted by id where they are exact.
        assert.ok(Math.abs(hit.score - expected[i]!.score) < 1e-6, `question ${q}, place ${i}`);
      }
    }
  });

  it('finds nothing any more once it is released', () => {
    const index = new SparseIndex(noBackground);
    index.update([{ id: 1, terms: sameTerms('a') }], []);
    const scores = index.score(sameTerms('a'));
    scores.release();
    scores.release();
    assert.deepEqual(scores.top(3, weightsCases[0]!), []);
    const [one, other] = [index.score(sameTerms('a')), index.score(sameTerms('b'))];
    assert.ok(one.parts(1).stems > 0 && other.parts(1).stems === 0, 'two at a time do not share their sums');
  });

  it('breaks ties by id, whatever the order and the segments', () => {
    const index = new SparseIndex(noBackground);
    for (const id of [5, 3, 9, 1, 7]) index.update([{ id, terms: sameTerms('a') }], []);
    const top = index.score(sameTerms('a')).top(3, weightsCases[0]!);
    assert.deepEqual(
      top.map((hit) => hit.id),
      [1, 3, 5],
    );
  });

  it('scores of the best passage add up to the weights', () => {
    const index = new SparseIndex(noBackground);
    index.update(
      [
        { id: 1, terms: sameTerms('a', 'b') },
        { id: 2, terms: sameTerms('c') },
      ],
      [],
    );
    const [best, ...others] = index.score(sameTerms('a')).top(10, weightsCases[0]!);
    assert.ok(best?.id === 1 && Math.abs(best.score - 3) < 1e-6);
    assert.deepEqual(others, []);
  });

  it('replaces an id that is there, and takes the last of two entries with one id', () => {
    const index = new SparseIndex(noBackground);
    index.update(
      [
        { id: 1, terms: sameTerms('a') },
        { id: 1, terms: sameTerms('b') },
      ],
      [],
    );
    assert.equal(index.size, 1);
    assert.equal(index.score(sameTerms('a')).parts(1).stems, 0);
    index.update([{ id: 1, terms: sameTerms('c') }], []);
    assert.equal(index.frequency('stems', 'b').frequency, 0);
    assert.deepEqual(index.frequency('stems', 'c'), { frequency: 1, documents: 1 });
    index.update([], [1]);
    assert.deepEqual([index.size, index.segments().length], [0, 0]);
  });

  it('passes over unknown ids', () => {
    const index = new SparseIndex(noBackground);
    index.update([], [1, 2]);
    index.update([{ id: 1, terms: sameTerms('a') }], [7]);
    index.update([], [7, 1, 1]);
    assert.equal(index.size, 0);
    assert.deepEqual(index.score(sameTerms('a')).top(5, weightsCases[0]!), []);
    assert.deepEqual(index.score(sameTerms('a')).parts(1), { stems: 0, grams: 0, concepts: 0 });
  });

  it('counts a term in the passages that are left, not in those that went', () => {
    const index = new SparseIndex(smallBackground);
    index.update(
      [1, 2, 3].map((id) => ({ id, terms: sameTerms('a', `x${id}`) })),
      [],
    );
    index.update([], [2]);
    assert.deepEqual(index.frequency('stems', 'a'), { frequency: 32, documents: 52 });
    assert.deepEqual(index.frequency('stems', 'x2'), { frequency: 0, documents: 52 });
  });

  /** Updates an index and counts how many passages were written into segments, those of the update not counted. */
  function copiesPerPassage(
    updates: number,
    size: number,
    initial: number,
  ): { copies: number; segments: number } {
    const index = new SparseIndex(noBackground);
    const seen = new Set<Segment>();
    let id = 0;
    const passages = (count: number) =>
      Array.from({ length: count }, () => ({ id: ++id, terms: sameTerms('a') }));
    index.update(passages(initial), []);
    let written = 0;
    let segments = 0;
    for (const { segment } of index.segments()) seen.add(segment);
    for (let i = 0; i < updates; i++) {
      index.update(passages(size), []);
      segments = Math.max(segments, index.segments().length);
      for (const { segment } of index.segments()) {
        if (seen.has(segment)) continue;
        seen.add(segment);
        if (segment.ids.length !== size) written += segment.ids.length;
      }
    }
    assert.equal(index.size, initial + updates * size);
    return { copies: written / (updates * size), segments };
  }

  it('copies a passage a few times in all, however many updates follow', () => {
    const few = copiesPerPassage(1000, 3, 1);
    const many = copiesPerPassage(4000, 3, 1);
    assert.ok(few.copies < 6, `${few.copies} copies a passage after 1,000 updates`);
    assert.ok(many.copies < 8, `${many.copies} copies a passage after 4,000 updates`);
    assert.ok(few.segments <= 8 && many.segments <= 8);
  });

  it('leaves a large segment alone while small ones come', () => {
    const { copies } = copiesPerPassage(300, 3, 5000);
    assert.ok(copies < 6, `${copies} copies a passage`);
  });

  it('makes a segment anew when more than half of it is gone', () => {
    const index = new SparseIndex(noBackground);
    index.update(
      Array.from({ length: 10 }, (_, i) => ({ id: i + 1, terms: sameTerms('a', `x${i}`) })),
      [],
    );
    index.update([], [1, 2, 3, 4, 5]);
    assert.equal(index.segments()[0]?.segment.ids.length, 10);
    index.update([], [6]);
    assert.deepEqual([...index.segments()[0]!.segment.ids], [7, 8, 9, 10]);
    assert.equal(index.segments()[0]!.segment.fields.stems.terms.find('x0'), -1);
    assert.ok(index.score(sameTerms('x9')).parts(10).stems > 0);
  });
});
