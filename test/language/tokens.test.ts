import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { normalise, plainLetters } from '../../src/language/normalise.ts';
import { type Token, tokenise } from '../../src/language/tokens.ts';
import { anyText, runs } from './any-text.ts';

const terms = (text: string): string =>
  tokenise(text)
    .map((token) => token.term)
    .join(' ');
const scripts = (text: string): string =>
  tokenise(text)
    .map((token) => token.script)
    .join(' ');
const slices = (text: string): string[] => tokenise(text).map((token) => text.slice(token.start, token.end));

const cases: readonly (readonly [what: string, text: string, terms: string])[] = [
  ['words between spaces and punctuation', 'وصلت القافلة، إلى «تل ريما».', 'وصلت القافله الي تل ريما'],
  ['harakat and tatweel inside words', 'الهُدْنـــة', 'الهدنه'],
  ['bidi controls inside a word', 'هد\u200fنة تل\u202cّ', 'هدنه تل'],
  ['a word ends where the script changes', 'بـHTS وNATOفي', 'ب hts و nato في'],
  ['Latin letters and digits stay together', 'F16 3rd KX-200 mp3', 'f16 3rd kx 200 mp3'],
  ['Arabic letters and digits do not', '5كم و12', '5 كم و 12'],
  ['decimals', '3.5 ٣٫٥ 3.', '3.5 3.5 3'],
  ['thousands', '1,200 1,200,300 ١٬٢٠٠ 1،200', '1200 1200300 1200 1200'],
  ['thousands with decimals', '1,200.75', '1200.75'],
  ['a comma before other than three digits parts numbers', '12,34 1,2000 3,', '12 34 1 2000 3'],
  ['dates and versions are several numbers', '12.03.2024 1.2.3.4', '12 03 2024 1 2 3 4'],
  ['times and ranges are several numbers', '10:30 3-5 2011/2012', '10 30 3 5 2011 2012'],
  ['a letter stretched to three or more counts once', 'هدوووووء sooooo ليييش', 'هدوء so ليش'],
  ['a doubled letter is spelling', 'committee ممنوع', 'committee ممنوع'],
  ['different letters that fold into one are no stretch', 'روائيين IIIM KKK', 'رواييين iiim kkk'],
  ['digits are never stretched', '1000 5000000', '1000 5000000'],
  ['stretched over harakat', 'لااَا', 'لا'],
  ['accents', 'Erdoğan Işık Nuñez', 'erdogan isik nunez'],
  ['presentation forms', 'ﺍﻟﻬﺪﻧﺔ ﻻ ﬁre', 'الهدنه لا fire'],
  ['a ligature of several words', 'ﷺ', 'صلي الله عليه وسلم'],
  ['only marks', '\u064b\u200f ـــ', ''],
  ['emoji and lone surrogates part words', 'a😀b\ud800c', 'a b c'],
  ['nothing', '', ''],
];

describe('tokenise', () => {
  for (const [what, text, expected] of cases) {
    it(what, () => assert.equal(terms(text), expected));
  }

  it('tells the script', () => {
    assert.equal(scripts('هدنة truce 3.5 F16 ٢٠٢٤ 停火'), 'arabic latin number latin number other');
  });

  it('gives offsets into the text, without the marks around a word', () => {
    assert.deepEqual(slices('\u202bهُدنة\u202c، 1,200 بـHTS'), ['هُدنة', '1,200', 'ب', 'HTS']);
  });

  it('gives offsets into the text as given where presentation forms change its length', () => {
    assert.deepEqual(slices('ﻻ ﺳﻼﻡ ﬁre وصل ﷺ قال'), ['ﻻ', 'ﺳﻼﻡ', 'ﬁre', 'وصل', 'ﷺ', 'ﷺ', 'ﷺ', 'ﷺ', 'قال']);
  });

  it('has tokens in order, inside the text, whose slice normalises to the term', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let before: Token | undefined;
        for (const token of tokenise(text)) {
          const slice = text.slice(token.start, token.end);
          assert.ok(token.start >= 0 && token.start < token.end && token.end <= text.length);
          assert.ok(!before || token.start >= before.end - 1, 'overlaps by more than a ligature');
          assert.notEqual(token.term, '');
          before = token;
          // A ligature of several words is the end of one and the start of another.
          if (plainLetters(slice) !== slice && plainLetters(slice).includes(' ')) continue;
          // Between digits, separators of thousands go and both decimal points are one.
          const spelt = normalise(slice)
            .replace(/(?<=\d)[,،٬](?=\d)/g, '')
            .replace(/(?<=\d)٫(?=\d)/g, '.');
          assert.equal(token.term, spelt.replace(/(\D)\1{2,}/g, '$1'));
        }
      }),
      runs,
    );
  });

  it('reads one word of a million letters, or as many points, in linear time', () => {
    const started = performance.now();
    assert.equal(tokenise('ab'.repeat(500_000)).length, 1);
    assert.equal(tokenise('1.'.repeat(500_000)).length, 500_000);
    assert.ok(performance.now() - started < 2000);
  });
});
