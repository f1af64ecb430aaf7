import type { Lexicon } from './concepts.ts';
import type { ConceptKind } from './glossary-rows.ts';
import { grams } from './grams.ts';
import { arabicRoot } from './root.ts';
import { skeletons } from './skeleton.ts';
import { stem } from './stem.ts';
import { type Token, tokenise } from './tokens.ts';

/** Kinds as bits, so that a word's possible kinds are one number. */
export const KIND: Readonly<Record<ConceptKind, number>> = {
  person: 1,
  organisation: 2,
  place: 4,
  nationality: 8,
  role: 16,
  time: 32,
  number: 64,
  unit: 128,
  event: 256,
  action: 512,
  quality: 1024,
  thing: 2048,
  function: 4096,
};

/** A word of a text with all that is known of it from the language alone. */
export interface Word extends Token {
  readonly stem: string;
  /** What it, or the phrase it belongs to, may mean; empty where the glossary has no row. */
  readonly concepts: readonly number[];
  /** What it may mean by itself where it is part of a longer phrase; empty otherwise. */
  readonly own: readonly number[];
  /** Number of the phrase (glossary match) it belongs to within its text; -1 for none. */
  readonly phrase: number;
  /** Bits of {@link KIND} that it may be. */
  readonly kinds: number;
  /** Equal for words that compare alike with every other: same spelling, same meanings. */
  readonly key: string;
}

const noConcepts: readonly number[] = [];

/** A four-figure number that is read as a year. */
const year = /^(?:1\d|20)\d\d$/;

/** The words of a text, in order. */
export function readWords(text: string, lexicon: Lexicon): Word[] {
  const tokens = tokenise(text);
  const matches = lexicon.match(tokens);
  const words: Word[] = [];
  let next = 0;
  for (const [i, token] of tokens.entries()) {
    while (next < matches.length && (matches[next]?.last as number) < i) next++;
    const match = matches[next];
    const covered = match !== undefined && match.first <= i;
    const concepts = covered ? match.concepts : noConcepts;
    const own = covered && match.last > match.first ? lexicon.matchWord(token) : noConcepts;
    let kinds = 0;
    for (const concept of concepts) kinds |= KIND[lexicon.kind(concept)];
    if (token.script === 'number') kinds |= KIND.number | (year.test(token.term) ? KIND.time : 0);
    const key = covered ? `${token.term} ${concepts.join()} ${own.join()}` : token.term;
    words.push({ ...token, stem: stem(token), concepts, own, phrase: covered ? next : -1, kinds, key });
  }
  return words;
}

/** Whether a word is a function word; such words say nothing of what a text is about. */
export function isFunctionWord(word: Word): boolean {
  return (word.kinds & KIND.function) !== 0;
}

/** How alike two words are, 0 to 1, by each way of telling. */
export interface Likeness {
  /** 1 same spelling, .95 same stem, else the share of their grams in common (Dice). */
  readonly letters: number;
  /** 1 when they may mean the same concept, less when one is ambiguous; .8 for names that sound alike across scripts. */
  readonly meaning: number;
}

/** A part of a phrase says less than the phrase. */
const partShare = 0.9;
const soundLikeness = 0.8;
const kinLikeness = 0.6;

const unlike: Likeness = { letters: 0, meaning: 0 };

/**
 * Compares one word with many others, each spelling once: the questions' words meet the same few
 * thousand words of the candidate passages again and again.
 */
export class WordComparer {
  readonly #word: Word;
  readonly #grams: ReadonlySet<string>;
  readonly #skeletons: readonly string[];
  readonly #roots: readonly string[];
  readonly #known = new Map<string, Likeness>();

  /** @param terms Arabic words that mean what the word means, for a word of another language */
  constructor(word: Word, terms: readonly string[] = []) {
    this.#word = word;
    const kin = word.script === 'arabic' ? [word.term] : terms;
    this.#roots = [...new Set(kin.map(arabicRoot).filter((root) => root !== undefined))];
    this.#grams = new Set(grams(word.term));
    this.#skeletons = skeletons(word);
  }

  likeness(other: Word): Likeness {
    let likeness = this.#known.get(other.key);
    if (!likeness) {
      likeness = this.#compare(other);
      this.#known.set(other.key, likeness);
    }
    return likeness;
  }

  #compare(other: Word): Likeness {
    const letters = this.#letters(other);
    const meaning = this.#meaning(other);
    return letters === 0 && meaning === 0 ? unlike : { letters, meaning };
  }

  #letters(other: Word): number {
    const word = this.#word;
    if (word.term === other.term) return 1;
    if (word.script !== other.script || word.script === 'number') return 0;
    if (word.stem === other.stem) return 0.95;
    const theirs = new Set(grams(other.term));
    let shared = 0;
    for (const gram of theirs) if (this.#grams.has(gram)) shared++;
    return (0.95 * 2 * shared) / (this.#grams.size + theirs.size);
  }

  #meaning(other: Word): number {
    const word = this.#word;
    const shared = Math.max(
      sharedMeaning(word.concepts, other.concepts),
      partShare * sharedMeaning(word.own, other.concepts),
      partShare * sharedMeaning(word.concepts, other.own),
      partShare * sharedMeaning(word.own, other.own),
    );
    if (shared >= soundLikeness) return shared;
    if (word.script !== other.script && word.script !== 'number' && this.#skeletons.length > 0) {
      const theirs = skeletons(other);
      if (this.#skeletons.some((skeleton) => theirs.includes(skeleton))) return soundLikeness;
    }
    return Math.max(shared, this.#kinship(other));
  }

  /** Arabic words of one root, and an English word whose Arabic terms have that root. */
  #kinship(other: Word): number {
    if (other.script !== 'arabic') return 0;
    // Finding a root takes microseconds; most words lack its letters, which shows sooner.
    if (!this.#roots.some((root) => holdsInOrder(other.term, root))) return 0;
    const root = arabicRoot(other.term);
    return root !== undefined && this.#roots.includes(root) ? kinLikeness : 0;
  }
}

/** Whether the letters stand in the word in this order, others between them or not. */
function holdsInOrder(word: string, letters: string): boolean {
  let at = 0;
  for (let i = 0; i < word.length && at < letters.length; i++) if (word[i] === letters[at]) at++;
  return at === letters.length;
}

/**
 * 1 when both mean the same one thing, less when either is ambiguous. The fourth root keeps that mild: a word's
 * several rows are mostly shades of one meaning (measured: better than the square root, for English questions).
 */
function sharedMeaning(a: readonly number[], b: readonly number[]): number {
  let shared = 0;
  for (const concept of a) if (b.includes(concept)) shared++;
  return shared === 0 ? 0 : (shared / Math.max(a.length, b.length)) ** 0.25;
}
