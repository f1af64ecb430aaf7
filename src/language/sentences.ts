import type { Span } from '../reports/report.ts';
import { countWords, cutLongSentence } from './clauses.ts';
import { blocksOf, isSpace, listMarkerLength, trimSpan } from './lines.ts';
import { isAbbreviation } from './stops.ts';

const SEGMENTER = new Intl.Segmenter('ar', { granularity: 'sentence' });

const STOPS = new Set('.!?؟۔…。！？');
/** What may stand between a stop and the white space after it. */
const CLOSERS = new Set('"\'”“’»›)]}*_\u200e\u200f\u202a\u202b\u202c\u2067\u2069');
const ALWAYS_OPENS = new Set('«‹([{');
/** Close a sentence when white space follows them: in Arabic texts ” may open too, as in و”النص”. */
const CLOSES_BEFORE_SPACE = new Set('”’»›)]}');
const FURTHEST_LOOK = 12;

const ARABIC_LETTER = /^\p{Script=Arabic}$/u;
const WORD_CHARACTER = /^[\p{L}\p{M}\p{N}]$/u;
const LATIN_LOWER = /^[\p{Ll}]$/u;
const HAS_LETTER = /[\p{L}\p{N}]/u;
const LIST_NUMBER = /(?:^|:)\s*[([]?\p{Nd}{1,3}\s?[.)\]]+\s*$/u;
const LIST_NUMBER_AFTER_COLON = /:\s*[([]?\p{Nd}{1,3}\s?[.)\]]+\s*$/u;
/** An ellipsis and white space: ICU takes … for no stop. The look-behind keeps a long run of dots linear. */
const AFTER_ELLIPSIS = /(?:…|(?<!\.)\.{2,})["'”»)\]]*\s+/gu;
/** A stop, then a dash that opens speech or an item: ICU reads the dash as going on. */
const BEFORE_DASH = /[.!?؟۔]["'”»)\]]*\s+(?=[-–—]\s)/gu;
/** Fewer words than this before an ellipsis are a hesitation, not a sentence. */
const WORDS_BEFORE_ELLIPSIS = 4;

/**
 * The sentences of a text, in order: exact offsets in UTF-16 code units, no white space at the ends, never empty,
 * never overlapping, and every character that isn't white space is inside one.
 *
 * ICU's boundaries, mended: a line of its own is never joined with the next unless the text is hard-wrapped; no
 * boundary after abbreviations, initials and list numbers; an ellipsis ends a sentence; closing quotes and brackets
 * stay with the sentence they close, opening ones go with the next. Above 60 words a sentence is cut at clause marks.
 */
export function splitSentences(text: string): Span[] {
  const sentences: Span[] = [];
  for (const block of blocksOf(text)) {
    for (const sentence of sentencesOfBlock(text, block)) {
      for (const piece of cutLongSentence(text, sentence)) sentences.push(piece);
    }
  }
  return sentences;
}

function sentencesOfBlock(text: string, block: Span): Span[] {
  // A wrapped line's end is white space like any other; the length must stay.
  const inner = text.slice(block.start, block.end).replace(/[\n\v\f\r\u2028\u2029]/gu, ' ');
  const sentences: { start: number; end: number }[] = [];
  let start = 0;
  // An opening without letters ("***") goes with what follows it.
  let leading = true;
  for (const boundary of [...boundariesOf(inner), inner.length]) {
    const span = trimSpan(inner, start, boundary);
    start = boundary;
    if (span === null) continue;
    const last = sentences.at(-1);
    const bare = !HAS_LETTER.test(inner.slice(span.start, span.end));
    if (last && (bare || leading)) last.end = span.end;
    else sentences.push({ ...span });
    leading = leading && bare;
  }
  return sentences.map((span) => ({ start: span.start + block.start, end: span.end + block.start }));
}

/** Places where a sentence of the block begins, without the first. */
function boundariesOf(block: string): number[] {
  const candidates: number[] = [];
  for (const { index } of SEGMENTER.segment(block)) candidates.push(index);
  for (const pattern of [AFTER_ELLIPSIS, BEFORE_DASH]) {
    for (const match of block.matchAll(pattern)) candidates.push(match.index + match[0].length);
  }
  candidates.sort((a, b) => a - b);

  const marker = listMarkerLength(block);
  const quotes = new StraightQuotes(block);
  const boundaries: number[] = [];
  let last = 0;
  let seen = 0;
  let words = 0;
  for (const candidate of candidates) {
    if (candidate <= marker || candidate <= seen || candidate >= block.length) continue;
    words += countWords(block.slice(seen, candidate));
    seen = candidate;
    const boundary = mend(block, candidate, words, quotes);
    if (boundary === null || boundary <= last || boundary >= block.length) continue;
    if (isListNumber(block, last, boundary)) continue;
    boundaries.push(boundary);
    last = boundary;
    words = 0;
  }
  return boundaries;
}

/** Where the sentence really begins, or null when it goes on. `words` is the number of words before. */
function mend(block: string, candidate: number, words: number, quotes: StraightQuotes): number | null {
  let end = candidate;
  while (end > 0 && isSpace(block.charCodeAt(end - 1))) end--;
  const opened = openersBefore(block, end, candidate, quotes);
  if (opened < end) return spaceless(block, opened, opened) ? opened : null;

  const start = closersAfter(block, candidate, quotes);
  const stop = stopBefore(block, end);
  if (stop < 0) return start;
  if (end === candidate && start === candidate && !spaceless(block, end, candidate)) return null;

  const next = block[start] ?? '';
  const ellipsis = block[stop] === '…' || (block[stop] === '.' && block[stop - 1] === '.');
  if (ellipsis) return words < WORDS_BEFORE_ELLIPSIS || LATIN_LOWER.test(next) ? null : start;
  if (block[stop] === '.') return isAbbreviation(block, stop, start) ? null : start;
  return LATIN_LOWER.test(next) ? null : start;
}

/**
 * A stop with no white space after it ends a sentence only between Arabic words ("انتهى.وقال"): not in addresses,
 * numbers and Latin names.
 */
function spaceless(block: string, end: number, next: number): boolean {
  const stop = stopBefore(block, end);
  if (stop < 0) return false;
  let after = next;
  while (after < next + 3 && ALWAYS_OPENS.has(block[after] ?? '')) after++;
  while (after < next + 4 && CLOSERS.has(block[after] ?? '')) after++;
  if (!ARABIC_LETTER.test(block[after] ?? '')) return false;
  let before = stop;
  while (before > 0 && stop - before < FURTHEST_LOOK && STOPS.has(block[before] ?? '')) before--;
  if (block[before] === ' ') before--;
  const letter = block[before] ?? '';
  if (!ARABIC_LETTER.test(letter) && !CLOSERS.has(letter) && !/^[\p{N}\p{M}]$/u.test(letter)) return false;
  return block[stop] !== '.' || !(isAbbreviation(block, stop, after) || isSpelledOut(block, stop));
}

/** Foreign letters spelt out in Arabic: "بي.بي.سي", "إف.بي.آي". */
function isSpelledOut(block: string, stop: number): boolean {
  const before = /[\p{L}\p{M}]+$/u.exec(block.slice(Math.max(0, stop - 6), stop))?.[0] ?? '';
  const after = /^[\p{L}\p{M}]+/u.exec(block.slice(stop + 1, stop + 7))?.[0] ?? '';
  return before.length > 0 && before.length <= 4 && after.length > 0 && after.length <= 4;
}

/** The last stop before `end`, with nothing but closing marks between; -1 for none. */
function stopBefore(block: string, end: number): number {
  for (let at = end - 1; at >= 0 && end - at <= FURTHEST_LOOK; at--) {
    const char = block[at] ?? '';
    if (STOPS.has(char)) return at;
    if (!CLOSERS.has(char) && !ALWAYS_OPENS.has(char)) return -1;
  }
  return -1;
}

/** ICU leaves a quote or bracket that opens the next sentence with the one before: where it really begins. */
function openersBefore(block: string, end: number, candidate: number, quotes: StraightQuotes): number {
  let at = end;
  const letterFollows = end === candidate && WORD_CHARACTER.test(block[candidate] ?? '');
  while (at > 0 && end - at < 4) {
    const char = block[at - 1] ?? '';
    const opens =
      ALWAYS_OPENS.has(char) || (letterFollows && (char === '“' || (char === '"' && quotes.opensAt(at - 1))));
    if (!opens) break;
    at--;
  }
  return at;
}

/** A closing mark set off by a space (`انتهى. »`) still belongs to the sentence before it. */
function closersAfter(block: string, candidate: number, quotes: StraightQuotes): number {
  let at = candidate;
  while (at - candidate < 4) {
    const char = block[at] ?? '';
    if (!CLOSES_BEFORE_SPACE.has(char) && !(char === '"' && !quotes.opensAt(at))) break;
    at++;
  }
  if (at === candidate) return candidate;
  if (at < block.length && !isSpace(block.charCodeAt(at))) return candidate;
  while (at < block.length && isSpace(block.charCodeAt(at))) at++;
  return at;
}

/** Between the two places stand only a number and its stop ("2. " within a line), or they follow a colon. */
function isListNumber(block: string, from: number, to: number): boolean {
  const near = block.slice(Math.max(from, to - 10), to);
  const pattern = to - from > 10 ? LIST_NUMBER_AFTER_COLON : LIST_NUMBER;
  return pattern.test(near);
}

/** Tells whether a straight quote opens or closes, by counting; asked for rising places, so linear in the block. */
class StraightQuotes {
  #block: string;
  #at = 0;
  #count = 0;

  constructor(block: string) {
    this.#block = block;
  }

  opensAt(place: number): boolean {
    if (place < this.#at) {
      for (let i = place; i < this.#at; i++) if (this.#block[i] === '"') this.#count--;
    } else {
      for (let i = this.#at; i < place; i++) if (this.#block[i] === '"') this.#count++;
    }
    this.#at = place;
    return this.#count % 2 === 0;
  }
}
