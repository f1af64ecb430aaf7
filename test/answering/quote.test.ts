import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { groupSame, quote, quoteNearest } from '../../src/answering/quote.ts';
import { runs } from '../language/any-text.ts';
import { ranked } from './ranked.ts';

// The towns and events are invented.

const truce = 'أعلن وجهاء بلدة نهران هدنة مدتها ثلاثة أيام بين المجلس وحراس السد';
const flour = 'وصلت عشرون شاحنة من القمح إلى مخبز بلدة سلوم';
const bridge = 'أغلق المهندسون الجسر الخشبي القديم صباح الأحد';
const school = 'فتحت المدرسة أبوابها لتلاميذ القرية بعد العطلة';

describe('quote', () => {
  it('quotes nothing of nothing', () => {
    assert.deepEqual(quote([]), { sentences: [], citations: [] });
    assert.deepEqual(quoteNearest([]), { sentences: [], citations: [] });
  });

  it('quotes one sentence alone when the others are much less likely', () => {
    const { sentences, citations } = quote(
      ranked(['a', null, { [truce]: 0.8, [flour]: 0.1 }], ['b', null, { [bridge]: 0.05 }]),
    );
    assert.deepEqual(sentences, [{ text: truce, citations: [1] }]);
    assert.equal(citations.length, 1);
  });

  it('quotes further sentences that are nearly as likely, three at most', () => {
    const { sentences } = quote(
      ranked(
        ['a', null, { [truce]: 0.3, [flour]: 0.25 }],
        ['b', null, { [bridge]: 0.24 }],
        ['c', null, { [school]: 0.23 }],
      ),
    );
    assert.deepEqual(sentences, [
      { text: truce, citations: [1] },
      { text: flour, citations: [2] },
      { text: bridge, citations: [3] },
    ]);
  });

  it('makes one quote of near-identical sentences, in the words of the earliest report, which is cited first', () => {
    const later = `و${truce}.`;
    const { sentences, citations } = quote(
      ranked(
        ['undated', null, { [`${truce}!`]: 0.4 }],
        ['june', '2031-06-02', { [later]: 0.35 }],
        ['may', '2031-05-04T10:00', { [`«${truce}».`]: 0.1 }],
      ),
    );
    assert.deepEqual(sentences, [{ text: `«${truce}».`, citations: [1, 2, 3] }]);
    assert.deepEqual(
      citations.map(({ n, reportId }) => [n, reportId]),
      [
        [1, 'may'],
        [2, 'june'],
        [3, 'undated'],
      ],
    );
  });

  it('does not take a report that repeats itself for a second source', () => {
    const { sentences, citations } = quote(
      ranked(['a', null, { [truce]: 0.5 }], ['a', null, { [`${truce}.`]: 0.45 }]),
    );
    assert.deepEqual(sentences, [{ text: truce, citations: [1] }]);
    assert.equal(citations.length, 1);
  });

  it('keeps sentences apart that share some words only', () => {
    const other = 'أعلن وجهاء بلدة سلوم رفض هدنة مدتها شهر بين التجار وسائقي الشاحنات';
    assert.equal(groupSame(ranked(['a', null, { [truce]: 0.5 }], ['b', null, { [other]: 0.4 }])).length, 2);
  });

  it('cites the place of the sentence and the passage around it', () => {
    const [one] = quote(ranked(['a', '2031-05-04', { [flour]: 0.1, [truce]: 0.8 }])).citations;
    assert.ok(one);
    assert.equal(one.passage.slice(one.start - one.passageStart, one.end - one.passageStart), truce);
    assert.deepEqual(
      {
        n: one.n,
        reportId: one.reportId,
        version: one.version,
        title: one.title,
        source: one.source,
        url: one.url,
        date: one.date,
      },
      { n: 1, reportId: 'a', version: 3, title: 'عنوان a', source: 'وكالة a', url: null, date: '2031-05-04' },
    );
  });

  it('shows of the nearest passages the best sentence each, three at most, however unlikely', () => {
    const { sentences, citations } = quoteNearest(
      ranked(
        ['a', null, { [truce]: 0.5, [flour]: 0.4 }],
        ['b', null, { [bridge]: 0.01 }],
        ['c', null, { [school]: 0.005 }],
        ['d', null, { 'أضيئت مصابيح الميناء ليلة أمس': 0.001 }],
      ),
    );
    assert.deepEqual(
      sentences.map((sentence) => sentence.text),
      [truce, bridge, school],
    );
    assert.deepEqual(
      citations.map((citation) => citation.reportId),
      ['a', 'b', 'c'],
    );
  });

  it('numbers citations from 1 without a gap, each used once, whatever is ranked', () => {
    const sentence = fc.constantFrom(truce, `${truce}.`, flour, bridge, school);
    const one = fc.tuple(
      fc.constantFrom('a', 'b', 'c'),
      fc.constantFrom(null, '2031-01-01', '2031-02-02'),
      fc.dictionary(sentence, fc.double({ min: 0, max: 1, noNaN: true }), { minKeys: 1 }),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 6 }), (given) => {
        const all = ranked(...given);
        for (const { sentences, citations } of [quote(all), quoteNearest(all)]) {
          assert.ok(sentences.length <= 3);
          const used = sentences.flatMap((shown) => shown.citations);
          assert.deepEqual(
            used,
            citations.map((_, i) => i + 1),
          );
          for (const { text, citations: numbers } of sentences) {
            const first = citations[numbers[0]! - 1]!;
            const { start, end, passageStart } = first;
            assert.equal(first.passage.slice(start - passageStart, end - passageStart), text);
            const reports = numbers.map((n) => citations[n - 1]!.reportId);
            assert.equal(new Set(reports).size, reports.length);
          }
        }
      }),
      runs,
    );
  });
});
