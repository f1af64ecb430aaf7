import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Lexicon } from '../../src/language/concepts.ts';
import { WordComparer } from '../../src/language/likeness.ts';
import { isFunctionWord, KIND, readWords, type Word } from '../../src/language/words.ts';
import { anyText, runs } from './any-text.ts';

const lexicon = Lexicon.load(new URL('../../models/glossary', import.meta.url).pathname);

function word(text: string): Word {
  const [first, ...more] = readWords(text, lexicon);
  assert.ok(first && more.length === 0, text);
  return first;
}

const likeness = (a: string, b: string) => new WordComparer(word(a)).likeness(word(b));

describe('readWords', () => {
  it('gives words their stems, concepts and kinds', () => {
    const village = word('والقرية');
    assert.equal(village.stem, 'قر');
    assert.ok(village.concepts.length > 0);
    assert.ok(village.kinds & KIND.place);
    assert.equal(word('زمبليط').concepts.length, 0);
    assert.equal(word('زمبليط').phrase, -1);
  });

  it('gives the words of one phrase its number and concepts', () => {
    const words = readWords('أعلن وقف إطلاق النار في القرية', lexicon);
    const [a, b, c] = words.slice(1, 4);
    assert.ok(a && b && c);
    assert.ok(a.phrase >= 0 && a.phrase === b.phrase && b.phrase === c.phrase);
    assert.deepEqual(a.concepts, c.concepts);
    assert.notEqual(words.at(-1)?.phrase, a.phrase);
  });

  it('takes numbers for numbers and years for times', () => {
    assert.equal(word('64').kinds & KIND.number, KIND.number);
    assert.equal(word('64').kinds & KIND.time, 0);
    for (const year of ['1998', '2024', '٢٠١١']) {
      assert.equal(word(year).kinds & (KIND.time | KIND.number), KIND.time | KIND.number, year);
    }
    assert.equal(word('2500').kinds & KIND.time, 0);
    assert.ok(readWords('12.03.2024', lexicon).some((w) => w.kinds & KIND.time));
  });

  it('knows function words', () => {
    assert.equal(isFunctionWord(word('من')), true);
    assert.equal(isFunctionWord(word('the')), true);
    assert.equal(isFunctionWord(word('هدنة')), false);
  });
});

describe('WordComparer', () => {
  it('is 1 for one spelling and .95 for one stem', () => {
    assert.equal(likeness('الهُدنة', 'الهدنة').letters, 1);
    assert.equal(likeness('الهدنة', 'هدنة').letters, 0.95);
    assert.equal(likeness('2019', '2019').letters, 1);
  });

  it('is the share of common grams else, and nothing across scripts and between numbers', () => {
    const near = likeness('محتجون', 'احتجاج').letters;
    assert.ok(near > 0 && near < 0.6);
    assert.equal(likeness('Basman', 'بسمان').letters, 0);
    assert.equal(likeness('2019', '2018').letters, 0);
  });

  it('is 1 in meaning for one concept, .8 for names that sound alike', () => {
    assert.ok(likeness('truce', 'هدنة').meaning > 0.5);
    assert.equal(likeness('Zambalit', 'زمبليط').meaning, 0.8);
    assert.equal(likeness('Zambalit', 'هدنة').meaning, 0);
  });

  it('answers alike when asked again, also for one spelling in and out of a phrase', () => {
    const comparer = new WordComparer(word('ceasefire'));
    const inPhrase = readWords('وقف إطلاق النار', lexicon)[2] as Word;
    const alone = word('النار');
    const first = [comparer.likeness(inPhrase), comparer.likeness(alone)];
    assert.deepEqual([comparer.likeness(inPhrase), comparer.likeness(alone)], first);
    assert.ok(first[0]!.meaning > first[1]!.meaning);
  });

  it('stays within 0 and 1 where grams repeat inside a word', () => {
    assert.ok(likeness('nana', 'nanananana').letters < 0.95);
  });

  it('stays within 0 and 1 and is the same both ways, for any words', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const [one] = readWords(a, lexicon);
        const [other] = readWords(b, lexicon);
        if (!one || !other) return;
        const there = new WordComparer(one).likeness(other);
        const back = new WordComparer(other).likeness(one);
        for (const value of Object.values(there)) assert.ok(value >= 0 && value <= 1);
        assert.ok(Math.abs(there.letters - back.letters) < 1e-9);
        assert.ok(Math.abs(there.meaning - back.meaning) < 1e-9);
      }),
      runs,
    );
  });
});
