import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalise } from '../../src/language/normalise.ts';
import { arabicRoot } from '../../src/language/root.ts';
import { anyText, runs } from './any-text.ts';

/** Words of one family, as they are normalised. */
const families: Readonly<Record<string, string>> = {
  عقل: 'والمعتقلين اعتقل الاعتقالات معتقل المعتقلات اعتقلوا',
  كتب: 'مكتوب كاتب كتاب كتب الكاتب',
  قتل: 'تقاتل مقاتلين القتال قتلوا قتلهم المقاتلون',
  خرج: 'استخراج يستخرجون مخرج خروج',
  فجر: 'انفجار انفجرت متفجرات تفجير',
  درس: 'مدارس مدرسه تدريس الدراسه',
  جمع: 'مجتمع اجتماع جمع الاجتماعات',
  سلم: 'سلام استسلام التسليم يسلمون',
  شجر: 'شجره اشجار',
};

describe('arabicRoot', () => {
  for (const [root, words] of Object.entries(families)) {
    it(`is ${root} for its family`, () => {
      const found = words.split(' ').map((word) => [word, arabicRoot(word)]);
      assert.deepEqual(
        found,
        words.split(' ').map((word) => [word, root]),
      );
    });
  }

  it('keeps families apart that look alike', () => {
    assert.notEqual(arabicRoot('مقاتل'), arabicRoot('مقابل'));
    assert.notEqual(arabicRoot('تفجير'), arabicRoot('تفسير'));
  });

  it('is none with a weak middle letter and for short words', () => {
    for (const word of ['قال', 'مال', 'قول', 'في', 'من', 'ب', '', 'موسكو']) {
      assert.equal(arabicRoot(word), undefined, word);
    }
  });

  it('is three letters of the word in their order, or none, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const word of normalise(text).split(/\s+/)) {
          const root = arabicRoot(word);
          if (root === undefined) continue;
          assert.equal(root.length, 3);
          let at = 0;
          for (const letter of root) {
            at = word.indexOf(letter, at);
            assert.ok(at >= 0, `${root} of ${word}`);
            at++;
          }
        }
      }),
      runs,
    );
  });
});
