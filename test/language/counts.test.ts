import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Lexicon } from '../../src/language/concepts.ts';
import { contradict, readCounts } from '../../src/language/counts.ts';
import { readWords } from '../../src/language/words.ts';

const lexicon = Lexicon.load(new URL('../../models/glossary', import.meta.url).pathname);
const counts = (text: string) =>
  readCounts(readWords(text, lexicon)).map(({ value, rough, counted }) => [value, rough, counted[0]!.term]);

const texts: readonly (readonly [text: string, counts: readonly (readonly [number, boolean, string])[]])[] = [
  ['نزحت 1200 عائلة', [[1200, false, 'عائله'.replace('ئ', 'ي')]]],
  ['نزحت ١٬٢٠٠ عائلة', [[1200, false, 'عايله']]],
  ['قُتل أربعة مقاتلين وأصيب تسعة مدنيين', [[4, false, 'مقاتلين'], [9, false, 'مدنيين']]],
  ['وصل خمسة وعشرون شاباً', [[25, false, 'شابا']]],
  ['بعد أحد عشر يوماً', [[11, false, 'يوما']]],
  ['في ثلاثمئة وعشرين بيتاً', [[320, false, 'بيتا']]],
  ['تستهدف 92 ألف طفل', [[92_000, false, 'طفل']]],
  ['نحو ألفي عائلة', [[2000, true, 'عايله']]],
  ['أكثر من 46 محتجزاً', [[46, true, 'محتجزا']]],
  ['about 3 million people', [[3_000_000, true, 'people']]],
  ['61 of the 184 schools', [[61, false, 'schools'], [184, false, 'schools']]],
  ['twenty five trucks', [[25, false, 'trucks']]],
  ['وصلت القافلة عام', []],
  ['في عام 1605 وصلت القافلة', []],
  ['نهاية عام 1605م – وذلك', []],
]; // biome-ignore format: a case a line

describe('readCounts', () => {
  for (const [text, found] of texts) it(text, () => assert.deepEqual(counts(text), found));
});

describe('contradict', () => {
  const count = (value: number, rough: boolean) => ({ value, rough, at: 0, counted: [] });
  it('takes exact numbers at their word, rough ones with a margin', () => {
    assert.ok(contradict(count(4, false), count(5, false)));
    assert.ok(!contradict(count(4, false), count(4, false)));
    assert.ok(!contradict(count(2000, true), count(2050, false)));
    assert.ok(contradict(count(1200, false), count(2000, true)));
  });
});
