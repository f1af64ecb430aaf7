import { CharClass, charClass, charMap, plainLetters } from './normalise.ts';

/** The script of a token; a number is digits with at most one decimal part. */
export type TokenScript = 'arabic' | 'latin' | 'number' | 'other';

/** One word of a text. */
export interface Token {
  /** Normalised spelling, see `normalise.ts`. Never empty. */
  readonly term: string;
  readonly script: TokenScript;
  /** UTF-16 offsets into the text as given (into its plain letters where it has presentation forms). */
  readonly start: number;
  readonly end: number;
}

const scripts: readonly TokenScript[] = ['other', 'arabic', 'latin', 'number', 'other', 'other'];

/** A letter typed three times or more for stress (هدووووء, sooo) counts once; doubles are spelling. */
const stretched = /(\D)\1{2,}/g;

/**
 * The words of a text in order. A word ends where the script changes (`بـHTS` is two), so that a
 * proclitic on a foreign name and a unit behind a number do not hide them; Latin letters and digits
 * stay together (`F16`). Decimals and thousands stay one number: `3.5`, `1,200` → `1200`.
 */
export function tokenise(text: string): Token[] {
  const plain = plainLetters(text);
  const tokens: Token[] = [];
  const length = plain.length;
  let i = 0;
  while (i < length) {
    const first = charClass[plain.charCodeAt(i)]!;
    if (first === CharClass.Break || first === CharClass.Ignored) {
      i++;
      continue;
    }
    const start = i;
    let end = i;
    let term = '';
    let script = first;
    for (; i < length; i++) {
      const unit = plain.charCodeAt(i);
      const kind = charClass[unit]!;
      if (kind === CharClass.Ignored) continue;
      if (kind === CharClass.Break) {
        const next = charClass[plain.charCodeAt(i + 1)];
        if (script !== CharClass.Digit || next !== CharClass.Digit) break;
        const isDecimal = unit === 0x2e || unit === 0x066b; // . ٫
        const isThousands =
          (unit === 0x2c || unit === 0x066c || unit === 0x060c) && hasThreeDigits(plain, i + 1);
        if (!isDecimal && !isThousands) break;
        if (isDecimal) term += '.';
        continue;
      }
      if (kind !== script) {
        const joins =
          (script === CharClass.Latin && kind === CharClass.Digit) ||
          (script === CharClass.Digit && kind === CharClass.Latin);
        if (!joins) break;
        script = CharClass.Latin;
      }
      term += String.fromCharCode(charMap[unit]!);
      end = i + 1;
    }
    if (term !== '') {
      tokens.push({
        term: term.replace(stretched, '$1'),
        script: scripts[script]!,
        start,
        end,
      });
    }
  }
  return tokens;
}

function hasThreeDigits(text: string, from: number): boolean {
  for (let i = from; i < from + 3; i++) if (charClass[text.charCodeAt(i)] !== CharClass.Digit) return false;
  return charClass[text.charCodeAt(from + 3)] !== CharClass.Digit;
}
