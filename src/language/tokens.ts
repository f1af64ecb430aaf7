import { CharClass, charClass, charMap, plainLetters, plainOffsets } from './normalise.ts';

/** The script of a token; a number is digits with at most one decimal part: `12.03.2024` is three. */
export type TokenScript = 'arabic' | 'latin' | 'number' | 'other';

/** One word of a text. */
export interface Token {
  /** Normalised spelling, see `normalise.ts`. Never empty. */
  readonly term: string;
  readonly script: TokenScript;
  /**
   * UTF-16 offsets into the text as given. Several words may share one code unit: ﷺ is four.
   */
  readonly start: number;
  readonly end: number;
}

const scripts: readonly TokenScript[] = ['other', 'arabic', 'latin', 'number', 'other', 'other'];

/** This many times the same letter in a row is stress (هدووووء, sooo); doubles are spelling. */
const stretchedFrom = 3;

/**
 * The words of a text in order. A word ends where the script changes (`بـHTS` is two), so that a
 * proclitic on a foreign name and a unit behind a number do not hide them; Latin letters and digits
 * stay together (`F16`). Decimals and thousands stay one number: `3.5`, `1,200` → `1200`.
 */
export function tokenise(text: string): Token[] {
  const offsets = plainOffsets(text);
  const plain = offsets ? plainLetters(text) : text;
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
    let script = first;
    /** The spelling up to `copied`; letters that are their own normal form are copied in runs. */
    let term = '';
    let copied = i;
    let previous = 0;
    let repeats = 0;
    let isStretched = false;
    for (; i < length; i++) {
      const unit = plain.charCodeAt(i);
      const kind = charClass[unit]!;
      if (kind === CharClass.Ignored) {
        if (copied < i) term += plain.slice(copied, i);
        copied = i + 1;
        continue;
      }
      if (kind === CharClass.Break) {
        const next = charClass[plain.charCodeAt(i + 1)];
        if (script !== CharClass.Digit || next !== CharClass.Digit) break;
        const isDecimal = (unit === 0x2e || unit === 0x066b) && isOnlyPoint(plain, i); // . ٫
        const isThousands =
          (unit === 0x2c || unit === 0x066c || unit === 0x060c) && hasThreeDigits(plain, i + 1);
        if (!isDecimal && !isThousands) break;
        term += plain.slice(copied, i);
        if (isDecimal) term += '.';
        copied = i + 1;
        continue;
      }
      if (kind !== script) {
        const joins =
          (script === CharClass.Latin && kind === CharClass.Digit) ||
          (script === CharClass.Digit && kind === CharClass.Latin);
        if (!joins) break;
        script = CharClass.Latin;
      }
      const plainUnit = charMap[unit]!;
      if (plainUnit !== unit) {
        term += plain.slice(copied, i) + String.fromCharCode(plainUnit);
        copied = i + 1;
      }
      // As typed: the ئ and ي of روائيين are different letters, though one when normalised.
      repeats = unit === previous && mayStretch(unit, kind) ? repeats + 1 : 1;
      previous = unit;
      if (repeats === stretchedFrom) isStretched = true;
      end = i + 1;
    }
    if (copied < end) term += plain.slice(copied, end);
    if (term !== '') {
      tokens.push({
        term: isStretched ? unstretched(plain, start, end) : term,
        script: scripts[script]!,
        start: offsets ? offsets[start]! : start,
        end: offsets ? offsets[end - 1]! + 1 : end,
      });
    }
  }
  return tokens;
}

/** Digits don't, and capitals are mostly abbreviations: KKK, IIIM. */
function mayStretch(unit: number, kind: number): boolean {
  return kind !== CharClass.Digit && !(unit >= 0x41 && unit <= 0x5a);
}

/** The spelling of a word in which stretched letters count once. */
function unstretched(plain: string, start: number, end: number): string {
  let term = '';
  let run = '';
  let previous = 0;
  const flush = (): void => {
    term += run.length >= stretchedFrom && mayStretch(previous, charClass[previous]!) ? run.charAt(0) : run;
    run = '';
  };
  for (let i = start; i < end; i++) {
    const unit = plain.charCodeAt(i);
    if (charClass[unit] === CharClass.Ignored) continue;
    if (unit !== previous) flush();
    previous = unit;
    run += String.fromCharCode(charMap[unit]!);
  }
  flush();
  return term;
}

function isDigit(text: string, at: number): boolean {
  return charClass[text.charCodeAt(at)] === CharClass.Digit;
}

/** Whether the digits on either side of a point touch no other such point, as in dates and versions. */
function isOnlyPoint(text: string, at: number): boolean {
  let left = at - 1;
  while (isDigit(text, left)) left--;
  if (text[left] === text[at] && isDigit(text, left - 1)) return false;
  let right = at + 1;
  while (isDigit(text, right)) right++;
  return text[right] !== text[at] || !isDigit(text, right + 1);
}

function hasThreeDigits(text: string, from: number): boolean {
  return (
    isDigit(text, from) && isDigit(text, from + 1) && isDigit(text, from + 2) && !isDigit(text, from + 3)
  );
}
