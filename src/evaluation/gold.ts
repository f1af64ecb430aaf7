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
 * language pair by number: `xquad-en-p7` is `xquad-ar-p7`.
 */
export function goldPassage(question: BenchQuestion, ids: ReadonlySet<string>): string | undefined {
  if (ids.has(question.passage)) return question.passage;
  const number = /-p(\d+)$/.exec(question.passage)?.[1];
  if (number === undefined) return undefined;
  const paired = [...ids].filter((id) => id.endsWith(`-p${number}`));
  return paired.length === 1 ? paired[0] : undefined;
}
