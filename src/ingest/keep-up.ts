import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { watchOtherWriters } from '../store/other-writers.ts';
import type { ReportStore } from '../store/reports.ts';
import { type FolderWatch, type WatchOptions, watchFolder } from './watch.ts';

/** What keeps up needs. Times are milliseconds. */
export interface KeepUpParts {
  /** The reports folder; another process may choose another one. */
  readonly folder: () => Promise<string>;
  /** Ingests it, or the files that are named: see `WatchOptions`. */
  readonly ingest: WatchOptions['ingest'];
  readonly database: Database;
  readonly store: ReportStore;
  /** Brings the indexes in line with the store: another process has changed it. */
  readonly reconcile: () => Promise<unknown>;
  /** Another process has written something: alerts may be due. */
  readonly wake: () => void;
  readonly log: Logger;
  /** How the folder is watched. */
  readonly watching?: Pick<WatchOptions, 'settle' | 'gather' | 'rescan'>;
  /** How often to look for other processes' writing. */
  readonly every?: number;
}

/** Keeping up with the folder and with other processes. */
export interface KeepingUp {
  /** Resolves when the folder is watched. */
  readonly ready: Promise<void>;
  /** Ends it; work under way goes on. */
  close(): Promise<void>;
}

/**
 * While the bot runs: what changes in the folder is ingested, and what another process ingests (`npm run ingest`)
 * is indexed here, too, and its alerts are sent. To be called after the first ingest.
 */
export function keepUp(parts: KeepUpParts): KeepingUp {
  const { store, log } = parts;
  let watched: { readonly path: string; readonly watch: FolderWatch } | undefined;
  let mark: string | undefined;
  let closed = false;

  async function followFolder(): Promise<void> {
    const path = await parts.folder();
    if (closed || watched?.path === path) return;
    const moved = watched !== undefined;
    await watched?.watch.close();
    if (moved) log.info(`watching ${path} from now on`);
    const watch = watchFolder({ folder: path, ingest: parts.ingest, log, ...parts.watching });
    watched = { path, watch };
    await watch.ready;
  }

  async function othersWrote(): Promise<void> {
    parts.wake();
    const now = await store.passagesMark();
    if (now !== mark) {
      await parts.reconcile();
      mark = now;
    }
    await followFolder();
  }

  const ready = store.passagesMark().then((now) => {
    mark = now;
    return followFolder();
  });
  const failed = (error: unknown) =>
    log.error(
      { reason: error instanceof Error ? error.message : String(error) },
      'keeping up failed; going on',
    );
  ready.catch(failed);
  const stopLooking = watchOtherWriters(parts.database, {
    changed: othersWrote,
    failed,
    ...(parts.every !== undefined && { every: parts.every }),
  });
  return {
    ready,
    async close() {
      closed = true;
      stopLooking();
      await watched?.watch.close();
    },
  };
}
