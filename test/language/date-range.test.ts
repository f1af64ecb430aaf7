import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findPeriod, type PeriodUnit } from '../../src/language/date-range.ts';
import { anyText, runs } from './any-text.ts';

const today = '2023-09-10';

/** Questions about invented events: from, to, unit, and the words that say so. */
const named: readonly (readonly [
  text: string,
  from: string | null,
  to: string | null,
  unit: PeriodUnit,
  words: string,
])[] = [
  ['What happened in July 2023?', '2023-07-01', '2023-07-31', 'month', 'in July 2023'],
  ['شو صار بتموز 2023؟', '2023-07-01', '2023-07-31', 'month', 'بتموز 2023'],
  ['كم حريقاً وقع بسنة 2021؟', '2021-01-01', '2021-12-31', 'year', 'بسنة 2021'],
  ['In May, what happened?', '2023-05-01', '2023-05-31', 'month', 'In May'],
  ['deaths on 12 July 2023', '2023-07-12', '2023-07-12', 'day', 'on 12 July 2023'],
  ['July 12th, 2023 clashes', '2023-07-12', '2023-07-12', 'day', 'July 12th, 2023'],
  ['what happened on 20 December', '2022-12-20', '2022-12-20', 'day', 'on 20 December'],
  ['losses of 2023-07-12', '2023-07-12', '2023-07-12', 'day', 'of 2023-07-12'],
  ['who fled last week?', '2023-09-03', '2023-09-10', 'week', 'last week'],
  ['who fled yesterday?', '2023-09-09', '2023-09-09', 'day', 'yesterday'],
  ['who fled 2 weeks ago?', '2023-08-27', '2023-08-27', 'day', '2 weeks ago'],
  ['prices of the last 3 months', '2023-06-10', '2023-09-10', 'span', 'of the last 3 months'],
  [
    'who led between March 2020 and May 2021?',
    '2020-03-01',
    '2021-05-31',
    'span',
    'between March 2020 and May 2021',
  ],
  ['what changed since 2021?', '2021-01-01', null, 'span', 'since 2021'],
  ['was the bridge built before 1990?', null, '1989-12-31', 'span', 'before 1990'],
  ['كم عائلة نزحت في نيسان 2023؟', '2023-04-01', '2023-04-30', 'month', 'في نيسان 2023'],
  ['كم عائلة نزحت في أبريل/نيسان ٢٠٢٣؟', '2023-04-01', '2023-04-30', 'month', 'في أبريل/نيسان ٢٠٢٣'],
  ['ماذا حدث في تشرين الأول 2022؟', '2022-10-01', '2022-10-31', 'month', 'في تشرين الأول 2022'],
  ['ما حدث في آب', '2023-08-01', '2023-08-31', 'month', 'في آب'],
  ['ماذا حدث في عام ٢٠٢٢؟', '2022-01-01', '2022-12-31', 'year', 'في عام ٢٠٢٢'],
  ['ماذا حدث يوم 3 أيار 2023؟', '2023-05-03', '2023-05-03', 'day', 'يوم 3 أيار 2023'],
  ['ماذا حدث الأسبوع الماضي؟', '2023-09-03', '2023-09-10', 'week', 'الأسبوع الماضي'],
  ['شو صار مبارح بالكرماوية', '2023-09-09', '2023-09-09', 'day', 'مبارح'],
  ['شو صار أول امبارح', '2023-09-08', '2023-09-08', 'day', 'أول امبارح'],
  ['ماذا حدث قبل يومين؟', '2023-09-08', '2023-09-08', 'day', 'قبل يومين'],
  ['ماذا حدث في السنة الماضية؟', '2022-01-01', '2022-12-31', 'year', 'في السنة الماضية'],
  ['من زار البلدة بين 2011 و2013؟', '2011-01-01', '2013-12-31', 'span', 'بين 2011 و2013'],
  ['من زار البلدة بين آذار وأيار 2021؟', '2021-03-01', '2021-05-31', 'span', 'بين آذار وأيار 2021'],
  ['من 2011 إلى 2013 من حكم؟', '2011-01-01', '2013-12-31', 'span', 'من 2011 إلى 2013'],
  ['ماذا تغير منذ آذار 2021؟', '2021-03-01', null, 'span', 'منذ آذار 2021'],
  ['ماذا حدث بعد 12 أيار 2023؟', '2023-05-13', null, 'span', 'بعد 12 أيار 2023'],
];

const unnamed = [
  'من فتح باب 2023؟',
  'what may the council do?',
  'the march on the bridge',
  'How many of the 2000 fighters left?',
  'Resolution 2254',
  'من هو أب الرئيس؟',
  'في أي عام بُني الجسر؟',
  'ماذا حدث بعد الهدنة؟',
  'قرار مجلس الأمن 2254',
  'ماذا قالت نوران اليوم عن الهدنة؟',
  'بين الفصيلين',
  '',
];

describe('findPeriod', () => {
  for (const [text, from, to, unit, words] of named) {
    it(text, () => {
      const found = findPeriod(text, today);
      assert.ok(found);
      assert.deepEqual(found.period, { from, to, unit });
      assert.equal(text.slice(found.span.start, found.span.end), words);
    });
  }

  for (const text of unnamed) it(`none in: ${text}`, () => assert.equal(findPeriod(text, today), null));

  it('finds real days in order, inside the text, whatever it is', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...named.map(([words]) => words)), anyText), { maxLength: 3 })
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, (words) => {
        const found = findPeriod(words, today);
        if (!found) return;
        const { from, to } = found.period;
        for (const day of [from, to]) if (day) assert.equal(new Date(day).toISOString().slice(0, 10), day);
        if (from && to) assert.ok(from <= to, `${from} ${to}`);
        assert.ok(found.span.start < found.span.end && found.span.end <= words.length);
      }),
      runs,
    );
  });
});
