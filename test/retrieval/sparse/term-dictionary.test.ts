import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TermDictionary, TermWriter } from '../../../src/retrieval/sparse/term-dictionary.ts';
import { runs } from './small-corpus.ts';

const sortedTerms = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 8 })).map((terms) => terms.sort());
const all = (dictionary: TermDictionary): string[] =>
  Array.from({ length: dictionary.size }, (_, i) => dictionary.term(i));

describe('TermDictionary', () => {
  it('finds every term at its place and nothing else', () => {
    fc.assert(
      fc.property(sortedTerms, fc.string({ unit: 'binary' }), (terms, other) => {
        const dictionary = TermDictionary.from(terms);
        assert.equal(dictionary.size, terms.length);
        assert.deepEqual(all(dictionary), terms);
        for (const [i, term] of terms.entries()) assert.equal(dictionary.find(term), i);
        assert.equal(dictionary.find(other), terms.indexOf(other));
      }),
      runs,
    );
  });

  it('tells a term from its beginnings', () => {
    const dictionary = TermDictionary.from(['ab', 'abcd']);
    assert.deepEqual(
      ['', 'a', 'ab', 'abc', 'abcd', 'abcde'].map((term) => dictionary.find(term)),
      [-1, -1, 0, -1, 1, -1],
    );
  });

  it('of nothing finds nothing', () => {
    assert.equal(TermDictionary.from([]).size, 0);
    assert.equal(TermDictionary.from([]).find('a'), -1);
  });

  it('gives back a term of a million letters', () => {
    const long = 'ab'.repeat(500_000);
    const dictionary = TermDictionary.from(['a', long]);
    assert.ok(dictionary.term(1) === long);
    assert.equal(dictionary.find(long), 1);
  });

  it('compares as JavaScript does', () => {
    fc.assert(
      fc.property(sortedTerms, sortedTerms, (mine, theirs) => {
        const a = TermDictionary.from(mine);
        const b = TermDictionary.from(theirs);
        for (const [i, x] of mine.entries()) {
          for (const [j, y] of theirs.entries()) {
            assert.equal(Math.sign(a.compare(i, b, j)), x < y ? -1 : x > y ? 1 : 0);
          }
        }
      }),
      { ...runs, numRuns: 50 },
    );
  });
});

describe('TermWriter', () => {
  it('puts a dictionary together from terms of others', () => {
    const a = TermDictionary.from(['a', 'هدنه']);
    const b = TermDictionary.from(['abc', 'b']);
    const writer = new TermWriter([a, b]);
    writer.append(a, 0);
    writer.append(b, 0);
    writer.append(a, 1);
    assert.deepEqual(all(writer.dictionary()), ['a', 'abc', 'هدنه']);
    assert.equal(writer.dictionary().find('هدنه'), 2);
    assert.deepEqual(all(new TermWriter([]).dictionary()), []);
  });
});
