import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tokenise } from './tokens.ts';

/** What a glossary row may name. `function` marks words that carry no content of their own. */
export const CONCEPT_KINDS = [
  'person', 'organisation', 'place', 'nationality', 'role', 'time', 'number', 'unit',
  'event', 'action', 'quality', 'thing', 'function',
] as const; // biome-ignore format: one list
export type ConceptKind = (typeof CONCEPT_KINDS)[number];

/** One row of a glossary: the terms of both languages that mean the same. */
export interface GlossaryRow {
  /** Name of the file it stands in. */
  readonly file: string;
  /** Normalised terms in the order of the row, distinct, at least one; words parted by one space. */
  readonly arabic: readonly string[];
  readonly english: readonly string[];
  readonly kind: ConceptKind;
}

/**
 * Reads every `*.tsv` of a folder in the order of names and lines. Each row has three columns: Arabic
 * terms and English terms parted by `|`, and a kind; `#` starts a comment row. A row of another shape
 * is an error that names its file and line. The fingerprint is a SHA-256 of names and contents, 16 hex
 * characters.
 */
export function readGlossaryRows(folder: string): { rows: GlossaryRow[]; fingerprint: string } {
  const hash = createHash('sha256');
  const rows: GlossaryRow[] = [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.tsv'));
  for (const file of files.sort()) {
    const content = readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '');
    hash.update(`${file}\0${content}\0`);
    for (const [index, line] of content.split('\n').entries()) {
      if (line.startsWith('#') || line.trim() === '') continue;
      const row = readRow(file, line);
      if (typeof row === 'string') throw new Error(`${file}:${index + 1}: ${row}`);
      rows.push(row);
    }
  }
  return { rows, fingerprint: hash.digest('hex').slice(0, 16) };
}

/** A row, or what is wrong with it. */
function readRow(file: string, line: string): GlossaryRow | string {
  const columns = line.split('\t');
  const [arabic, english] = columns;
  const kind = columns[2]?.trim() as ConceptKind;
  if (columns.length !== 3 || !arabic || !english || !kind) {
    return 'a glossary row needs three columns: Arabic terms, English terms, kind';
  }
  if (!CONCEPT_KINDS.includes(kind)) {
    return `"${kind}" is not a kind of concept (${CONCEPT_KINDS.join(', ')})`;
  }
  const row = { file, arabic: readTerms(arabic), english: readTerms(english), kind };
  if (row.arabic.length === 0 || row.english.length === 0)
    return 'a glossary row needs a term in each language';
  return row;
}

function readTerms(column: string): string[] {
  const terms: string[] = [];
  let term = '';
  let bar = column.indexOf('|');
  for (const token of tokenise(column)) {
    if (bar >= 0 && bar < token.start) {
      if (term !== '' && !terms.includes(term)) terms.push(term);
      term = '';
      bar = column.indexOf('|', token.start);
    }
    term = term === '' ? token.term : `${term} ${token.term}`;
  }
  if (term !== '' && !terms.includes(term)) terms.push(term);
  return terms;
}

/** Rows of different files are one concept when they share at least this part of the shorter list, on both sides. */
const sameConceptOverlap = 0.5;

/** The concept number of each row, from 0 without gaps, in the order of first rows. */
export function mergeRows(rows: readonly GlossaryRow[]): number[] {
  const parent = rows.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!] as number;
      at = parent[at]!;
    }
    return at;
  };
  // The rows of an English term are a chain of entries: term → last entry → the entry before it …
  const lastEntry = new Map<string, number>();
  const entryRow: number[] = [];
  const entryBefore: number[] = [];
  const comparedWith = new Int32Array(rows.length).fill(-1);
  for (const [index, row] of rows.entries()) {
    for (const term of row.english) {
      const last = lastEntry.get(term) ?? -1;
      for (let entry = last; entry >= 0; entry = entryBefore[entry]!) {
        const other = entryRow[entry]!;
        if (comparedWith[other] === index) continue;
        comparedWith[other] = index;
        if (isSameConcept(row, rows[other] as GlossaryRow)) parent[root(index)] = root(other);
      }
      lastEntry.set(term, entryRow.length);
      entryRow.push(index);
      entryBefore.push(last);
    }
  }
  const numbers = new Map<number, number>();
  return rows.map((_, index) => {
    const at = root(index);
    const number = numbers.get(at) ?? numbers.size;
    numbers.set(at, number);
    return number;
  });
}

function isSameConcept(a: GlossaryRow, b: GlossaryRow): boolean {
  return (
    a.file !== b.file &&
    overlap(a.english, b.english) >= sameConceptOverlap &&
    overlap(a.arabic, b.arabic) >= sameConceptOverlap
  );
}

/** Shared part of the shorter list, 0 to 1. Lists are a few terms long. */
function overlap(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  for (const term of a) if (b.includes(term)) shared++;
  return shared / Math.min(a.length, b.length);
}
