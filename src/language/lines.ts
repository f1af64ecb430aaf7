import type { Span } from '../reports/report.ts';

/** One line of a text, without the white space around it; blank lines are left out. */
export interface Line extends Span {
  /** A blank line, or the start of the text, comes before it. */
  readonly afterBlank: boolean;
}

/** `- `, `• `, `1. `, `٢) `, `(أ) `, `أ- ` at the start of a line. */
const LIST_MARKER =
  /^(?:[-*+•●▪◦·–—]\s+|[([]?(?:\p{Nd}{1,3}|[\p{Script=Arabic}a-zA-Z])\s?(?:[.)\]]|[-–—](?!\p{L}{2}))+[-–—]?\s*(?=\S))/u;
const MARKDOWN_HEADING = /^#{1,6}\s+\S/u;
/** A sentence may end here: a stop and whatever closes after it. */
const STOP_AT_END = /[.!?؟۔…。！？]["'”“’»›)\]}*_\s\p{Cf}]*$/u;

/** Non-blank lines in order. Lines end at LF, CR, VT, FF, U+2028 and U+2029. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let afterBlank = true;
  for (const found of text.matchAll(/(.*?)(?:\r\n|[\n\v\f\r\u2028\u2029]|$)/gsu)) {
    const line = trimSpan(text, found.index, found.index + (found[1]?.length ?? 0));
    if (line === null) {
      afterBlank = true;
    } else {
      lines.push({ ...line, afterBlank });
      afterBlank = false;
    }
  }
  return lines;
}

/** The span without the white space at its ends, or null when nothing else is in it. */
export function trimSpan(text: string, start: number, end: number): Span | null {
  let from = start;
  let to = end;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return from < to ? { start: from, end: to } : null;
}

/** White space as `\s` and `String.trim` have it. */
export function isSpace(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  if (code === 0xa0 || code === 0xfeff || code === 0x1680 || code === 0x3000) return true;
  return (
    code >= 0x2000 &&
    (code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f)
  );
}

/** Length in code units of the list marker that the text begins with; 0 for none. Looks at its beginning only. */
export function listMarkerLength(text: string): number {
  return LIST_MARKER.exec(text.slice(0, 16))?.[0].length ?? 0;
}

/** A line written as a Markdown heading (`## …`). */
export function isMarkdownHeading(line: string): boolean {
  return MARKDOWN_HEADING.test(line.slice(0, 16));
}

/** The line ends as a sentence ends. */
export function endsWithStop(line: string): boolean {
  return STOP_AT_END.test(line.slice(-12));
}

/** The widest line of a text wrapped by hand or by an old mail program. */
const WIDEST_WRAPPED = 130;
const NARROWEST_WRAPPED = 30;

/**
 * The blocks within which sentences are looked for: each line is one, except that the lines of a hard-wrapped
 * paragraph are one block. A text counts as wrapped when nearly every line that has a successor is full, that is,
 * the first word of the next line wouldn't have fitted within the widest line.
 */
export function blocksOf(text: string): Line[] {
  const lines = linesOf(text);
  const width = wrapWidth(text, lines);
  const blocks: { start: number; end: number; afterBlank: boolean }[] = [];
  lines.forEach((line, i) => {
    const before = lines[i - 1];
    const last = blocks.at(-1);
    if (width > 0 && before && last && continues(text, before, line) && isFull(text, before, line, width)) {
      last.end = line.end;
    } else {
      blocks.push({ ...line });
    }
  });
  return blocks;
}

/** The width the text is wrapped at, 0 when it isn't. */
function wrapWidth(text: string, lines: readonly Line[]): number {
  let width = 0;
  for (const line of lines) width = Math.max(width, line.end - line.start);
  if (width > WIDEST_WRAPPED || width < NARROWEST_WRAPPED) return 0;
  let pairs = 0;
  let full = 0;
  let open = 0;
  for (let i = 1; i < lines.length; i++) {
    const before = lines[i - 1] as Line;
    const line = lines[i] as Line;
    if (!continues(text, before, line)) continue;
    const stopped = endsWithStop(text.slice(before.start, before.end));
    if (isFull(text, before, line, width)) {
      full++;
      pairs++;
      if (!stopped) open++;
    } else if (!stopped) {
      pairs++;
    }
  }
  // Full lines that all end with a stop are paragraphs, not wrapping.
  return full >= 2 && open * 2 >= full && full >= pairs * 0.8 ? width : 0;
}

/** The line could be the continuation of the one before. */
function continues(text: string, before: Line, line: Line): boolean {
  return (
    !line.afterBlank &&
    listMarkerLength(text.slice(line.start, line.start + 16)) === 0 &&
    !isMarkdownHeading(text.slice(line.start, line.start + 16)) &&
    !isMarkdownHeading(text.slice(before.start, before.start + 16))
  );
}

/** The first word of the next line wouldn't have fitted; two columns of grace for wide letters and harakat. */
function isFull(text: string, line: Line, next: Line, width: number): boolean {
  let word = next.start;
  while (word < next.end && !isSpace(text.charCodeAt(word))) word++;
  return line.end - line.start + 1 + (word - next.start) > width - 2;
}
