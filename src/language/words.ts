import type { Lexicon } from './concepts.ts';
import type { ConceptKind } from './glossary-rows.ts';
import { stem } from './stem.ts';
import { type Token, tokenise } from './tokens.ts';
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
  /** All of this that does not depend on the text. */
  readonly form: WordForm;
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
    const { stem, own, kinds, key } = form;
    const { term, script, start, end } = token;
    const phrase = covered ? next : -1;
    words.push({ term, script, start, end, stem, concepts, own, phrase, kinds, key, form });
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

/** Whether a word is a function word; such words say nothing of what a text is about. */
export function isFunctionWord(word: Word): boolean {
  return (word.kinds & KIND.function) !== 0;
}
