import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { joinNeighbours } from '../../src/answering/join.ts';
import { runs } from '../language/any-text.ts';
import { ranked } from './ranked.ts';

// The towns and events are invented.

const truce = 'أعلن وجهاء بلدة نهران هدنة مدتها ثلاثة أيام.';
const added = 'وأضافوا أن المعابر تفتح صباحا.';
const bridge = 'أغلق المهندسون الجسر الخشبي القديم صباح الأحد.';

describe('joinNeighbours', () => {
  it('makes one quote of a sentence and of the one that it goes on from', () => {
    const [first, ...rest] = joinNeighbours(
      ranked(['a', null, { [truce]: 0.3, [added]: 0.5, [bridge]: 0.2 }]),
    );
    assert.equal(first?.sentence.text, `${truce} ${added}`);
    assert.deepEqual(first.sentence.span, { start: 100, end: 101 + truce.length + added.length });
    assert.ok(Math.abs(first.belief - 0.8) < 1e-9);
    assert.deepEqual(
      rest.map(({ sentence }) => sentence.text),
      [bridge],
    );
  });

  it('joins a sentence with the one that goes on from it', () => {
    const [first] = joinNeighbours(ranked(['a', null, { [truce]: 0.7, [added]: 0.3 }]));
    assert.equal(first?.sentence.text, `${truce} ${added}`);
  });

  it('puts nothing in front of a sentence that only begins with "and"', () => {
    const began = 'وبدأ الهدوء في بلدة سلوم.';
    const shown = joinNeighbours(ranked(['a', null, { [truce]: 0.3, [began]: 0.6 }]));
    assert.equal(shown[0]?.sentence.text, began);
    assert.equal(
      joinNeighbours(ranked(['a', null, { [truce]: 0.6, [began]: 0.3 }]))[0]?.sentence.text,
      `${truce} ${began}`,
    );
  });

  it('quotes the halves of a long sentence together', () => {
    const half = 'وصلت عشرون شاحنة من القمح إلى مخبز بلدة سلوم،';
    const rest = 'خصوصا أن الطريق فتح صباحا.';
    for (const beliefs of [
      [0.7, 0.3],
      [0.3, 0.7],
    ] as const) {
      const [first] = joinNeighbours(ranked(['a', null, { [half]: beliefs[0], [rest]: beliefs[1] }]));
      assert.equal(first?.sentence.text, `${half} ${rest}`);
    }
  });

  it('takes no heading for half of a sentence', () => {
    const before = ranked(['a', null, { 'هدنة في نهران': 0.4, [bridge]: 0.6 }, '\n']);
    assert.deepEqual(joinNeighbours(before), before);
  });

  it('joins the next sentence where it tells the cause that is asked for', () => {
    const given = ranked(['a', null, { [truce]: 0.9, [bridge]: 0.05 }]);
    assert.deepEqual(joinNeighbours(given), given);
    const why = given.map((one, i) => (i === 1 ? { ...one, parts: { cause: 1 } } : one));
    assert.equal(joinNeighbours(why)[0]?.sentence.text, `${truce} ${bridge}`);
    const before = why.map((one) => ({ ...one, index: 1 - one.index }));
    assert.deepEqual(joinNeighbours(before), before);
  });

  it('leaves alone what is unlikely, what begins anew, and what stands elsewhere', () => {
    const apart = (given: Parameters<typeof ranked>) => {
      const before = ranked(...given);
      assert.deepEqual(joinNeighbours(before), before);
    };
    apart([['a', null, { [truce]: 0.9, [added]: 0.01 }]]);
    apart([['a', null, { [truce]: 0.5, [bridge]: 0.4 }]]);
    apart([['a', null, { [truce]: 0.5, [bridge]: 0.01, [added]: 0.4 }]]);
    apart([
      ['a', null, { [truce]: 0.5 }],
      ['b', null, { [added]: 0.3 }],
    ]);
  });

  it('makes no quote of more than 80 words', () => {
    const long = `وأضاف ${'كلمة '.repeat(78)}أخيرة.`;
    const before = ranked(['a', null, { [truce]: 0.5, [long]: 0.4 }]);
    assert.deepEqual(joinNeighbours(before), before);
  });

  it('quotes letter for letter, and loses and repeats no sentence', () => {
    const texts = fc.uniqueArray(
      fc.constantFrom(truce, added, bridge, 'She left.', 'But it rained.', 'وهي بعيدة'),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (given, beliefs) => {
          const sentences = Object.fromEntries(given.map((text, i) => [text, beliefs[i]!]));
          const shown = joinNeighbours(ranked(['a', null, sentences]));
          for (const { hit, sentence } of shown) {
            const { text, start } = hit.reading.passage;
            assert.equal(sentence.text, text.slice(sentence.span.start - start, sentence.span.end - start));
          }
          const inOrder = shown.toSorted((a, b) => a.sentence.span.start - b.sentence.span.start);
          assert.equal(inOrder.map(({ sentence }) => sentence.text).join(' '), given.join(' '));
        },
      ),
      runs,
    );
  });
});
