import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalise } from '../../src/language/normalise.ts';
import { stem, stemArabic, stemEnglish } from '../../src/language/stem.ts';
import { tokenise } from '../../src/language/tokens.ts';

/** The pairs by which Lucene checks its ArabicStemFilter (light10). */
const light10: readonly (readonly [word: string, stem: string])[] = [
  ['الحسن', 'حسن'],
  ['والحسن', 'حسن'],
  ['بالحسن', 'حسن'],
  ['كالحسن', 'حسن'],
  ['فالحسن', 'حسن'],
  ['للاخر', 'اخر'],
  ['وحسن', 'حسن'],
  ['زوجها', 'زوج'],
  ['ساهدان', 'ساهد'],
  ['ساهدات', 'ساهد'],
  ['ساهدون', 'ساهد'],
  ['ساهدين', 'ساهد'],
  ['ساهديه', 'ساهد'],
  ['ساهدية', 'ساهد'],
  ['ساهده', 'ساهد'],
  ['ساهدة', 'ساهد'],
  ['ساهدي', 'ساهد'],
  ['وساهدون', 'ساهد'],
  ['ساهدهات', 'ساهد'],
  ['الو', 'الو'],
];

const english: readonly (readonly [what: string, words: string, stem: string])[] = [
  ['plural s', 'convoy convoys', 'convoy'],
  ['plural ies', 'militia militias', 'militia'],
  ['y and ies', 'city cities', 'city'],
  ['plural es', 'church churches', 'church'],
  ['a final e', 'ceasefire ceasefires', 'ceasefir'],
  ['-ed and -ing', 'impose imposed imposing imposes', 'impos'],
  ['a doubled consonant before an ending', 'stop stopped stopping', 'stop'],
  ['-ed behind a consonant', 'attack attacks attacked attacking', 'attack'],
];

const unchanged = ['status', 'crisis', 'class', 'red', 'bring', 'sing', 'is', 'its', 'gas', 'this', ''];

describe('stemArabic', () => {
  for (const [word, expected] of light10) {
    it(`${word} → ${expected}`, () => assert.equal(stemArabic(normalise(word)), expected));
  }

  it('leaves at least two letters', () => {
    const word = fc.string({ unit: fc.constantFrom(...'البكفلوهاتنيمسر'), minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(word, (w) => {
        assert.ok(stemArabic(w).length >= 2);
        assert.ok(w.includes(stemArabic(w)));
      }),
    );
  });
});

describe('stemEnglish', () => {
  for (const [what, words, expected] of english) {
    it(what, () => assert.deepEqual([...new Set(words.split(' ').map(stemEnglish))], [expected]));
  }

  it('leaves short words and words that only look inflected', () => {
    assert.deepEqual(unchanged.map(stemEnglish), unchanged);
  });

  it('keeps universe and university apart', () => {
    assert.notEqual(stemEnglish('universe'), stemEnglish('university'));
  });

  it('takes a word of a hundred thousand letters in linear time', () => {
    const started = performance.now();
    stemEnglish('ab'.repeat(50_000));
    stemEnglish(`${'ab'.repeat(50_000)}ing`);
    assert.ok(performance.now() - started < 500);
  });
});

describe('stem', () => {
  it('goes by the script; numbers and other scripts stay as they are', () => {
    assert.deepEqual(tokenise('والمدن cities 2019 3.5 停火').map(stem), [
      'مدن',
      'city',
      '2019',
      '3.5',
      '停火',
    ]);
  });
});
