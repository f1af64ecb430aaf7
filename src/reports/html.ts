import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { countWords } from '../language/clauses.ts';
import { readDate } from './dates.ts';
import { type DomElement, domText } from './dom-text.ts';
import { readUrl } from './front-matter.ts';

/** What an HTML page says about its report, and its main text. */
export interface Page {
  readonly title: string | null;
  readonly source: string | null;
  readonly url: string | null;
  readonly date: string | null;
  readonly text: string;
}

interface DomDocument extends DomElement {
  readonly body: DomElement;
}

/** Elements above which Readability isn't tried: its passes over the tree would take minutes. */
const MOST_ELEMENTS = 50_000;
/** Levels above which it isn't tried: 1,000 nested `<div>` take it 5 s, 2,000 take 44 s; real pages have under 50. */
const DEEPEST = 120;
/** Readability takes an article of fewer characters for a failure and loosens its rules; short news is usual here. */
const SHORTEST_ARTICLE = 140;
const FEWEST_WORDS = 15;

/** Reads a page; its scripts never run and nothing is fetched. */
export function readPage(html: string): Page {
  const document = parse(html);
  const data = linkedData(document);
  const source = meta(document, 'og:site_name') ?? data.publisher;
  const title = meta(document, 'og:title') ?? withoutOutlet(content(document.querySelector('title')), source);
  const url =
    readUrl(document.querySelector('link[rel="canonical"]')?.getAttribute('href')) ??
    readUrl(meta(document, 'og:url'));
  const dates = [
    meta(document, 'article:published_time'),
    data.published,
    document.querySelector('time[datetime]')?.getAttribute('datetime') ?? null,
    meta(document, 'date'),
  ];
  const date = dates
    .map((written) => (written === null ? null : readDate(written)))
    .find((found) => found !== null);
  return { title, source, url, date: date ?? null, text: mainText(html, document) };
}

/** A page without html or body tags gets them, which linkedom needs. */
function parse(html: string): DomDocument {
  const whole = /<body[\s>]/iu.test(html) && /<html[\s>]/iu.test(html);
  const inner = html.replace(/<!doctype[^>]*>|<\/?(?:html|head|body)(?:\s[^>]*)?>/giu, '');
  const page = whole ? html : `<!doctype html><html><head></head><body>${inner}</body></html>`;
  return (parseHTML(page) as unknown as { document: DomDocument }).document;
}

function mainText(html: string, document: DomDocument): string {
  const article = readable(document);
  if (countWords(article) >= FEWEST_WORDS) return article;
  // Readability has changed the tree.
  const body = parse(html).body;
  const rest = domText(body, { withoutFurniture: true });
  return countWords(rest) > countWords(article) ? rest : article;
}

/** The main text as Readability finds it, '' when it finds none. */
function readable(document: DomDocument): string {
  if (!isShallow(document.body)) return '';
  try {
    const article = new Readability<DomElement>(document as never, {
      maxElemsToParse: MOST_ELEMENTS,
      charThreshold: SHORTEST_ARTICLE,
      disableJSONLD: true,
      serializer: (node) => node as unknown as DomElement,
    }).parse();
    return article?.content ? domText(article.content) : '';
  } catch {
    // Too many elements, or a tree Readability can't take: the whole body is read instead.
    return '';
  }
}

/** Few enough levels for Readability. */
function isShallow(body: DomElement): boolean {
  let depth = 0;
  let node: DomElement | null = body;
  while (node !== null) {
    if (node.firstChild !== null) {
      node = node.firstChild;
      if (++depth > DEEPEST) return false;
      continue;
    }
    while (node !== null && node !== body && node.nextSibling === null) {
      node = node.parentNode;
      depth--;
    }
    node = node === body || node === null ? null : node.nextSibling;
  }
  return true;
}

function content(element: DomElement | null): string | null {
  return element?.textContent?.replace(/\s+/gu, ' ').trim() || null;
}

function meta(document: DomDocument, name: string): string | null {
  const element = document.querySelector(`meta[property="${name}"], meta[name="${name}"]`);
  return element?.getAttribute('content')?.replace(/\s+/gu, ' ').trim() || null;
}

/** "Title | Outlet" without the outlet; after a dash only when the page names the outlet so. */
function withoutOutlet(title: string | null, source: string | null): string | null {
  if (title === null) return null;
  const match = /^(.{4,}?)\s+([|–—-]|::)\s+([^|]+?)$/u.exec(title);
  const bar = /^(.{4,})\s+\|\s+[^|]+$/u.exec(title);
  if (bar?.[1]) return bar[1].trim();
  if (match?.[1] && source !== null && match[3] === source) return match[1].trim();
  return title;
}

interface LinkedData {
  published: string | null;
  publisher: string | null;
}

/** `datePublished` and the publisher's name from JSON-LD; what isn't valid JSON is ignored. */
function linkedData(document: DomDocument): LinkedData {
  const found: LinkedData = { published: null, publisher: null };
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    let data: unknown;
    try {
      data = JSON.parse(script.textContent ?? '');
    } catch {
      continue;
    }
    for (const item of graphOf(data)) {
      found.published ??= textOf(item.datePublished);
      const publisher = item.publisher;
      if (isRecord(publisher)) found.publisher ??= textOf(publisher.name);
    }
  }
  return found;
}

function graphOf(data: unknown): Record<string, unknown>[] {
  const items = Array.isArray(data) ? data : [data];
  return items.flatMap((item) =>
    isRecord(item) ? [item, ...(Array.isArray(item['@graph']) ? item['@graph'].filter(isRecord) : [])] : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.replace(/\s+/gu, ' ').trim() || null : null;
}
