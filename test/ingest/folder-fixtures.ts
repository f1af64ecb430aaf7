import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { type IngestOptions, ingestFiles, ingestFolder, type Summary } from '../../src/ingest/ingest.ts';
import { NO_PROGRESS } from '../../src/progress.ts';
import { CUTTING } from '../../src/reports/passages.ts';
import type { ReportStore } from '../../src/store/reports.ts';
import { openStore, temporaryFolder } from '../store/fixtures.ts';
import { MemoryIndex } from './memory-index.ts';

// All reports in these tests are invented: the towns, names and events do not exist.

/** Some sentences about an invented town, different for each number. */
export function invented(n: number, sentences = 12): string {
  const towns = ['تل الزعفران', 'عين الغزلان', 'وادي السنديان', 'كفر الياسمين'];
  return Array.from(
    { length: sentences },
    (_, i) =>
      `في اليوم ${n + i} أعلن مجلس بلدة ${towns[(n + i) % towns.length]} إصلاح ${n * 7 + i} مترا من الطريق القديم.`,
  ).join(' ');
}

/** A folder of reports on a disk, a store and an index; `ingest` brings them in line. */
export async function workshop(t: TestContext, options: { cutting?: string; data?: string } = {}) {
  const folder = temporaryFolder(t);
  const {
    store,
    db,
    folder: data,
  } = await openStore(t, {
    cutting: options.cutting ?? CUTTING,
    ...(options.data ? { folder: options.data } : {}),
  });
  const index = new MemoryIndex();
  const warnings: string[] = [];
  return {
    folder,
    data,
    db,
    store,
    index,
    warnings,
    write(file: string, text: string | Buffer): void {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    },
    remove: (file: string) => rmSync(path.join(folder, file), { recursive: true }),
    /** The whole folder, or the files that are named. */
    ingest: (more: Partial<IngestOptions> = {}, paths?: readonly string[]): Promise<Summary> => {
      const options: IngestOptions = {
        folder,
        store,
        indexes: [index],
        progress: NO_PROGRESS,
        warn: (line) => warnings.push(line),
        ...more,
      };
      return paths ? ingestFiles(paths, options) : ingestFolder(options);
    },
  };
}

/** Everything a reader can find: path → version and passages' texts. */
export async function contents(
  store: ReportStore,
): Promise<Map<string, { version: number; texts: string[] }>> {
  const found = new Map<string, { version: number; texts: string[] }>();
  for (const [file, { id, version, withdrawn }] of await store.catalogue()) {
    const texts = (await store.passagesOf(id)).map((passage) => passage.text);
    if (!withdrawn || texts.length > 0) found.set(file, { version, texts });
  }
  return found;
}
