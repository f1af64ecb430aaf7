import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalise, plainLetters, plainOffsets } from '../../src/language/normalise.ts';
import { anyText, runs } from './any-text.ts';

const cases: readonly (readonly [what: string, text: string, expected: string])[] = [
  ['harakat', 'أُسْرَةٌ', 'اسره'],
  ['shadda and superscript alef', 'الرحمٰن شدّة', 'الرحمن شده'],
  ['tatweel', 'هــدنـــة', 'هدنه'],
  ['alef with hamza above, below, madda, wasla', 'أ إ آ ٱ', 'ا ا ا ا'],
  ['alef maqsura and ya', 'على علي', 'علي علي'],
  ['hamza on waw and ya', 'مؤتمر طائرة', 'موتمر طايره'],
  ['a lone hamza stays', 'سماء', 'سماء'],
  ['decomposed hamza', 'ا\u0654سرة', 'اسره'],
  ['Arabic-Indic digits', '٠١٢٣٤٥٦٧٨٩', '0123456789'],
  ['Persian digits', '۰۱۲۳۴۵۶۷۸۹', '0123456789'],
  ['Persian and Urdu letters', 'یکگپچژڤہھ', 'يككبجزفهه'],
  ['Latin case and accents', 'Đorđe ÉCOLE Łódź Işık', 'dorde ecole lodz isik'],
  ['decomposed Latin accent', 'e\u0301cole', 'ecole'],
  ['Greek and Cyrillic case', 'Ωμέγα Тест', 'ωμεγα тест'],
  ['presentation forms', 'ﺍﻟﻬﺪﻧﺔ', 'الهدنه'],
  ['lam-alef ligatures', 'ﻻ ﻷ ﻹ ﻵ', 'لا لا لا لا'],
  ['isolated fathatan inside a word', 'ﻋﺪﺩﺍﹰ', 'عددا'],
  ['Latin ligatures', 'ﬁnal oﬃce', 'final office'],
  ['bidi controls', '\u202bهدنة\u202c \u2067تل\u2069 \u200fريما\u061c', 'هدنه تل ريما'],
  ['joiners, soft hyphen, BOM', 'تل\u200cريما so\u00adup \ufeffهنا', 'تلريما soup هنا'],
  ['punctuation and spaces stay', 'هدنة، «تل»!\n؟', 'هدنه، «تل»!\n؟'],
  ['letters of other scripts stay', '停火 휴전', '停火 휴전'],
  ['nothing', '', ''],
];

describe('normalise', () => {
  for (const [what, text, expected] of cases) {
    it(what, () => assert.equal(normalise(text), expected));
  }

  it('is idempotent and never throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normalise(text);
        assert.equal(normalise(once), once);
      }),
      runs,
    );
  });
});

describe('plainOffsets', () => {
  it('is undefined where a text has no presentation forms', () => {
    assert.equal(plainOffsets('هدنة final'), undefined);
  });

  it('gives each plain code unit the offset that it comes from', () => {
    assert.equal(plainLetters('ﻻ ﬁ'), 'لا fi');
    assert.deepEqual([...plainOffsets('ﻻ ﬁ')!], [0, 0, 1, 2, 2]);
  });

  it('has one offset for each plain code unit, never descending', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const offsets = plainOffsets(text);
        if (!offsets) return assert.equal(plainLetters(text), text);
        assert.equal(offsets.length, plainLetters(text).length);
        for (let i = 1; i < offsets.length; i++) assert.ok(offsets[i]! >= offsets[i - 1]!);
      }),
      runs,
    );
  });
});
