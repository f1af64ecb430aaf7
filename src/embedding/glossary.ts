import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalise } from '../language/normalise.ts';

/** One concept of the glossary: terms of both languages that mean the same. */
export interface GlossaryConcept {
  /** Terms as lists of normalised words, Arabic ones without their article. */
  readonly arabic: readonly (readonly string[])[];
  readonly english: readonly (readonly string[])[];
  /**
   * Phrases, as they are written, of concepts that a single word also names: these are more than the sum
   * of their words (وقف إطلاق النار is هدنة).
   */
  readonly idioms: readonly (readonly string[])[];
  readonly kind: string;
}

/** Two rows are one concept when they share at least this part of the shorter one's terms, on both sides. */
const sameConceptOverlap = 0.5;

const maxIdiomWords = 4;

/** The normalised words of a text, parted by everything that is no letter or digit. */
export function wordsOf(text: string): string[] {
  return normalise(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

interface Row {
  readonly file: string;
  readonly arabic: ReadonlyMap<string, readonly string[]>;
  readonly english: ReadonlyMap<string, readonly string[]>;
  readonly written: ReadonlyMap<string, readonly string[]>;
  readonly kind: string;
}

/**
 * Reads every `.tsv` of a glossary folder (Arabic terms, English terms, kind; terms parted by `|`, `#`
 * starts a comment row) in the order of names and lines. Rows of different files that largely overlap
 * are merged. Throws with file and line on a row of another shape, and when there are no rows.
 */
export function readGlossary(folder: string): GlossaryConcept[] {
  const rows: Row[] = [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.tsv'));
  for (const file of files.sort()) {
    for (const [index, line] of readFileSync(join(folder, file), 'utf8').split('\n').entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      const [arabic, english, kind] = line.split('\t');
      if (!arabic || !english || !kind) {
        throw new Error(`${file}:${index + 1}: a glossary row needs three columns: Arabic, English, kind.`);
      }
      rows.push({
        file,
        arabic: terms(arabic),
        english: terms(english),
        written: writtenPhrases(`${arabic}|${english}`),
        kind: kind.trim(),
      });
    }
  }
  if (rows.length === 0) throw new Error(`No glossary rows in ${folder}: it needs .tsv files.`);
  return merge(rows);
}

function terms(column: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const term of column.split('|')) {
    const words = wordsOf(term).map(withoutArticle);
    if (words.length > 0) found.set(words.join(' '), words);
  }
  return found;
}

function writtenPhrases(columns: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const term of columns.split('|')) {
    const [first, ...rest] = wordsOf(term);
    if (!first || rest.length === 0 || rest.length >= maxIdiomWords) continue;
    const words = [withoutArticle(first), ...rest];
    found.set(words.join(' '), words);
  }
  return found;
}

/** The tokenizer splits the article off, so الدولة of a phrase and دولة of another row are one word. */
function withoutArticle(word: string): string {
  return word.length >= 5 && word.startsWith('ال') ? word.slice(2) : word;
}

function merge(rows: readonly Row[]): GlossaryConcept[] {
  const parent = rows.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at] as number;
    return at;
  };
  const byArabic = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    const candidates = new Set<number>();
    for (const term of row.arabic.keys()) {
      const others = byArabic.get(term);
      if (!others) byArabic.set(term, [index]);
      else {
        for (const other of others) candidates.add(other);
        others.push(index);
      }
    }
    for (const other of candidates)
      if (isSameConcept(rows[other] as Row, row)) parent[root(index)] = root(other);
  }
  const groups = new Map<number, Row[]>();
  for (const [index, row] of rows.entries()) {
    const group = groups.get(root(index));
    if (group) group.push(row);
    else groups.set(root(index), [row]);
  }
  return [...groups.values()].map((group) => {
    const arabic = [...new Map(group.flatMap((row) => [...row.arabic])).values()];
    const english = [...new Map(group.flatMap((row) => [...row.english])).values()];
    const hasWord = [...arabic, ...english].some((words) => words.length === 1);
    const written = group.flatMap((row) => [...row.written.values()]);
    return { arabic, english, idioms: hasWord ? written : [], kind: (group[0] as Row).kind };
  });
}

function isSameConcept(a: Row, b: Row): boolean {
  if (a.file === b.file || (a.kind === 'function') !== (b.kind === 'function')) return false;
  return (
    overlap(a.arabic, b.arabic) >= sameConceptOverlap && overlap(a.english, b.english) >= sameConceptOverlap
  );
}

function overlap(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): number {
  let shared = 0;
  for (const term of a.keys()) if (b.has(term)) shared++;
  return shared / Math.min(a.size, b.size);
}
