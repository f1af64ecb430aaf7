import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { courtesyOf } from '../../src/language/courtesy.ts';
import { anyText } from './any-text.ts';

const texts: readonly (readonly [text: string, kind: string | null, language: string | null])[] = [
  ['مرحبا', 'greeting', 'ar'],
  ['السَّلامُ عليكم، صباح الخير!', 'greeting', 'ar'],
  ['أهلاً وسهلاً', 'greeting', 'ar'],
  ['Mar7aba', 'greeting', 'ar'],
  ['Hi there 👋', 'greeting', 'en'],
  ['شكراً', 'thanks', 'ar'],
  ['مرحبا، شكرا جزيلا لك', 'thanks', 'ar'],
  ['Thank you so much.', 'thanks', 'en'],
  ['مرحبا، من أعلن الهدنة؟', null, null],
  ['thanks to whom did the truce hold?', null, null],
  ['صباح', null, null],
  ['الهدنة', null, null],
  ['؟؟؟', null, null],
  ['', null, null],
]; // biome-ignore format: a case a line

describe('courtesyOf', () => {
  for (const [text, kind, language] of texts) {
    it(text || 'nothing', () => {
      const found = courtesyOf(text);
      assert.deepEqual([found?.kind ?? null, found?.language ?? null], [kind, language]);
    });
  }

  it('takes any text', () => {
    fc.assert(fc.property(anyText, (text) => courtesyOf(`${text} الهدنة`) === null));
  });
});
