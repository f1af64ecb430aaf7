// Text of both directions in one line: https://www.unicode.org/reports/tr9/ (isolates are X5a–X6a).

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';
const marks = { ar: '\u200f', en: '\u200e' };

/** A name, title or number whose own direction must not disturb the words around it. */
export function isolate(text: string): string {
  return `${FIRST_STRONG_ISOLATE}${balance(text)}${POP_ISOLATE}`;
}

/**
 * The mark that gives a line the direction of the language around it. A phone guesses a line's direction from
 * its first letter outside isolates, and such a line may have none.
 */
export function directionMark(locale: 'ar' | 'en'): string {
  return marks[locale];
}

/** Closes what a foreign text opened, and drops what it closes too often, so that it can't reach outside. */
function balance(text: string): string {
  let depth = 0;
  const kept = text.replace(/[\u2066-\u2069\u202a-\u202e]/g, (control) => {
    if (control >= '\u202a' && control <= '\u202e') return '';
    if (control !== POP_ISOLATE) {
      depth += 1;
      return control;
    }
    if (depth === 0) return '';
    depth -= 1;
    return control;
  });
  return kept + POP_ISOLATE.repeat(depth);
}
