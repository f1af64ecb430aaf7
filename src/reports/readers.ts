import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { parseHTML } from 'linkedom';
import { marked } from 'marked';
import { detectLanguage } from '../language/detect.ts';
import { splitSentences } from '../language/sentences.ts';
import { type DomElement, domText } from './dom-text.ts';
import { readFrontMatter } from './front-matter.ts';
import { readPage } from './html.ts';
import { readText } from './read-text.ts';
import type { Report, ReportContent } from './report.ts';
import { UnreadableReport } from './unreadable.ts';

/** Larger files are skipped, in bytes. */
export const MAX_REPORT_BYTES = 20 * 1024 * 1024;
/** UTF-16 code units of a title made from the first sentence. */
const LONGEST_TITLE = 90;
/** Bytes at the start of a page in which browsers look for its charset (HTML standard, "prescan"). */
const CHARSET_PRESCAN = 1024;

/** From the decoded text of a file, line ends as `\n`, to what it holds. May throw UnreadableReport. */
export type Reader = (decoded: string, path: string) => ReportContent;

/** Readers by extension, in lower case and with the dot. */
export const READERS: Readonly<Record<string, Reader>> = {
  '.txt': readPlain,
  '.md': readMarkdown,
  '.markdown': readMarkdown,
  '.html': readHtml,
  '.htm': readHtml,
};

/** The reader for a path, or null when its format isn't known. */
export function readerFor(path: string): Reader | null {
  const extension = extname(path).toLowerCase();
  return Object.hasOwn(READERS, extension) ? (READERS[extension] ?? null) : null;
}

/**
 * The report in a file's bytes. `path` is the path inside the reports folder, `/` between the parts: the identity.
 * @throws UnreadableReport for any file that gives no report
 */
export function readReport(bytes: Uint8Array, path: string): Report {
  const reader = readerFor(path);
  if (reader === null) throw unknownFormat(path);
  if (bytes.length > MAX_REPORT_BYTES) throw tooLarge(bytes.length);
  const decoded = readText(bytes, reader === readHtml ? declaredCharset(bytes) : null);
  const report = contentOf(reader, decoded, path);
  return { id: reportId(path), path, hash: createHash('sha256').update(bytes).digest('hex'), ...report };
}

/** 12 characters of `[A-Za-z0-9_-]`: the beginning of the path's SHA-256 in base64url. */
export function reportId(path: string): string {
  return createHash('sha256').update(path).digest('base64url').slice(0, 12);
}

/** The error of a file whose extension has no reader. */
export function unknownFormat(path: string): UnreadableReport {
  const known = Object.keys(READERS).join(', ');
  return new UnreadableReport(
    'unknown-format',
    `No reader for "${extname(path)}" files; known are ${known}.`,
  );
}

/** The error of a file over 20 MB. */
export function tooLarge(bytes: number): UnreadableReport {
  const size = Math.ceil(bytes / 1024 / 1024);
  return new UnreadableReport(
    'too-large',
    `The file has ${size} MB; at most ${MAX_REPORT_BYTES / 1024 / 1024} are read.`,
  );
}

function contentOf(reader: Reader, decoded: string, path: string): ReportContent {
  let content: ReportContent;
  try {
    content = reader(decoded, path);
  } catch (error) {
    if (error instanceof UnreadableReport) throw error;
    // A library gave up: nested too deeply, or a mistake of its own.
    const why = error instanceof RangeError ? 'it is nested too deeply' : (error as Error).message;
    throw new UnreadableReport('unreadable', `The file can't be read: ${why}.`);
  }
  if (!/[\p{L}\p{N}]/u.test(content.text)) throw new UnreadableReport('empty', 'The file holds no text.');
  return content;
}

function readPlain(decoded: string): ReportContent {
  const { fields, body } = readFrontMatter(decoded);
  return complete({ ...fields, text: body });
}

function readMarkdown(decoded: string): ReportContent {
  const { fields, body } = readFrontMatter(decoded);
  const html = marked.parse(body, { async: false, gfm: true });
  const { document } = parseHTML(
    `<!doctype html><html><head></head><body>${html}</body></html>`,
  ) as unknown as {
    document: { body: DomElement };
  };
  return complete({ ...fields, text: domText(document.body) });
}

function readHtml(decoded: string): ReportContent {
  return complete({ ...readPage(decoded), language: null });
}

type Found = Omit<ReportContent, 'title' | 'language'> & {
  readonly title: string | null;
  readonly language: ReportContent['language'] | null;
};

function complete(found: Found): ReportContent {
  const { source, url, date, text } = found;
  return {
    title: found.title ?? titleFrom(text),
    source,
    url,
    date,
    language: found.language ?? detectLanguage(text),
    text,
  };
}

/** The first sentence with white space collapsed, cut after a word within 90 characters. */
export function titleFrom(text: string): string {
  const first = splitSentences(text.slice(0, 20 * LONGEST_TITLE)).find(({ start, end }) =>
    /[\p{L}\p{N}]/u.test(text.slice(start, end)),
  );
  if (!first) return '';
  const sentence = text
    .slice(first.start, first.end)
    .replace(/^#{1,6}\s+/u, '')
    .replace(/\s+/gu, ' ');
  if (sentence.length <= LONGEST_TITLE) return sentence;
  const room = sentence.slice(0, LONGEST_TITLE);
  const space = room.lastIndexOf(' ');
  const cut = space > 0 ? room.slice(0, space) : room.slice(0, -1).replace(/[\ud800-\udbff]$/u, '');
  return `${cut.replace(/[\s،؛,;:–—-]+$/u, '')}…`;
}

/** The charset a page names in a meta tag, null when it names none. */
function declaredCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, CHARSET_PRESCAN)).toString('latin1');
  return /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{1,40})/iu.exec(head)?.[1] ?? null;
}
