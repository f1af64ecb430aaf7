import type { Lexicon } from './concepts.ts';
import type { ConceptKind } from './glossary-rows.ts';
import { stem } from './stem.ts';
import { type Token, type TokenScript, tokenise } from './tokens.ts';
import { WordForm } from './word-forms.ts';

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

/**
 * A word of a text with all that is known of it from the language alone. Passages that were read are kept, so a word
 * holds only what is its own, and gives the rest from the form that it shares.
 */
export class Word implements Token {
  /** All that does not depend on the text. */
  readonly form: WordForm;
  readonly start: number;
  readonly end: number;
  /** Number of the phrase (glossary match) it belongs to within its text; -1 for none. */
  readonly phrase: number;

  constructor(form: WordForm, { start, end }: Token, phrase: number) {
    this.form = form;
    this.start = start;
    this.end = end;
    this.phrase = phrase;
  }

  get term(): string {
    return this.form.term;
  }

  get script(): TokenScript {
    return this.form.script;
  }

  get stem(): string {
    return this.form.stem;
  }

  /** What it, or the phrase it belongs to, may mean; empty where the glossary has no row. */
  get concepts(): readonly number[] {
    return this.form.concepts;
  }

  /** What it may mean by itself where it is part of a longer phrase; empty otherwise. */
  get own(): readonly number[] {
    return this.form.own;
  }

  /** Bits of {@link KIND} that it may be. */
  get kinds(): number {
    return this.form.kinds;
  }

  /** Equal for words that compare alike with every other: same spelling, same meanings. */
  get key(): string {
    return this.form.key;
  }
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
    const isPart = covered && match.last > match.first;
    const form = lexicon.forms.find(token, concepts, isPart, () =>
      formOf(token, concepts, isPart ? lexicon.matchWord(token) : noConcepts, isPart, lexicon),
    );
    words.push(new Word(form, token, covered ? next : -1));
  }
  return words;
}

function formOf(
  token: Token,
  concepts: readonly number[],
  own: readonly number[],
  isPart: boolean,
  lexicon: Lexicon,
): WordForm {
  const { term, script } = token;
  let kinds = 0;
  for (const concept of concepts) kinds |= KIND[lexicon.kind(concept)];
  if (script === 'number') kinds |= KIND.number | (year.test(term) ? KIND.time : 0);
  const key = concepts.length > 0 ? `${term} ${concepts.join()} ${own.join()}` : term;
  return new WordForm({ term, script, stem: stem(token), concepts, own, kinds, key, isPart });
}

/** A word as a token of another spelling, to be looked up. */
export function withSpelling({ script, start, end }: Word, term: string): Token {
  return { term, script, start, end };
}

/** Whether a word is a function word; such words say nothing of what a text is about. */
export function isFunctionWord(word: Word): boolean {
  return (word.kinds & KIND.function) !== 0;
}
