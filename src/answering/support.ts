import type { Lexicon } from '../language/concepts.ts';
import { WordComparer } from '../language/likeness.ts';
import { readNumbers, type SpokenNumber } from '../language/numbers.ts';
import { isFunctionWord, KIND, readWords, type Word, withSpelling } from '../language/words.ts';
import { future, isFree, type Operator, operatorsAt } from './claim-words.ts';

/** A text ready to be compared. */
interface Said {
  readonly words: readonly Word[];
  /** For each word, what else it may be: part of a name within a longer name. */
  readonly within: readonly (readonly Word[])[];
  readonly numbers: readonly SpokenNumber[];
  /** For each word, the last one of its clause. */
  readonly clauseEnd: readonly number[];
  /** For each word, the operators that it is. */
  readonly operators: readonly (readonly Operator[])[];
  /** For each word, the names of the operators that govern it. */
  readonly governed: readonly ReadonlySet<string>[];
  /** Indices of the words that claim something: no function words, numbers or words of the frame. */
  readonly content: readonly number[];
}

/** What a claim is held against: a quote, and the names by which its outlet may be called. */
export interface Evidence {
  readonly quote: string;
  readonly outlets: readonly string[];
}

/** Alike enough to be the same word: by stem, by meaning, by sound across scripts, or by root. */
const sameLetters = 0.9;
const sameMeaning = 0.6;
/** A number and what it counts stand at most so many words apart. */
const countReach = 4;

/**
 * Whether a quote says what a claim says, across Arabic and English, as far as words can show it. Built to be
 * wrong on one side only: it refuses much that is true, and should let nothing through that the quote does not
 * say. Each word of the claim must have its counterpart in the quote; each number its value, beside what it
 * counts; what negates, demands, threatens or makes conditional must do so in both; names keep their order, so
 * that who did it stays who did it.
 */
export function supports(claim: string, { quote, outlets }: Evidence, lexicon: Lexicon): boolean {
  const said = read(claim, lexicon);
  if (said.content.length === 0) return false;
  const source = read(quote, lexicon);
  const names = outlets.flatMap((outlet) => readWords(outlet, lexicon));
  const places = new Map<number, readonly number[]>();
  for (const c of said.content) {
    const word = said.words[c]!;
    const found = placesOf(word, source, lexicon);
    if (found.length > 0) places.set(c, found);
    else if (counterparts(word, names, lexicon).length === 0) return false;
  }
  // A claim of outlet names alone says nothing of the quote.
  if (places.size === 0) return false;
  return (
    numbersAgree(said, source, lexicon) &&
    dualsAgree(said, source, places, lexicon) &&
    operatorsAgree(said, source, places) &&
    namesKeepOrder(said, places)
  );
}

/** Whether a text has words that claim anything, beyond "the report says". */
export function claimsSomething(text: string, lexicon: Lexicon): boolean {
  const { content, numbers } = read(text, lexicon);
  return content.length + numbers.length > 0;
}

