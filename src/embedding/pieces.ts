import type { WordMeaning } from './word-meanings.ts';

/** What a piece of the tokenizer is made of; `silent` ones carry no meaning. */
export type PieceContent =
  | { readonly kind: 'silent' }
  | { readonly kind: 'word'; readonly meaning: WordMeaning }
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'sound'; readonly consonants: string };

/** One piece of the Unigram vocabulary; `▁` in its text is the start of a word. */
export interface Piece {
  readonly text: string;
  /** Log-probability-like: the split of a word with the highest sum of scores wins. */
  readonly score: number;
  readonly content: PieceContent;
}

const silent: PieceContent = { kind: 'silent' };

// The scores only have to rank splits: a known word beats proclitic + word, that beats word + ending,
// and any of them beats a split into sounds, except for words so short that they occur inside others.
const scores = {
  start: -1,
  proclitic: -3,
  ending: -4,
  word: -8,
  shortWord: -9.5,
  startWord: -9,
  twoLetters: -6.4,
  idiom: -9,
  number: -6,
  innerNumber: -6.5,
  vowel: -5,
  sound: -6,
  soundPair: -6.5,
};

const arabicEndings = 'ه ها هم هن هما نا كم ك ي ات ون ين ان تين تان وا ت ا يه وه'.split(' ');
const englishEndings = 's es ed ing er ly d'.split(' ');

/** Consonants of both scripts that sound alike share a Latin letter, as in `language/skeleton.ts`. */
const arabicConsonants: Record<string, string> = {
  ب: 'b', ت: 't', ث: 's', ج: 'j', ح: 'h', خ: 'h', د: 'd', ذ: 'd', ر: 'r', ز: 'z', س: 's', ش: 's',
  ص: 's', ض: 'd', ط: 't', ظ: 'z', غ: 'g', ف: 'f', ق: 'k', ك: 'k', ل: 'l', م: 'm', ن: 'n', ه: 'h',
}; // biome-ignore format: a table
const latinConsonants: Record<string, string> = {
  ...Object.fromEntries([...'bdfghjklmnrstwz'].map((letter) => [letter, letter])),
  c: 'k', q: 'k', p: 'b', v: 'f', x: 'k',
}; // biome-ignore format: a table

/** و ف, then ب ك ل س, then ال, in every combination that Arabic writes. */
function proclitics(): string[] {
  const found = new Set<string>();
  for (const conjunction of ['', 'و', 'ف']) {
    for (const preposition of ['', 'ب', 'ك', 'ل', 'س']) {
      for (const article of ['', 'ال']) {
        if (preposition === 'س' && article) continue;
        const middle = preposition === 'ل' && article ? 'لل' : preposition + article;
        found.add(conjunction + middle);
      }
    }
  }
  found.delete('');
  return [...found];
}

/** The whole vocabulary: proclitics, endings, the words, numbers, and sounds to cover every other word. */
export function makePieces(
  words: ReadonlyMap<string, WordMeaning>,
  idioms: ReadonlyMap<string, WordMeaning>,
): Piece[] {
  const pieces = new Map<string, Piece>();
  const put = (text: string, score: number, content: PieceContent): void => {
    if (!pieces.has(text)) pieces.set(text, { text, score, content });
  };
  put('▁', scores.start, silent);
  for (const proclitic of proclitics()) put(`▁${proclitic}`, scores.proclitic, silent);
  // Endings come before words: an abbreviation spelt ي ب ك must not give every final ي a meaning.
  for (const ending of [...arabicEndings, ...englishEndings]) put(ending, scores.ending, silent);
  for (const [word, meaning] of words) putWord(word, meaning, put);
  for (const [phrase, meaning] of idioms) {
    const text = phrase.replaceAll(' ', '▁');
    const first = /^\p{Script=Arabic}/u.test(text) && phrase.indexOf(' ') > 2 ? text : `▁${text}`;
    put(first, scores.idiom, { kind: 'word', meaning });
  }
  for (const [word, meaning] of words) {
    // ة is written ت before a pronoun: دولة, دولتهم.
    if (word.length > 3 && word.endsWith('ه') && isArabic(word)) {
      put(`${word.slice(0, -1)}ت`, scores.shortWord, { kind: 'word', meaning });
    }
  }
  putNumbers(put);
  putSounds(Object.entries(arabicConsonants), ['ا', 'و', 'ي', 'ء', 'ع'], put);
  putSounds(Object.entries(latinConsonants), [...'aeiouy'], put);
  return [...pieces.values()];
}

type Put = (text: string, score: number, content: PieceContent) => void;

function isArabic(word: string): boolean {
  return /^\p{Script=Arabic}+$/u.test(word);
}

function putWord(word: string, meaning: WordMeaning, put: Put): void {
  if (/^\d+$/.test(word)) return;
  const content: PieceContent = { kind: 'word', meaning };
  if (!isArabic(word)) put(`▁${word}`, scores.startWord, content);
  // Found inside other words, so short a word would be noise; at the start it must beat the same letters as sounds.
  else if (word.length < 3) put(`▁${word}`, scores.twoLetters, word.length < 2 ? silent : content);
  else put(word, word.length === 3 ? scores.shortWord : scores.word, content);
}

function putNumbers(put: Put): void {
  const digits = (text: string): PieceContent => ({ kind: 'number', digits: text });
  for (let n = 0; n < 1000; n++) put(`▁${n}`, scores.number, digits(String(n)));
  for (let year = 1000; year < 2100; year++) put(`▁${year}`, scores.number, digits(String(year)));
  for (let length = 3; length >= 1; length--) {
    for (let n = 0; n < 10 ** length; n++) {
      const text = String(n).padStart(length, '0');
      put(text, scores.innerNumber, digits(text));
    }
  }
}

/**
 * Unknown words are split into runs of two consonants with a vowel after each at most; what stands for
 * the run is its consonants, so that a name has nearly the same pieces in both scripts.
 */
function putSounds(consonants: readonly [string, string][], vowels: readonly string[], put: Put): void {
  const syllables: [string, string][] = [];
  for (const [letter, sound] of consonants) {
    syllables.push([letter, sound]);
    for (const vowel of vowels) syllables.push([letter + vowel, sound]);
  }
  for (const vowel of vowels) put(vowel, scores.vowel, silent);
  for (const [text, sound] of syllables) put(text, scores.sound, { kind: 'sound', consonants: sound });
  for (const [first, a] of syllables) {
    for (const [second, b] of syllables) {
      put(first + second, scores.soundPair, { kind: 'sound', consonants: a + b });
    }
  }
}
