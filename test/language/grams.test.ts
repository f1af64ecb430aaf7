import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grams } from '../../src/language/grams.ts';

describe('grams', () => {
  it('are of three and four letters with edge marks', () => {
    assert.deepEqual(grams('هدنه'), ['<هد', 'هدن', 'دنه', 'نه>', '<هدن', 'هدنه', 'دنه>']);
  });

  it('of short words', () => {
    assert.deepEqual(grams('في'), ['<في', 'في>', '<في>']);
    assert.deepEqual(grams('و'), ['<و>']);
  });

  it('tell the start of a word from its end', () => {
    assert.ok(
      !grams('abc').some((gram) => gram.length === 3 && gram !== 'abc' && grams('cab').includes(gram)),
    );
  });
});
