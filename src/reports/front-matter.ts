import { parseDocument } from 'yaml';
import { z } from 'zod';
import { readDate } from './dates.ts';
import type { Language } from './report.ts';
import { UnreadableReport } from './unreadable.ts';

/** What the block at the top of a file says about the report. */
export interface FrontMatter {
  readonly title: string | null;
  readonly source: string | null;
  readonly url: string | null;
  readonly date: string | null;
  readonly language: Language | null;
}

/** Names a field may be written under; unknown ones are ignored. */
const KEYS: Readonly<Record<string, keyof FrontMatter>> = {
  title: 'title',
  source: 'source',
  outlet: 'source',
  publisher: 'source',
  site: 'source',
  url: 'url',
  link: 'url',
  date: 'date',
  published: 'date',
  language: 'language',
  lang: 'language',
  العنوان: 'title',
  عنوان: 'title',
  المصدر: 'source',
  مصدر: 'source',
  الرابط: 'url',
  رابط: 'url',
  التاريخ: 'date',
  تاريخ: 'date',
  اللغة: 'language',
};

/** With the failsafe schema every YAML scalar is text, dates and numbers as well. */
const Scalar = z
  .union([z.string(), z.null()])
  .transform((value) => value?.replace(/\s+/gu, ' ').trim() || null);
const KEY_LINE = /^[\s\p{Cf}]*["']?([\p{L}_][\p{L}\p{M}\p{N}_ -]{0,40}?)["']?\s*:(?:\s|$)/u;

/**
 * Parts the YAML block between `---` lines at the top from the body. A text that only begins with a rule has none.
 * The body is the rest without the blank lines before it.
 * @throws UnreadableReport `front-matter`, with the line of the file that is wrong
 */
export function readFrontMatter(text: string): { fields: FrontMatter; body: string } {
  const none = { fields: { title: null, source: null, url: null, date: null, language: null }, body: text };
  const opening = /^---[ \t]*\n/u.exec(text);
  if (!opening) return none;
  const start = opening[0].length;
  const firstKey = KEY_LINE.exec(
    /^\s*(?:#.*\n\s*)*(.*)/u.exec(text.slice(start, start + 2000))?.[1] ?? '',
  )?.[1];
  if (firstKey === undefined) return none;
  const closing = /^(?:---|\.\.\.)[ \t]*$/mu.exec(text.slice(start));
  if (!closing) {
    if (fieldOf(firstKey) === undefined) return none;
    throw new UnreadableReport(
      'front-matter',
      'The front matter that opens on line 1 is never closed by a line "---".',
    );
  }
  const block = text.slice(start, start + closing.index);
  const body = text.slice(start + closing.index + closing[0].length).replace(/^\s*\n/u, '');
  return { fields: fieldsOf(block), body };
}

function fieldOf(key: string): keyof FrontMatter | undefined {
  const name = key
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
  return Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
}

function fieldsOf(block: string): FrontMatter {
  const document = parseDocument(block, { schema: 'failsafe', prettyErrors: true, stringKeys: true });
  const error = document.errors[0];
  if (error) {
    // What is never closed is noticed at the end of the block, whose last line the writer can see.
    const line = Math.min(error.linePos?.[0].line ?? 1, block.trimEnd().split('\n').length) + 1;
    const reason = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/u, '');
    throw new UnreadableReport('front-matter', `The front matter is broken on line ${line}: ${reason}.`);
  }
  const values = z.record(z.string(), z.unknown()).safeParse(document.toJS({ maxAliasCount: 20 }));
  if (!values.success) {
    throw new UnreadableReport(
      'front-matter',
      'The front matter on line 2 is no list of "key: value" lines.',
    );
  }
  const fields: Partial<Record<keyof FrontMatter, string>> = {};
  for (const [key, value] of Object.entries(values.data)) {
    const field = fieldOf(key);
    if (field === undefined) continue;
    const scalar = Scalar.safeParse(value);
    if (!scalar.success) {
      const line = block.split('\n').findIndex((row) => KEY_LINE.exec(row)?.[1] === key) + 2;
      throw new UnreadableReport(
        'front-matter',
        `The front matter is broken on line ${line}: "${key}" must be one text.`,
      );
    }
    if (scalar.data !== null) fields[field] ??= scalar.data;
  }
  return {
    title: fields.title ?? null,
    source: fields.source ?? null,
    url: readUrl(fields.url),
    date: fields.date === undefined ? null : readDate(fields.date),
    language: readLanguage(fields.language),
  };
}

/** The address when it is an http or https one, else null. */
export function readUrl(written: string | null | undefined): string | null {
  const text = written?.trim() ?? '';
  if (!/^https?:\/\//iu.test(text) || text.length > 2000 || /\s/u.test(text)) return null;
  return URL.canParse(text) ? text : null;
}

function readLanguage(written: string | undefined): Language | null {
  if (written === undefined) return null;
  if (/^(?:ar\b|ara|arabic|عربي|العربية)/iu.test(written)) return 'ar';
  if (/^(?:en\b|eng|انجليزي|إنجليزي|الإنجليزية)/iu.test(written)) return 'en';
  return 'other';
}
