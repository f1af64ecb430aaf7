import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { PassageSpan, Report } from '../../src/reports/report.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { ReportStore } from '../../src/store/reports.ts';
import type { Upsert } from '../../src/store/writing.ts';

// All reports in these tests are invented: the towns, names and events do not exist.

/** A temporary folder that goes away with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rasid-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real database in a temporary folder, and a store whose clock starts at 1,000 and steps by 1. */
export async function openStore(
  t: TestContext,
  options: { folder?: string; cutting?: string } = {},
): Promise<{ folder: string; db: Database; store: ReportStore }> {
  const folder = options.folder ?? temporaryFolder(t);
  const db = await openDatabase(folder);
  t.after(() => db.destroy());
  let time = 1_000;
  return { folder, db, store: new ReportStore(db, options.cutting ?? 'lines', () => time++) };
}

/** One passage a line, one sentence a part that ends with a full stop. */
export function cutLines(text: string): PassageSpan[] {
  return [...text.matchAll(/.+/gu)].map((line) => {
    const sentences = [...line[0].matchAll(/\S[^.]*\.?/gu)].map((s) => ({
      start: line.index + s.index,
      end: line.index + s.index + s[0].length,
    }));
    return { start: sentences[0]?.start ?? 0, end: sentences.at(-1)?.end ?? 0, sentences };
  });
}

/** A report of a text, ready to be written. */
export function upsert(file: string, text: string, more: Partial<Report> = {}): Upsert {
  const report: Report = {
    id: createHash('sha256').update(file).digest('base64url').slice(0, 12),
    path: file,
    hash: createHash('sha256').update(text).digest('hex'),
    title: `عنوان ${file}`,
    source: null,
    url: null,
    date: null,
    language: 'ar',
    text,
    ...more,
  };
  return { report, passages: cutLines(text), stat: null };
}

/** The id that `upsert` gives to a path. */
export function idOf(file: string): string {
  return upsert(file, '').report.id;
}
