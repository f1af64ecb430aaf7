import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { skeletons } from '../../src/language/skeleton.ts';
import { tokenise } from '../../src/language/tokens.ts';

const of = (word: string): string[] => tokenise(word).flatMap(skeletons);

/** Invented and common given names in both spellings. */
const pairs: readonly (readonly [arabic: string, latin: string, shared: string])[] = [
  ['بسمان', 'Basman', 'bsmn'],
  ['فيكتور', 'Victor', 'fktr'],
  ['شريف', 'Sharif', 'srf'],
  ['خالد', 'Khaled', 'kld'],
  ['غسان', 'Ghassan', 'gsn'],
  ['قاسم', 'Qasim', 'ksm'],
  ['كريم', 'Carim', 'krm'],
  ['فيليب', 'Philip', 'flb'],
  ['بطرس', 'Petros', 'btrs'],
  ['محمّد', 'Muhammad', 'mhmd'],
  ['سميرة', 'Samirah', 'smr'],
  ['والبسمان', 'Basman', 'bsmn'],
  ['لبسمان', 'Basman', 'bsmn'],
  ['اليكسي', 'Alexi', 'lks'],
];

describe('skeletons', () => {
  for (const [arabic, latin, shared] of pairs) {
    it(`${arabic} and ${latin} share ${shared}`, () => {
      assert.deepEqual(of(latin), [shared]);
      assert.ok(of(arabic).includes(shared), of(arabic).join());
    });
  }

  it('are none for numbers, other scripts and fewer than three consonants', () => {
    for (const word of ['2019', '停火', 'Rima', 'ريما', 'aeiou', 'و']) assert.deepEqual(of(word), [], word);
  });

  it('keep digits of a Latin word out', () => assert.deepEqual(of('Basman22'), ['bsmn']));

  it('keep an Arabic word as it stands beside the one without its proclitic', () => {
    assert.deepEqual(of('بسمان'), ['bsmn', 'smn']);
  });
});
