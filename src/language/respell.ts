import { readArabizi } from './arabizi.ts';
import type { Lexicon } from './concepts.ts';
import { neighbours } from './edits.ts';
import { skeletons } from './skeleton.ts';
import { stem, stemArabic } from './stem.ts';
import { type Token, tokenise } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A question as it was meant. */
export interface Respelled {
  /** The text to look for. */
  readonly text: string;
  /** Whether words were guessed, so that the asker should be told; contractions of a dialect written out are no guess. */
  readonly guessed: boolean;
}

/** Shorter words have too many neighbours. */
const shortestMistyped = 5;
/** A slip that is no common one changes at most a letter in six. */
const shortestOddSlip = 6;
/** Two words written as one, neither of which is a function word, have together at least so many letters. */
const shortestGlued = 7;
const shortestPart = 3;
/** A word that only the glossary has is as likely as one that this many passages have. */
const glossaryPassages = 2;
/** Longer texts were pasted, not typed. */
const mostWords = 40;

/** Words that are written on to the next one by haste: question words and prepositions. */
const gluedOn =
  /^(?:و?(?:مين|وين|شو|ليش|ليه|لماذا|متي|ايمتي|كيف|قديش|اين|ماذا|من|ما|هل|في|علي|الي|عن|مع|بعد|قبل|عند|بين))(?=.{3})/;

const proclitics = /^(?:[وفبلكس]|[وف][بلكس]|لل|[وف]لل|[وفبك]ال)(?=.{3})/;

/** «عالجسر» على الجسر, «هالهدنة» هذه الهدنة, «شصار» شو صار: contractions of the dialects, written out. */
const contractions: readonly (readonly [RegExp, string])[] = [
  [/^(و?)عال(?=.{3})/, '$1علي ال'],
  [/^(و?)هال(?=.{3})/, '$1هذا ال'],
  [/^(و?)به?ال(?=.{3})/, '$1في ال'],
  [/^(و?)ش(?=(?:صار|صاير|حصل|قال|كال|سوي|عمل|يريد|فيه?)$)/, '$1شو '],
];

/**
 * Reads what was typed as what was meant: Arabic in Latin letters turned into Arabic, words written on to each other
 * parted, a word that neither the glossary nor any news knows put right when the reports or the glossary have one that
 * is one slip away. Words that are known, and text that is longer than people type, stay as they are.
 */
export function respell(text: string, lexicon: Lexicon, vocabulary: Vocabulary): Respelled {
  const tokens = tokenise(text);
  if (tokens.length > mostWords) return { text, guessed: false };
  const arabizi = readArabizi(tokens, lexicon, vocabulary);
  if (arabizi !== null) return { text: ending(text, arabizi), guessed: true };
  const covered = coveredWords(tokens, lexicon);
  const allLower = text === text.toLowerCase();
  let out = '';
  let from = 0;
  let guessed = false;
  for (const [i, token] of tokens.entries()) {
    if (covered[i] || isKnown(token, vocabulary)) continue;
    const written = text.slice(token.start, token.end);
    const meant = token.script === 'arabic' ? meantArabic(token.term, lexicon, vocabulary) : null;
    const isName = !allLower && i > 0 && /^\p{Lu}/u.test(written);
    const english = token.script === 'latin' && !isName ? mistyped(token, lexicon, vocabulary) : null;
    const found = meant ?? (english === null ? null : { text: english, guessed: true });
    if (found === null) continue;
    out += text.slice(from, token.start) + asWritten(written, token.term, found.text);
    from = token.end;
    guessed ||= found.guessed;
  }
  return { text: out + text.slice(from), guessed };
}

/** A term put right, in the letters as they were written (ة, أ …) where the slip did not touch them. */
function asWritten(written: string, term: string, right: string): string {
  const letters = written.replace(/[\p{M}\p{Cf}ـ]/gu, '');
  if (letters.length !== term.length) return right;
  const shorter = Math.min(term.length, right.length);
  let head = 0;
  while (head < shorter && term[head] === right[head]) head++;
  let tail = 0;
  while (tail < shorter - head && term.at(-1 - tail) === right.at(-1 - tail)) tail++;
  return (
    letters.slice(0, head) + right.slice(head, right.length - tail) + letters.slice(letters.length - tail)
  );
}

/** A rewritten question ends as the one that was typed. */
function ending(text: string, words: string): string {
  return /[?؟]\s*$/.test(text) ? `${words}؟` : words;
}

function coveredWords(tokens: readonly Token[], lexicon: Lexicon): boolean[] {
  const covered = tokens.map(() => false);
  for (const { first, last } of lexicon.match(tokens)) covered.fill(true, first, last + 1);
  return covered;
}

function isKnown(token: Token, vocabulary: Vocabulary): boolean {
  if (token.script !== 'arabic' && token.script !== 'latin') return true;
  if (vocabulary.isWord(stem(token))) return true;
  if (token.script === 'latin') return /\d/.test(token.term) || skeletons(token).some(vocabulary.sounds);
  const bare = token.term.replace(proclitics, '');
  return bare !== token.term && vocabulary.isWord(stemArabic(bare));
}

function meantArabic(term: string, lexicon: Lexicon, vocabulary: Vocabulary): Respelled | null {
  const has = (word: string): boolean => holds(word, lexicon, vocabulary);
  for (const [contraction, full] of contractions) {
    if (contraction.test(term) && has(term.replace(contraction, ''))) {
      return { text: term.replace(contraction, full), guessed: false };
    }
  }
  const head = gluedOn.exec(term)?.[0];
  if (head && has(term.slice(head.length))) {
    return { text: `${head} ${term.slice(head.length)}`, guessed: true };
  }
  const right = mistyped({ term, script: 'arabic', start: 0, end: term.length }, lexicon, vocabulary);
  if (right !== null) return { text: right, guessed: true };
  if (term.length < shortestGlued) return null;
  for (let i = shortestPart; i <= term.length - shortestPart; i++) {
    const [left, rest] = [term.slice(0, i), term.slice(i)];
    if (vocabulary.passagesWith(stemArabic(left)) > 0 && vocabulary.passagesWith(stemArabic(rest)) > 0) {
      return { text: `${left} ${rest}`, guessed: true };
    }
  }
  return null;
}

function holds(word: string, lexicon: Lexicon, vocabulary: Vocabulary): boolean {
  return vocabulary.passagesWith(stemArabic(word)) > 0 || lexicon.hasTerm(word.replace(/^ال/, ''));
}

/** The word of the reports, or else of the glossary, that was most likely meant; `null` when none is a slip away. */
function mistyped({ term, script }: Token, lexicon: Lexicon, vocabulary: Vocabulary): string | null {
  const isEnglish = script === 'latin';
  if (term.length < (isEnglish ? shortestOddSlip : shortestMistyped)) return null;
  let best: string | null = null;
  let most = 0;
  for (const { term: other, ease } of neighbours(term)) {
    // English words that nobody in the Arab news needs are unknown and rightly spelt: only common slips count.
    if (ease === 0 && (isEnglish || term.length < shortestOddSlip)) continue;
    const passages = vocabulary.passagesWith(stem({ term: other, script, start: 0, end: 0 }));
    if (passages === 0 && !lexicon.hasTerm(isEnglish ? other : other.replace(/^و?ال/, ''))) continue;
    const score = 1 + ease + Math.log1p(passages === 0 ? glossaryPassages : passages);
    if (score > most) {
      most = score;
      best = other;
    }
  }
  return best;
}
