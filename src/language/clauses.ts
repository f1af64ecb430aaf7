import type { Span } from '../reports/report.ts';
import { isSpace, trimSpan } from './lines.ts';

/** A sentence of more words than this is cut. */
export const LONGEST_SENTENCE = 60;
/** A piece shorter than this is avoided. */
const SHORTEST_PIECE = 12;
/** Code units after which a run without white space (a URL, Chinese, base64) counts as a further word. */
const LONGEST_WORD = 60;

const HAS_LETTER = /[\p{L}\p{N}]/u;
/** A clause mark at the end of a word, with the quotes and brackets that close after it. */
const STRONG_MARK = /[؛;]["'”“’»)\]]*$/u;
const WEAK_MARK = /[،,:]["'”“’»)\]]*$|^[–—-]$/u;
/** Words that begin a clause, with or without the conjunction و in front. */
const CLAUSE_WORDS = new Set(
  `فيما بينما كما حيث إذ لكن ولكن غير بحسب وفق وفقا حين عندما وأضاف وأضافت وقال وقالت وأكد وأكدت وأشار وأشارت
   وأوضح وأوضحت وتابع وتابعت وذكر وذكرت ولفت ولفتت وكان وكانت وذلك وهو وهي وهم وقد مشيرا مضيفا مؤكدا لافتا معتبرا
   موضحا وسط بسبب نتيجة بهدف لأن لاسيما خصوصا خاصة إضافة
   while which who whose but whereas because although though where when and after before since until that`.split(
    /\s+/u,
  ),
);

/** Cost of ending a piece, against `(words / 60)²` + 1 for each piece. */
const COST = {
  strong: 0,
  weak: 0.1,
  clauseWord: 0.35,
  anywhere: 4,
  insideBrackets: 0.5,
  insideWord: 20,
  tooShort: 2,
};

/**
 * Words in the text: runs without white space that hold a letter or a digit. A run of more than 60 code units
 * counts once for every 60.
 */
export function countWords(text: string): number {
  let words = 0;
  for (let at = 0; at < text.length; ) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    while (at < text.length && !isSpace(text.charCodeAt(at))) at++;
    if (at - start > LONGEST_WORD) words += partsOfRun(text, start, at).length;
    else if (hasLetter(text, start, at)) words++;
  }
  return words;
}

/** Whether a run holds a letter or a digit; most begin with one of these. */
function hasLetter(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  const isArabic = first >= 0x0621 && first <= 0x064a && first !== 0x0640;
  const isLatin = (first >= 0x61 && first <= 0x7a) || (first >= 0x41 && first <= 0x5a);
  return isArabic || isLatin || HAS_LETTER.test(text.slice(start, end));
}

/** Where the words of a run without white space end. */
function partsOfRun(text: string, start: number, end: number): number[] {
  const ends: number[] = [];
  for (let from = start; from < end; from = ends.at(-1)!) {
    ends.push(end - from > LONGEST_WORD ? wholeCodePoint(text, from + LONGEST_WORD) : end);
  }
  return ends;
}

interface Word extends Span {
  /** What ending a piece after this word costs. */
  readonly cost: number;
}

/**
 * A sentence of more than 60 words, cut at clause marks (، ؛ , ; : –) or before words that begin a clause, into
 * pieces as few and as even as can be, of 12 words at least where that is possible and of 60 at most. Where no mark
 * is near, it is cut between two words. A shorter sentence comes back as it is.
 */
export function cutLongSentence(text: string, sentence: Span): Span[] {
  // Every word takes two code units at least, with the space after it.
  if (sentence.end - sentence.start < LONGEST_SENTENCE * 2) return [sentence];
  if (countWords(text.slice(sentence.start, sentence.end)) <= LONGEST_SENTENCE) return [sentence];
  const words = wordsOf(text, sentence.start, sentence.end);
  const pieces: Span[] = [];
  let start = sentence.start;
  for (const last of bestCuts(words)) {
    const end = last === words.length - 1 ? sentence.end : words[last + 1]!.start;
    const piece = trimSpan(text, start, end);
    if (piece) pieces.push(piece);
    start = end;
  }
  return pieces;
}

/** Index of the last word of each piece, by dynamic programming over the last 60 words: linear in the words. */
function bestCuts(words: readonly Word[]): number[] {
  const n = words.length;
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(n + 1);
  best[0] = 0;
  for (let end = 1; end <= n; end++) {
    const cutCost = end === n ? 0 : words[end - 1]!.cost;
    for (let start = Math.max(0, end - LONGEST_SENTENCE); start < end; start++) {
      const length = end - start;
      const cost =
        best[start]! +
        1 +
        (length / LONGEST_SENTENCE) ** 2 +
        (length < SHORTEST_PIECE ? COST.tooShort : 0) +
        cutCost;
      if (cost < best[end]!) {
        best[end] = cost;
        from[end] = start;
      }
    }
  }
  const cuts: number[] = [];
  for (let end = n; end > 0; end = from[end]!) cuts.push(end - 1);
  return cuts.reverse();
}

/** Words from `start` to `end`; a run without letters (a dash, an emoji) belongs to the word before it. */
function wordsOf(text: string, start: number, end: number): Word[] {
  const words: { start: number; end: number; cost: number }[] = [];
  let brackets = 0;
  let at = start;
  while (at < end) {
    while (at < end && isSpace(text.charCodeAt(at))) at++;
    if (at >= end) break;
    const runStart = at;
    while (at < end && !isSpace(text.charCodeAt(at))) {
      const code = text.charCodeAt(at);
      if (code === 0x28 || code === 0x5b) brackets++;
      else if ((code === 0x29 || code === 0x5d) && brackets > 0) brackets--;
      at++;
    }
    const run = text.slice(runStart, Math.min(at, runStart + 2 * LONGEST_WORD));
    const before = words.at(-1);
    const long = at - runStart > LONGEST_WORD;
    if (!long && !hasLetter(text, runStart, at)) {
      if (before) before.cost = Math.min(before.cost, endCost(run, brackets));
      continue;
    }
    if (before && CLAUSE_WORDS.has(bare(run))) {
      before.cost = Math.min(before.cost, COST.clauseWord + (brackets > 0 ? COST.insideBrackets : 0));
    }
    let from = runStart;
    for (const to of partsOfRun(text, runStart, at)) {
      const tail = text.slice(Math.max(from, at - 8), at);
      words.push({ start: from, end: to, cost: to < at ? COST.insideWord : endCost(tail, brackets) });
      from = to;
    }
  }
  return words;
}

function endCost(run: string, brackets: number): number {
  const inside = brackets > 0 ? COST.insideBrackets : 0;
  const tail = run.slice(-8);
  if (STRONG_MARK.test(tail)) return COST.strong + inside;
  if (WEAK_MARK.test(tail)) return COST.weak + inside;
  return COST.anywhere;
}

function bare(word: string): string {
  return word.replace(/^[“”"«(]+|[\u064b-\u0652\u0640]/gu, '').toLowerCase();
}

/** The same place, or one further when it would part a surrogate pair. */
function wholeCodePoint(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}
