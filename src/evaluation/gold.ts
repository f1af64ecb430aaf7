import { tokenise } from '../language/tokens.ts';
import type { BenchQuestion } from './bench-data.ts';

function plain(text: string): string {
  return ` ${tokenise(text)
    .map((token) => token.term)
    .join(' ')} `;
}

/** Tells whether a text holds one of the accepted answers, as whole words, both normalised. */
export function goldMatcher(answers: readonly string[]): (text: string) => boolean {
  const wanted = answers.map(plain).filter((answer) => answer.trim() !== '');
  return (text) => {
    const line = plain(text);
    return wanted.some((answer) => line.includes(answer));
  };
}

/**
 * The id of a question's gold passage among `has`. Question sets over the same paragraphs in another
 * language pair by number: `xquad-en-p7` is `xquad-ar-p7`. Where several sets have that number, the one
 * whose name begins most alike is meant; `undefined` when that is not one alone.
 */
export function goldPassage(question: BenchQuestion, ids: ReadonlySet<string>): string | undefined {
  if (ids.has(question.passage)) return question.passage;
  const number = /-p\d+$/.exec(question.passage)?.[0];
  if (number === undefined) return undefined;
  const paired = [...ids]
    .filter((id) => id.endsWith(number))
    .map((id) => ({ id, shared: sharedPrefix(id, question.passage) }))
    .sort((a, b) => b.shared - a.shared);
  return paired[0]?.shared === paired[1]?.shared ? undefined : paired[0]?.id;
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
