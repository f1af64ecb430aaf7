import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { Lexicon } from '../../src/language/concepts.ts';
import { readWords } from '../../src/language/words.ts';
import { align, coverage, orderedPairs, prepareQuery, withContext } from '../../src/retrieval/alignment.ts';
import { anyText, runs } from '../language/any-text.ts';

describe('alignment', () => {
  let folder: string;
  let lexicon: Lexicon;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rasid-alignment-'));
    writeFileSync(join(folder, 'a.tsv'), 'هدنة\ttruce\tevent\nقرية\tvillage\tplace\nجسر\tbridge\tplace\n');
    lexicon = Lexicon.load(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A query whose words weigh 1, 2, 3 … */
  const query = (text: string) => {
    let weight = 0;
    return prepareQuery(readWords(text, lexicon), () => ++weight);
  };
  const against = (question: string, text: string) => align(query(question), readWords(text, lexicon));
  const rounded = (values: Float32Array): number[] =>
    Array.from(values, (value) => Math.round(value * 100) / 100);

  it('takes the best counterpart of each word, by letters and by meaning', () => {
    const { letters, meaning, best, at } = against('هدنة Basman', 'بسمان أعلن الهدنة في truce');
    assert.deepEqual(rounded(letters), [0.95, 0]);
    assert.deepEqual(rounded(meaning), [1, 0.8]);
    assert.deepEqual(rounded(best), [1, 0.8]);
    assert.deepEqual([...at], [2, 0]);
  });

  it('takes the first of equal counterparts', () => {
    assert.deepEqual([...against('جسر', 'قرية جسر ثم جسر').at], [1]);
  });

  it('finds nothing in nothing', () => {
    const nothing = against('جسر قرية', '');
    assert.deepEqual([...nothing.best], [0, 0]);
    assert.deepEqual([...nothing.at], [-1, -1]);
    assert.deepEqual([...against('', 'جسر').best], []);
  });

  it('covers the weighted share of the question', () => {
    const words = query('جسر قرية');
    assert.equal(coverage(words, Float32Array.of(1, 0)), 1 / 3);
    assert.equal(coverage(words, Float32Array.of(1, 1)), 1);
    assert.equal(coverage(words, Float32Array.of(0, 0.5)), 1 / 3);
    assert.equal(coverage([], new Float32Array()), 0);
    assert.equal(
      coverage(
        prepareQuery(readWords('جسر', lexicon), () => 0),
        Float32Array.of(1),
      ),
      0,
    );
  });

  it('adds of the neighbours what is more than a sentence has itself', () => {
    assert.deepEqual(
      [...withContext(Float32Array.of(0.25, 1, 0), Float32Array.of(1, 1, 1), 0.5)],
      [0.5, 1, 0.5],
    );
  });

  it('counts neighbouring words that stand near in the same order', () => {
    const ordered = (question: string, text: string, reach?: number): number => {
      const words = query(question);
      return orderedPairs(words, align(words, readWords(text, lexicon)), reach);
    };
    assert.equal(ordered('جسر قرية', 'جسر القرية'), 1);
    assert.equal(ordered('جسر قرية', 'القرية ثم جسر'), 0);
    assert.equal(ordered('جسر قرية', 'جسر قديم في قرية'), 1);
    assert.equal(ordered('جسر قرية', 'جسر قديم جدا في قرية'), 0);
    assert.equal(ordered('جسر قرية', 'جسر قديم جدا في قرية', 4), 1);
    assert.equal(ordered('جسر قرية', 'جسر وحيد'), 0);
    // Pairs weigh as their lighter word: (1, 2) → 1, (2, 3) → 2.
    assert.equal(ordered('هدنة جسر قرية', 'جسر القرية'), 2 / 3);
    assert.equal(ordered('جسر', 'جسر'), 0);
  });

  it('stays within 0 and 1 for any texts', () => {
    fc.assert(
      fc.property(anyText, anyText, (question, text) => {
        const words = query(question);
        const found = align(words, readWords(text, lexicon));
        for (const value of [...found.best, coverage(words, found.best), orderedPairs(words, found)]) {
          assert.ok(value >= 0 && value <= 1 + 1e-6, `${value}`);
        }
        for (let q = 0; q < words.length; q++) {
          assert.equal(found.best[q], Math.max(found.letters[q]!, found.meaning[q]!));
          assert.equal(found.at[q]! < 0, found.best[q] === 0);
        }
      }),
      runs,
    );
  });
});
