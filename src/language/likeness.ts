import { arabicRoot } from './root.ts';
import type { TokenScript } from './tokens.ts';
import type { WordForm } from './word-form.ts';
import type { Word } from './words.ts';

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

const noPlaces: readonly number[] = [];

/** A word to compare others with. */
interface Compared {
  readonly form: WordForm;
  /** Roots of the word, or of the Arabic words that mean what it means. */
  readonly roots: readonly string[];
}

/**
 * Compares some words with many others, each form once and with all of them at a time: a question's words meet the
 * same few thousand forms of the candidate passages again and again, and most of these share nothing with any.
 */
export class LikenessTable {
  readonly #words: readonly Compared[];
  readonly #known = new Map<WordForm, number>();
  /** Gram → places of the words that have it. */
  readonly #byGram = new Map<string, number[]>();
  /** Stem → places of the words that have it. */
  readonly #byStem: ReadonlyMap<string, readonly number[]>;
  readonly #concepts = new Set<number>();
  readonly #roots: readonly string[];
  /** Script → skeletons of the words that are of another one. */
  readonly #foreign = new Map<TokenScript, ReadonlySet<string>>();
  /** Grams that each word shares with the form at hand. */
  readonly #shared: Uint32Array;
  /** Numbers of one row. */
  readonly #width: number;
  #values: Float64Array;
  #used: number;

  /** @param words with the Arabic words that mean what each means, for words of another language */
  constructor(words: readonly { readonly word: Word; readonly terms: readonly string[] }[]) {
    this.#words = words.map(({ word, terms }) => ({
      form: word.form,
      roots:
        word.script === 'arabic'
          ? [word.form.root].filter((root) => root !== undefined)
          : [...new Set(terms.map(arabicRoot).filter((root) => root !== undefined))],
    }));
    this.#roots = [...new Set(this.#words.flatMap(({ roots }) => roots))];
    this.#byStem = Map.groupBy(words.keys(), (place) => words[place]!.word.stem);
    this.#shared = new Uint32Array(words.length);
    this.#width = 2 * words.length;
    // The first row is that of all forms that share nothing.
    this.#values = new Float64Array(64 * Math.max(1, this.#width));
    this.#used = this.#width;
    for (const [place, { form }] of this.#words.entries()) {
      for (const concept of form.concepts) this.#concepts.add(concept);
      for (const concept of form.own) this.#concepts.add(concept);
      for (const gram of form.grams) {
        const places = this.#byGram.get(gram);
        if (places) places.push(place);
        else this.#byGram.set(gram, [place]);
      }
    }
  }

  /** How many words there are. */
  get size(): number {
    return this.#words.length;
  }

  /** All rows one after the other, two numbers a word: letters, meaning (see {@link Likeness}). Another array once a new row is found. */
  get values(): Float64Array {
    return this.#values;
  }

  /** Where in {@link values} the row of a form begins; 0 when it is like none of the words. */
  row(form: WordForm): number {
    let row = this.#known.get(form);
    if (row === undefined) {
      row = this.#compare(form);
      this.#known.set(form, row);
    }
    return row;
  }

  #compare(other: WordForm): number {
    const shared = this.#shared.fill(0);
    const sameStem = this.#byStem.get(other.stem) ?? noPlaces;
    let sharesLetters = sameStem.length > 0;
    for (const gram of other.grams) {
      const places = this.#byGram.get(gram);
      if (!places) continue;
      sharesLetters = true;
      for (let i = 0; i < places.length; i++) shared[places[i]!]!++;
    }
    const mayShare = this.#has(other.concepts) || this.#has(other.own);
    const root = this.#rootOf(other);
    const maySignify = mayShare || root !== undefined || this.#soundsAlike(other);
    if (!sharesLetters && !maySignify) return 0;
    const row = this.#newRow();
    const values = this.#values;
    for (let place = 0; place < shared.length; place++) {
      const { form, roots } = this.#words[place]!;
      if (shared[place]! > 0 || sameStem.includes(place)) {
        values[row + 2 * place] = letters(form, other, shared[place]!);
      }
      if (maySignify) {
        const isKin = root !== undefined && roots.includes(root);
        values[row + 2 * place + 1] = meaning(form, other, mayShare, isKin);
      }
    }
    return row;
  }

  #has(concepts: readonly number[]): boolean {
    for (let i = 0; i < concepts.length; i++) if (this.#concepts.has(concepts[i]!)) return true;
    return false;
  }

  #newRow(): number {
    const row = this.#used;
    this.#used += this.#width;
    if (this.#used > this.#values.length) {
      const values = new Float64Array(2 * this.#used);
      values.set(this.#values);
      this.#values = values;
    }
    return row;
  }

  /** Whether it may be the same name as a word of another script. */
  #soundsAlike(other: WordForm): boolean {
    let foreign = this.#foreign.get(other.script);
    if (!foreign) {
      const words = this.#words.filter(
        ({ form }) => form.script !== other.script && form.script !== 'number',
      );
      foreign = new Set(words.flatMap(({ form }) => form.skeletons));
      this.#foreign.set(other.script, foreign);
    }
    if (foreign.size === 0) return false;
    return other.skeletons.some((skeleton) => foreign.has(skeleton));
  }

  /** The root of an Arabic word if it may be one of ours: finding it takes microseconds, most words lack its letters. */
  #rootOf(other: WordForm): string | undefined {
    if (other.script !== 'arabic') return undefined;
    return this.#roots.some((root) => holdsInOrder(other.term, root)) ? other.root : undefined;
  }
}

function letters(word: WordForm, other: WordForm, sharedGrams: number): number {
  if (word.term === other.term) return 1;
  if (word.script !== other.script || word.script === 'number') return 0;
  if (word.stem === other.stem) return 0.95;
  return (0.95 * 2 * sharedGrams) / (word.grams.length + other.grams.length);
}

function meaning(word: WordForm, other: WordForm, mayShare: boolean, isKin: boolean): number {
  const shared = mayShare
    ? Math.max(
        sharedMeaning(word.concepts, other.concepts),
        partShare * sharedMeaning(word.own, other.concepts),
        partShare * sharedMeaning(word.concepts, other.own),
        partShare * sharedMeaning(word.own, other.own),
      )
    : 0;
  if (shared >= soundLikeness) return shared;
  if (word.script !== other.script && word.script !== 'number' && word.skeletons.length > 0) {
    const theirs = other.skeletons;
    if (word.skeletons.some((skeleton) => theirs.includes(skeleton))) return soundLikeness;
  }
  // Arabic words of one root, and an English word whose Arabic terms have that root.
  return Math.max(shared, isKin ? kinLikeness : 0);
}

/** Compares one word, of a table or by itself, with others. */
export class WordComparer {
  readonly table: LikenessTable;
  /** The word's place in the table. */
  readonly place: number;

  /** @param terms Arabic words that mean what the word means, for a word of another language */
  constructor(
    word: Word,
    terms: readonly string[] = [],
    table = new LikenessTable([{ word, terms }]),
    place = 0,
  ) {
    this.table = table;
    this.place = place;
  }

  likeness(other: Word): Likeness {
    const row = this.table.row(other.form);
    const { values } = this.table;
    return { letters: values[row + 2 * this.place]!, meaning: values[row + 2 * this.place + 1]! };
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
