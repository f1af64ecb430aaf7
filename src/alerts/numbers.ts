import { months } from '../language/calendar-words.ts';
import type { Lexicon } from '../language/concepts.ts';
import { type Token, tokenise } from '../language/tokens.ts';

/**
 * The numbers that a text tells: figures as they stand, numbers in words by what they mean. Those of a date or a time
 * of day are left out: outlets put their own above the same text.
 */
export function numbersIn(text: string, lexicon: Lexicon): Set<string> {
  const tokens = tokenise(text);
  const numbers = new Set<string>();
  for (const [i, { script, term }] of tokens.entries()) {
    if (script === 'number' && !isOfDate(text, tokens, i)) numbers.add(term);
  }
  for (const { concepts, first, last } of lexicon.match(tokens)) {
    if (!concepts.every((concept) => lexicon.kind(concept) === 'number')) continue;
    if (tokens.slice(first, last + 1).every(({ script }) => script === 'number')) continue;
    numbers.add(`c:${[...concepts].sort((a, b) => a - b).join('-')}`);
  }
  return numbers;
}

/** `4 أيار/مايو 2031`, `May 4, 2031`, `2031-05-04`, `18:30`. */
function isOfDate(text: string, words: readonly Token[], i: number): boolean {
  const { start, end, term } = words[i]!;
  if (/\p{Nd}[:/-]$/u.test(text.slice(Math.max(0, start - 2), start))) return true;
  if (/^[:/-]\p{Nd}/u.test(text.slice(end, end + 2))) return true;
  const isMonth = (at: number): boolean => months.has(words[at]?.term ?? '');
  const isYear = /^(?:19|20)\d\d$/.test(term);
  if (isYear) return isMonth(i - 1) || (words[i - 1]?.script === 'number' && isMonth(i - 2));
  return Number(term) <= 31 && (isMonth(i - 1) || isMonth(i + 1));
}