function read(text: string, lexicon: Lexicon): Said {
  const shown = text.replace(/[%٪]/g, ' percent ');
  const words = readWords(shown, lexicon);
  const numbers = readNumbers(words);
  const counted = new Set(numbers.flatMap(({ first, last }) => range(first, last)));
  const clauseEnd = clauseEnds(shown, words);
  const operators = words.map((word, i) => {
    const found = operatorsAt(words, i);
    return isFuture(word, lexicon) && !found.includes(future) ? [...found, future] : found;
  });
  // Arabic's future governs the verb that it is written on to.
  const governed = operators.map((list) => new Set(list.includes(future) ? [future.name] : []));
  for (const [i, list] of operators.entries()) {
    for (const { name, reach } of list) {
      const end = reach === 'sentence' ? words.length - 1 : Math.min(clauseEnd[i]!, i + reach);
      for (const at of range(i + 1, end)) governed[at]!.add(name);
    }
  }
  const content = words.flatMap((word, i) =>
    isFunctionWord(word) || isFree(word) || counted.has(i) ? [] : [i],
  );
  return {
    words,
    within: innerReadings(shown, words, lexicon),
    numbers,
    clauseEnd,
    operators,
    governed,
    content,
  };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

function clauseEnds(text: string, words: readonly Word[]): number[] {
  const ends: number[] = [];
  let end = words.length - 1;
  for (let i = words.length - 1; i >= 0; i--) {
    const next = words[i + 1];
    if (next && /[,،;؛:.!?؟()–—]/.test(text.slice(words[i]!.end, next.start))) end = i;
    ends[i] = end;
  }
  return ends;
}

/** "Deir Ezzor" in "Deir Ezzor Military Council": the words of longer phrases, read from each of their inner words on. */
function innerReadings(text: string, words: readonly Word[], lexicon: Lexicon): Word[][] {
  const within: Word[][] = words.map(() => []);
  for (const [i, { phrase, start }] of words.entries()) {
    if (phrase < 0 || words[i - 1]?.phrase !== phrase) continue;
    const last = words.findLastIndex((word) => word.phrase === phrase);
    const inner = readWords(text.slice(start, words[last]!.end), lexicon);
    if (i + inner.length - 1 === last) for (const [k, word] of inner.entries()) within[i + k]!.push(word);
  }
  return within;
}

/** The places in a text of the words that may stand for a word. */
function placesOf(word: Word, { words, within }: Said, lexicon: Lexicon): number[] {
  const places = new Set(counterparts(word, words, lexicon));
  for (const [i, inner] of within.entries()) {
    if (!places.has(i) && counterparts(word, inner, lexicon).length > 0) places.add(i);
  }
  return [...places].sort((a, b) => a - b);
}

function counterparts(word: Word, among: readonly Word[], lexicon: Lexicon): number[] {
  const terms = [...word.concepts, ...word.own].flatMap((concept) => lexicon.arabicWords(concept));
  const comparer = new WordComparer(word, word.script === 'latin' ? terms : []);
  return among.flatMap((other, i) => {
    const { letters, meaning } = comparer.likeness(other);
    // A verb that begins with و and one with "and" before it have different stems: وصلت، ووصلت.
    const joined = other.term === `و${word.term}` || word.term === `و${other.term}`;
    // Stems of two letters, and roots of names, bring together what has nothing to do with each other.
    const byStem = letters >= sameLetters && (letters === 1 || word.stem.length >= 3);
    const byMeaning = meaning > sameMeaning || (meaning === sameMeaning && !isName(other));
    return byStem || byMeaning || joined ? [i] : [];
  });
}

/** Each number of the claim is in the quote, near the word that it counts. */
function numbersAgree(said: Said, source: Said, lexicon: Lexicon): boolean {
  return said.numbers.every((number) => {
    const same = source.numbers.filter(({ value }) => value === number.value);
    if (same.length === 0) return number.value === 2 && hasDual(source, countedBy(said, number), lexicon);
    const counted = countedBy(said, number);
    if (!counted) return true;
    return placesOf(counted, source, lexicon).some((at) => {
      const near = source.numbers.filter((one) => isNear(source, one, at));
      // "61 of the 184 schools": which of the two is meant is not for words to tell, unless the claim has both.
      return (
        near.some(({ value }) => value === number.value) &&
        near.every(({ value }) => said.numbers.some((one) => one.value === value))
      );
    });
  });
}

/** Whether a word stands by a number, in the same clause. */
function isNear({ clauseEnd }: Said, { first, last }: SpokenNumber, at: number): boolean {
  return at >= first - countReach && at <= last + countReach && clauseEnd[at] === clauseEnd[last];
}

/** What a number counts: the content word after it, or else before it; none in another clause. */
function countedBy({ words, content, clauseEnd }: Said, { first, last }: SpokenNumber): Word | undefined {
  const after = content.find((i) => i > last && i <= Math.min(clauseEnd[last]!, last + countReach));
  if (after !== undefined) return words[after];
  const before = content.findLast((i) => i < first && i >= first - countReach && clauseEnd[i]! >= first);
  return before === undefined ? undefined : words[before];
}

/** An Arabic dual says "two": مدنيان. The endings that only duals have; ين is mostly a plural. */
function isDual(word: Word, lexicon: Lexicon): boolean {
  const bare = /^(.{3,}?)(?:تان|تين|ان)$/.exec(word.term)?.[1];
  if (word.script !== 'arabic' || bare === undefined) return false;
  const whole = lexicon.matchWord(word);
  return [bare, `${bare}ه`].some((term) => sharesMeaning(whole, lexicon.matchWord(withSpelling(word, term))));
}

function sharesMeaning(some: readonly number[], others: readonly number[]): boolean {
  return some.some((concept) => others.includes(concept));
}

function hasDual(source: Said, counted: Word | undefined, lexicon: Lexicon): boolean {
  if (!counted) return false;
  return placesOf(counted, source, lexicon).some((at) => isDual(source.words[at]!, lexicon));
}

/** A dual of the claim is one in the quote, or stands beside a two there. */
function dualsAgree(
  { words, content }: Said,
  source: Said,
  places: ReadonlyMap<number, readonly number[]>,
  lexicon: Lexicon,
): boolean {
  return content.every((c) => {
    if (!isDual(words[c]!, lexicon)) return true;
    const twos = source.numbers.filter(({ value }) => value === 2);
    return (places.get(c) ?? []).some(
      (at) => /(?:ان|ين)$/.test(source.words[at]!.term) || twos.some((two) => isNear(source, two, at)),
    );
  });
}

/** Arabic's future is a س before the verb: the word means what it means without it. */
function isFuture(word: Word, lexicon: Lexicon): boolean {
  const verb = /^[وف]?س([يتنا].{2,})$/.exec(word.term)?.[1];
  if (word.script !== 'arabic' || verb === undefined) return false;
  return sharesMeaning(lexicon.matchWord(word), lexicon.matchWord(withSpelling(word, verb)));
}

function operatorsAgree(said: Said, source: Said, places: ReadonlyMap<number, readonly number[]>): boolean {
  const inClaim = new Set(said.operators.flat().map(({ name }) => name));
  const inQuote = new Set(source.operators.flat().map(({ name }) => name));
  for (const [i, list] of said.operators.entries()) {
    for (const { name, both } of list) {
      if (!inQuote.has(name)) return false;
      if (!both) continue;
      // What it governs in the claim, it governs in the quote.
      const head = said.content.find(
        (c) => (c > i || name === future.name) && c >= i && said.governed[c]!.has(name),
      );
      const at = head === undefined ? [] : (places.get(head) ?? []);
      if (at.length > 0 && !at.some((place) => source.governed[place]!.has(name))) return false;
    }
  }
  for (const at of places.values()) {
    for (const name of source.governed[at[0]!] ?? []) {
      const isBoth = source.operators.flat().some((one) => one.name === name && one.both);
      if (isBoth && !inClaim.has(name) && at.every((place) => source.governed[place]!.has(name)))
        return false;
    }
  }
  return true;
}

/** How far the words of one name may stand apart in the quote. */
const nameSpan = 4;

/**
 * Names and bodies stand in the claim in the order of the quote. Neighbouring words are one name, whose own order
 * differs between the languages: لواء الجسر is the Bridge Brigade.
 */
function namesKeepOrder({ words, content }: Said, places: ReadonlyMap<number, readonly number[]>): boolean {
  const names = content.filter((c) => places.has(c) && isName(words[c]!));
  const groups: number[][] = [];
  for (const c of names) {
    if (groups.at(-1)?.at(-1) === c - 1) groups.at(-1)!.push(c);
    else groups.push([c]);
  }
  // Several names side by side are no one name: then each word keeps its order.
  return (
    inOrder(groups, places) ||
    inOrder(
      names.map((c) => [c]),
      places,
    )
  );
}

function inOrder(groups: readonly number[][], places: ReadonlyMap<number, readonly number[]>): boolean {
  let from = -1;
  for (const group of groups) {
    const starts = group.flatMap((c) => places.get(c)!).filter((at) => at > from);
    const spans = starts
      .sort((a, b) => a - b)
      .map((start) =>
        group.map((c) => places.get(c)!.find((at) => at >= start && at <= start + nameSpan) ?? -1),
      );
    const first = spans.find((span) => !span.includes(-1));
    if (!first) return false;
    from = Math.max(...first);
  }
  return true;
}

function isName({ kinds, phrase }: Word): boolean {
  if (kinds & (KIND.place | KIND.time)) return false;
  return phrase < 0 || (kinds & (KIND.person | KIND.organisation | KIND.nationality | KIND.role)) !== 0;
}
