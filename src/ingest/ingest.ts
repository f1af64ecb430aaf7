import { opendir, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { type Progress, whileShown } from '../progress.ts';
import { findReport, type ReportFile, type SkippedEntry, walkReports } from '../reports/folder.ts';
import { cutPassages } from '../reports/passages.ts';
import type { ReportStore } from '../store/reports.ts';
import type { Applied } from '../store/writing.ts';
import { type PassageIndex, reconcile } from './indexes.ts';
import { IndexingMeanwhile } from './indexing-meanwhile.ts';
import { readFile } from './jobs.ts';
import { FolderMirror, type LookedAt, type ReadFiles, type Skipped } from './mirror.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What an ingest did. */
export interface Summary {
  /** New reports, and those whose files came back. */
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly withdrawn: number;
  readonly skipped: readonly Skipped[];
  /** Paths of files that were still being written; always none without `settle`. */
  readonly deferred: readonly string[];
  /** Reports that can be found now. */
  readonly reports: number;
  /** Passages that can be found now. */
  readonly passages: number;
  /** How long it took, milliseconds. */
  readonly ms: number;
}

/** The reports folder is missing or can't be read. The message is one sentence with what to do. */
export class FolderError extends Error {
  override name = 'FolderError';
}

/** What an ingest needs. */
export interface IngestOptions {
  /** The reports folder. The store becomes its mirror: reports whose files are not in it are withdrawn. */
  readonly folder: string;
  readonly store: ReportStore;
  readonly indexes: readonly PassageIndex[];
  /** Reads files when there are many; without it they are read here. */
  readonly workers?: WorkerPool;
  readonly progress: Progress;
  /** Receives a line for a person about each skipped file and other oddities. */
  readonly warn: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Files changed within the last so many milliseconds are left for the next time. Default 0: none. */
  readonly settle?: number;
}

/**
 * Brings the store in line with a folder, then the indexes in line with the store. Nothing is done for a file
 * that is as it was. A file that exists but can't be read now leaves its report as it was, and so do files
 * inside a folder that can't be read: only what is surely gone is withdrawn.
 *
 * It may be killed at any moment: each report is whole in the store or not there, and the next ingest goes on.
 *
 * @throws FolderError when the folder itself can't be read; nothing is changed then
 */
export async function ingestFolder(options: IngestOptions): Promise<Summary> {
  const { store, indexes, progress, warn } = options;
  const now = options.now ?? Date.now;
  const started = now();
  const folder = await readableFolder(options.folder);
  const indexing = new IndexingMeanwhile(indexes);
  const mirror = await FolderMirror.begin(store, warn, {
    applied: (applied) => indexing.applied(applied),
  });
  const files: ReportFile[] = [];
  for await (const entry of walkReports(folder)) {
    if ('error' in entry) mirror.skip(entry.path, entry.error);
    else files.push(entry);
  }
  const work = { what: 'Reading reports', unit: 'files', total: files.length };
  try {
    await whileShown(progress, work, async (task) => {
      const read = fileReader(options.workers);
      const looking: Promise<readonly LookedAt[]>[] = [];
      // Some files ahead of the transactions, and no more: their texts wait in memory.
      const ahead = options.workers ? 2 * options.workers.size : 1;
      for (let next = 0; next < files.length || looking.length > 0; ) {
        for (; looking.length < ahead && next < files.length; next += FILES_AT_ONCE) {
          const some = mirror.look(files.slice(next, next + FILES_AT_ONCE), read, now(), options.settle);
          // It is waited for below; until then a failure is nobody's.
          some.catch(() => {});
          looking.push(some);
        }
        const looked = await looking.shift()!;
        await mirror.take(looked);
        task.advance(looked.length);
      }
      await mirror.finish(folder);
    });
  } finally {
    await indexing.done();
  }
  await cutAnew(store, progress);
  await reconcile({ store, indexes, progress });
  return summaryOf(mirror, { store, started, now });
}

/** More files than this are not worth looking at one by one. */
export const MOST_NAMED = 64;

/**
 * Brings the store in line with some files, by their paths inside the folder, and the indexes with what that changed: a
 * file that is surely gone is withdrawn. However large the archive is, it costs the same: nothing else is looked at.
 * Where that would not be right (many paths, links, folders, another folder than was read last), the whole folder is
 * ingested.
 *
 * @throws FolderError when the folder itself can't be read; nothing is changed then
 */
export async function ingestFiles(paths: readonly string[], options: IngestOptions): Promise<Summary> {
  const { store, indexes, warn } = options;
  const now = options.now ?? Date.now;
  const started = now();
  const folder = await readableFolder(options.folder);
  const changes: Applied[] = [];
  const named = paths.length <= MOST_NAMED ? await lookFor(folder, new Set(paths)) : undefined;
  if (!named) return ingestFolder(options);
  const { files, skipped, gone } = named;
  const mirror = await FolderMirror.begin(store, warn, {
    only: [...files, ...skipped, ...gone].map(({ path }) => path),
    applied: async (applied) => void changes.push(applied),
  });
  if (!(await mirror.mirrors(folder))) return ingestFolder(options);
  for (const { path, error } of skipped) mirror.skip(path, error);
  const read: ReadFiles = (some) => Promise.all(some.map(readFile));
  await mirror.take(await mirror.look(files, read, now(), options.settle));
  await mirror.flush();
  await mirror.withdraw(gone.map(({ path }) => path));
  for (const { added, removed } of changes) {
    for (const index of indexes) await index.update({ add: added, remove: removed });
  }
  return summaryOf(mirror, { store, started, now });
}

/** `undefined` when only a walk can tell. */
async function lookFor(folder: string, paths: ReadonlySet<string>) {
  const files: ReportFile[] = [];
  const skipped: SkippedEntry[] = [];
  const gone: { readonly path: string }[] = [];
  for (const inside of paths) {
    const found = await findReport(folder, inside);
    if (found === 'unsure') return undefined;
    if (found === 'left out') continue;
    if (found === 'gone') gone.push({ path: inside.split(sep).join('/').normalize('NFC') });
    else if ('error' in found) skipped.push(found);
    else files.push(found);
  }
  return { files, skipped, gone };
}

async function summaryOf(
  mirror: FolderMirror,
  { store, started, now }: { store: ReportStore; started: number; now: () => number },
): Promise<Summary> {
  const { reports, passages } = await store.counts();
  const { added, revived, changed, unchanged, withdrawn } = mirror.counts;
  return {
    added: added + revived,
    changed,
    unchanged,
    withdrawn,
    skipped: mirror.skipped,
    deferred: mirror.deferred,
    reports,
    passages,
    ms: now() - started,
  };
}

/** Files looked at and read together. */
const FILES_AT_ONCE = 32;
/** Before so many files are read, workers are not worth starting. */
const FILES_READ_HERE = 128;

/** Reads here what few files there are, and many in workers. */
function fileReader(workers: WorkerPool | undefined): ReadFiles {
  let count = 0;
  return (files) => {
    count += files.length;
    if (!workers || count <= FILES_READ_HERE) return Promise.all(files.map(readFile));
    return workers.run({ kind: 'read', files });
  };
}

/** Whether there were files but no report could be made of any, now or before: what exit code 1 means. */
export function nothingCouldBeRead(summary: Summary): boolean {
  return summary.skipped.length > 0 && summary.reports === 0;
}

/** A summary in one line for a person. */
export function summaryLine(summary: Summary): string {
  const { added, changed, unchanged, withdrawn, skipped, reports, passages, ms } = summary;
  return (
    `${added} added, ${changed} changed, ${unchanged} unchanged, ${withdrawn} withdrawn, ` +
    `${skipped.length} skipped; reports: ${reports}, passages: ${passages} (${(ms / 1_000).toFixed(1)} s)`
  );
}

/** How many stored reports are cut anew in one transaction. */
const RECUT_REPORTS = 16;

/**
 * Cuts the stored texts again when the way of cutting has changed since; versions stay, passages get new ids.
 * Which reports are left is in the store, so an interrupted run goes on where it was.
 */
async function cutAnew(store: ReportStore, progress: Progress): Promise<void> {
  const total = await store.countCutOtherwise();
  if (total === 0) return;
  await whileShown(progress, { what: 'Cutting reports anew', unit: 'reports', total }, async (task) => {
    for (;;) {
      const stale = await store.cutOtherwise(RECUT_REPORTS);
      if (stale.length === 0) return;
      await store.apply({
        recut: stale.map(({ id, version, text }) => ({ id, version, passages: cutPassages(text) })),
      });
      task.advance(stale.length);
    }
  });
}

/** The folder's real path, so that two names of one folder are the same. */
async function readableFolder(folder: string): Promise<string> {
  try {
    const real = await realpath(folder);
    await (await opendir(real)).close();
    return real;
  } catch (error) {
    const why: Record<string, string> = {
      ENOENT: 'does not exist',
      ENOTDIR: 'is not a folder',
      EACCES: 'may not be read by this user',
    };
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new FolderError(
      `The reports folder ${folder} ${why[code] ?? `can't be read (${code})`}: set REPORTS_DIR to a folder of reports.`,
    );
  }
}
