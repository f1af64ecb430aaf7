import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readNumbers } from '../../src/language/numbers.ts';
import { tokenise } from '../../src/language/tokens.ts';
import { anyText } from './any-text.ts';

const values = (text: string) => readNumbers(tokenise(text)).map(({ value }) => value);

test('numbers in digits and in words, Arabic and English', () => {
  const said: Record<string, number[]> = {
    'قُتل ١٢ شخصاً': [12],
    'ثلاثة جنود وأربع نساء': [3, 4],
    'أحد عشر يوماً': [11],
    'اثنتا عشرة قرية': [12],
    'خمسة وعشرون كيلومتراً': [25],
    'مئة وخمسة وعشرين شخصاً': [125],
    'بثلاثمئة خيمة': [300],
    'والعشرون شاحنة': [20],
    'نحو 140 ألف نسمة': [140_000],
    'ثلاثة آلاف وخمسمئة': [3500],
    'ألفين وأربعمئة': [2400],
    '3.5 مليون دولار': [3_500_000],
    'مئتا عائلة': [200],
    'twenty-five people': [25],
    'one hundred and five days': [105],
    'two thousand three hundred': [2300],
    '1,200 tents and 3 trucks': [1200, 3],
    'three, five and eleven': [3, 5, 11],
    'one of the reports': [],
    'one person': [1],
    'في أحد التقارير': [],
    'بين 10 و20 شخصاً': [10, 20],
    'كلمات بلا أرقام': [],
  };
  for (const [text, wanted] of Object.entries(said)) assert.deepEqual(values(text), wanted, text);
});

test('any text: spans are in order, inside the text, and never overlap', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const tokens = tokenise(text);
      let next = 0;
      for (const { value, first, last } of readNumbers(tokens)) {
        assert.ok(Number.isFinite(value) && first >= next && last >= first && last < tokens.length);
        next = last + 1;
      }
    }),
  );
});
