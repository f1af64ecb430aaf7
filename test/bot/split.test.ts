import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Html, html, joinHtml } from '../../src/bot/html.ts';
import { splitHtml } from '../../src/bot/split.ts';
import { parseHtml } from '../telegram/html-parser.ts';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
const textOf = (part: Html) => parseHtml(String(part)).text.trim();

/** Words of at most 24 UTF-16 units: Arabic with marks, Latin, what HTML escapes, emoji of several code points. */
const word = fc.stringMatching(/^[\p{Script=Arabic}a-z<>&"'0-9]{1,8}$/u).map((w) => w.trim() || 'و');
const anyWord = fc.oneof(word, fc.constantFrom('👨‍👩‍👧‍👦', '&amp;', '</b>', 'مُحَمَّدٌ', '\u2068Dama\u2069'));
const phrase = fc.array(anyWord, { minLength: 1, maxLength: 30 }).map((all) => all.join(' '));
const block: fc.Arbitrary<Html> = fc.oneof(
  phrase.map((text) => html`${text}`),
  phrase.map((text) => html`<b>${text}</b>`),
  phrase.map((text) => html`<a href="https://a.example/?a=1&amp;b">${text}</a>`),
  fc.tuple(phrase, phrase).map(([a, b]) => html`<blockquote>${a} <b>${b}</b></blockquote>`),
);
const message = fc.array(block, { minLength: 1, maxLength: 12 }).map((blocks) => joinHtml(blocks, '\n'));

test('every part is valid HTML within the limit, and no word is lost or broken', () => {
  fc.assert(
    fc.property(message, fc.integer({ min: 40, max: 400 }), (whole, limit) => {
      const parts = splitHtml(whole, limit).map(textOf);
      for (const part of parts) assert.ok(part.length <= limit && part.trim() !== '' && part.isWellFormed());
      assert.deepEqual(parts.flatMap(words), words(textOf(whole)));
    }),
    { numRuns: 300 },
  );
});

test('any text at all, also one word longer than a message, comes through without a broken character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => {
      fc.pre(text.trim() !== '');
      const whole = html`<blockquote>${text}</blockquote>`;
      const parts = splitHtml(whole, 50).map(textOf);
      for (const part of parts) assert.ok(part.length <= 50 && part.isWellFormed());
      assert.equal(parts.join('').replace(/\s/g, ''), textOf(whole).replace(/\s/g, ''));
    }),
    { numRuns: 300 },
  );
});

test('ends a message between lines rather than in a quote, and in a quote rather than in bold words', () => {
  const quoted = html`first line\n<blockquote>a quote that is not cut</blockquote>\nlast`;
  assert.deepEqual(splitHtml(quoted, 36).map(textOf), ['first line\na quote that is not cut', 'last']);
  assert.deepEqual(splitHtml(quoted, 24).map(textOf), ['first line', 'a quote that is not cut', 'last']);
  const bold = html`<blockquote>one two <b>three four</b> five</blockquote>`;
  assert.deepEqual(splitHtml(bold, 16).map(String), [
    '<blockquote>one two</blockquote>',
    '<blockquote><b>three four</b> five</blockquote>',
  ]);
  assert.deepEqual(splitHtml(html`<b>${'x'.repeat(9)}</b>`, 4).map(String), [
    '<b>xxxx</b>',
    '<b>xxxx</b>',
    '<b>x</b>',
  ]);
});

test('a text of 100,000 letters is cut in well under a second', () => {
  const started = performance.now();
  assert.ok(splitHtml(html`${'كلمة '.repeat(20_000)}`).length > 20);
  assert.ok(performance.now() - started < 1000);
});
