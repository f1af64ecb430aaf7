import type { Lexicon } from './concepts.ts';
import type { ConceptKind } from './glossary-rows.ts';
import { stem } from './stem.ts';
import { type Token, type TokenScript, tokenise } from './tokens.ts';
import { WordForm } from './word-form.ts';

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
  const met = lexicon.meet(tokens);
  const matches = lexicon.match(tokens, met);
  let next = 0;
  return tokens.map((token, i) => {
    while (next < matches.length && matches[next]!.last < i) next++;
    const match = matches[next];
    const covered = match !== undefined && match.first <= i;
    const concepts = covered ? match.concepts : noConcepts;
    const isPart = covered && match.last > match.first;
    return new Word(formOf(met[i]!.forms, { token, concepts, isPart, lexicon }), token, covered ? next : -1);
  });
}

/** The form among those known, told apart by the glossary's own lists of concepts, or a new one, known from now on. */
function formOf(
  known: WordForm[],
  {
    token,
    concepts,
    isPart,
    lexicon,
  }: {
    readonly token: Token;
    readonly concepts: readonly number[];
    readonly isPart: boolean;
    readonly lexicon: Lexicon;
  },
): WordForm {
  const { term, script } = token;
  for (const form of known) {
    if (form.concepts === concepts && form.isPart === isPart && form.script === script) return form;
  }
  const own = isPart ? lexicon.matchWord(token) : noConcepts;
  let kinds = 0;
  for (const concept of concepts) kinds |= KIND[lexicon.kind(concept)];
  if (script === 'number') kinds |= KIND.number | (year.test(term) ? KIND.time : 0);
  const form = new WordForm({ term, script, stem: stem(token), concepts, own, kinds, isPart });
  known.push(form);
  return form;
}

/** A word as a token of another spelling, to be looked up. */
export function withSpelling({ script, start, end }: Word, term: string): Token {
  return { term, script, start, end };
}

/** Whether a word is a function word; such words say nothing of what a text is about. */
export function isFunctionWord(word: Word): boolean {
  return (word.kinds & KIND.function) !== 0;
}
