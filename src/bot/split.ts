import { type Html, trustedHtml } from './html.ts';

/** Longest text of one message, in UTF-16 code units without the tags (Bot API, sendMessage). */
export const MESSAGE_LIMIT = 4096;

/** One character as it counts: a code point, a character reference or a tag (width 0). */
interface Piece {
  readonly source: string;
  readonly text: string;
  /** How gladly the message ends before this piece; 0 is never. */
  readonly rank: number;
}

// A message ends best between lines, then between words; not inside a quote, a link or bold words while there
// is another place; inside a word only when that word alone is longer than a message.
const rank = { insideWord: 1, insideInline: 2, insideQuote: 3, betweenWords: 4, betweenLines: 5 };

/** HTML cut into messages of at most `limit` UTF-16 code units of text each, tags closed and opened again at a cut. */
export function splitHtml(source: Html, limit = MESSAGE_LIMIT): Html[] {
  const pieces = readPieces(String(source));
  const parts: Html[] = [];
  let start = 0;
  let open: string[] = [];
  while (start < pieces.length) {
    const end = findEnd(pieces, start, limit);
    const reopened = open.join('');
    let body = '';
    let text = '';
    for (const piece of pieces.slice(start, end)) {
      if (piece.text === '') open = nextOpen(open, piece.source);
      body += piece.source;
      text += piece.text;
    }
    const closed = [...open].reverse().map((tag) => `</${tagName(tag)}>`);
    if (text.trim() !== '') parts.push(trustedHtml(reopened + body + closed.join('')));
    start = end;
    while (pieces[start] !== undefined && /^\s+$/.test(pieces[start]?.text ?? '')) start += 1;
  }
  return parts;
}

/** Where the message that begins at `start` ends: the end of all, or the best place before it gets too long. */
function findEnd(pieces: readonly Piece[], start: number, limit: number): number {
  let width = 0;
  let best = start + 1;
  let bestScore = 0;
  let said = false;
  for (let i = start; i < pieces.length; i += 1) {
    const piece = pieces[i] as Piece;
    if (said) {
      // A line's end in the first half would leave a short message: there, it counts as any space.
      const early = piece.rank === rank.betweenLines && width < limit / 2;
      const score = early ? rank.betweenWords : piece.rank;
      if (score > 0 && score >= bestScore) {
        best = i;
        bestScore = score;
      }
    }
    if (width + piece.text.length > limit) return best;
    width += piece.text.length;
    said ||= piece.text.trim() !== '';
  }
  return pieces.length;
}

function readPieces(source: string): Piece[] {
  const pieces: Piece[] = [];
  let inQuote = 0;
  let inline = 0;
  const add = (sourceText: string, text: string, grapheme: boolean) => {
    const space = /^\s$/.test(text) && text !== '\u00a0' && text !== '\u202f';
    const place = inline > 0 ? rank.insideInline : inQuote > 0 ? rank.insideQuote : rank.betweenWords;
    const between = text === '\n' && place === rank.betweenWords ? rank.betweenLines : place;
    pieces.push({ source: sourceText, text, rank: space ? between : grapheme ? rank.insideWord : 0 });
    if (text === '\u2068') inline += 1;
    if (text === '\u2069') inline = Math.max(inline - 1, 0);
  };
  for (const [token, tag, reference] of source.matchAll(/(<[^>]*>)|(&(?:amp|lt|gt|quot);)|[^<&]+/g)) {
    if (tag) {
      const change = tag.startsWith('</') ? -1 : 1;
      const block = /^<\/?blockquote/.test(tag);
      // Before a quote opens is as good a place as a line's end.
      const opens = change > 0 && block && inline === 0;
      pieces.push({ source: tag, text: '', rank: opens ? rank.betweenLines : 0 });
      if (block) inQuote += change;
      else inline += change;
    } else if (reference) add(reference, decoded[reference] ?? '', true);
    else for (const { segment } of graphemes.segment(token)) addGrapheme(segment, add);
  }
  return pieces;
}

/** A grapheme of absurd length (a letter with a thousand marks) may be cut between its code points. */
function addGrapheme(segment: string, add: (source: string, text: string, grapheme: boolean) => void): void {
  if (segment.length <= 64) add(segment, segment, true);
  else for (const point of segment) add(point, point, true);
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const decoded: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

function tagName(tag: string): string {
  return /^<([a-z-]+)/.exec(tag)?.[1] ?? '';
}

function nextOpen(open: readonly string[], tag: string): string[] {
  return tag.startsWith('</') ? open.slice(0, -1) : [...open, tag];
}
