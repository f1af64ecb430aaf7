import { countWords } from '../language/clauses.ts';
import { blocksOf, endsWithStop, isMarkdownHeading, type Line, listMarkerLength } from '../language/lines.ts';
import { splitSentences } from '../language/sentences.ts';
import type { PassageSpan, Span } from './report.ts';

/** Name of this way of cutting. The index remembers it: change it whenever the same text would be cut otherwise. */
export const CUTTING = 'sentences-1';

/** All in words, as `countWords` counts. */
const ENOUGH = 80;
const AIM = 100;
const LONGEST_OVERLAP = 50;
/** A rest of fewer new words than this joins the passage before it, up to `LONGEST_JOINED`. */
const SHORTEST_TAIL = 40;
const LONGEST_JOINED = 150;
/** A heading or label has no more words than this. */
const LONGEST_HEADING = 12;
/** More short lines in a row than this are rows of a table or a list, not headings. */
const MOST_HEADINGS = 3;

interface Sentence extends Span {
  readonly words: number;
}

/**
 * Cuts a text into passages of whole sentences, about 80 to 120 words each, in order. A passage begins with the last
 * sentence of the one before it, unless that has over 50 words. No passage goes across a heading: a Markdown
 * heading, or a short line without a stop, or ending in a colon, with a longer paragraph after it; it belongs to the
 * passage that follows. Offsets are in UTF-16 code units; every sentence of `splitSentences` is in some passage.
 */
export function cutPassages(text: string): PassageSpan[] {
  const passages: PassageSpan[] = [];
  for (const section of sectionsOf(text)) cutSection(section, passages);
  return passages;
}

function cutSection(section: readonly Sentence[], passages: PassageSpan[]): void {
  let first = 0;
  /** Index of the first sentence that no passage has yet. */
  let fresh = 0;
  while (fresh < section.length) {
    let words = wordsIn(section, first, fresh);
    let end = fresh;
    while (end < section.length) {
      const next = (section[end] as Sentence).words;
      const nearer = Math.abs(words + next - AIM) <= Math.abs(words - AIM);
      if (end > fresh && (words >= ENOUGH || !nearer)) break;
      words += next;
      end++;
    }
    if (end < section.length) {
      const rest = wordsIn(section, end, section.length, SHORTEST_TAIL);
      if (rest < SHORTEST_TAIL && words + rest <= LONGEST_JOINED) end = section.length;
    }
    passages.push(passageOf(section.slice(first, end)));
    fresh = end;
    const last = section[end - 1] as Sentence;
    first = last.words > LONGEST_OVERLAP || end - 1 <= first ? end : end - 1;
  }
}

/** Words of the sentences `from` to `to`, counted no further than `enough`. */
function wordsIn(
  section: readonly Sentence[],
  from: number,
  to: number,
  enough = Number.POSITIVE_INFINITY,
): number {
  let words = 0;
  for (let i = from; i < to && words < enough; i++) words += (section[i] as Sentence).words;
  return words;
}

function passageOf(sentences: readonly Sentence[]): PassageSpan {
  const first = sentences[0] as Sentence;
  const last = sentences.at(-1) as Sentence;
  return {
    start: first.start,
    end: last.end,
    sentences: sentences.map(({ start, end }) => ({ start, end })),
  };
}

/** The sentences between headings; a heading, or several in a row, comes first in its section. */
function sectionsOf(text: string): Sentence[][] {
  const headings = headingsOf(text);
  const sections: Sentence[][] = [];
  let at = 0;
  let afterHeading = false;
  for (const { start, end } of splitSentences(text)) {
    while (at < headings.length && (headings[at] as Line).end <= start) at++;
    const heading = headings[at];
    const inHeading = heading !== undefined && start >= heading.start && end <= heading.end;
    const section = sections.at(-1);
    const sentence = { start, end, words: countWords(text.slice(start, end)) };
    if (section === undefined || (inHeading && !afterHeading)) sections.push([sentence]);
    else section.push(sentence);
    afterHeading = inHeading;
  }
  return sections;
}

/** Lines that start a new subject; a hard-wrapped paragraph counts as one line. */
function headingsOf(text: string): Line[] {
  const lines = blocksOf(text);
  const headings: Line[] = [];
  /** Short lines in a row that end at the line looked at. */
  let row: Line[] = [];
  for (const [i, line] of lines.entries()) {
    if (isMarkdownHeading(text.slice(line.start, line.start + 16))) {
      if (row.length <= MOST_HEADINGS) headings.push(...row);
      headings.push(line);
      row = [];
      continue;
    }
    const words = shortLine(text, line);
    if (words > 0) {
      row.push(line);
      const next = lines[i + 1];
      if (next && shortLine(text, next) === 0 && opensParagraph(text, next, words, line)) {
        if (row.length <= MOST_HEADINGS) headings.push(...row);
        else if (line.afterBlank) headings.push(line);
      }
    } else {
      row = [];
    }
    if (lines[i + 1] && shortLine(text, lines[i + 1] as Line) === 0) row = [];
  }
  return headings;
}

/** Words of a line that could be a heading: few, without a stop, no item of a list. 0 for any other line. */
function shortLine(text: string, line: Line): number {
  if (line.end - line.start > 20 * LONGEST_HEADING) return 0;
  const content = text.slice(line.start, line.end);
  if (endsWithStop(content) || /[،؛,;]$/u.test(content) || listMarkerLength(content) > 0) return 0;
  const words = countWords(content);
  return words <= LONGEST_HEADING ? words : 0;
}

/** A paragraph longer than the short line before it; or, after a label with a colon, whatever it announces. */
function opensParagraph(text: string, line: Line, words: number, label: Line): boolean {
  const content = text.slice(line.start, line.end);
  if (text[label.end - 1] === ':' && listMarkerLength(content) > 0) return true;
  if (listMarkerLength(content) > 0) return false;
  const beginning = countWords(content.slice(0, 40 * LONGEST_HEADING));
  return beginning > words;
}
