import { relative, sep } from 'node:path';
import { watch } from 'chokidar';
import type { Logger } from 'pino';

/** A folder being watched. */
export interface FolderWatch {
  /** Resolves when the folder is known, so that every later change is noticed. */
  readonly ready: Promise<void>;
  /** Ends it; an ingest under way goes on. */
  close(): Promise<void>;
}

/** A file that has not changed for so long is whole, milliseconds. */
export const SETTLE = 1_000;

/** How a folder is watched. Times are milliseconds. */
export interface WatchOptions {
  readonly folder: string;
  /** Ingests what changed, leaving out files changed within the last `settle`. Its errors are logged. */
  readonly ingest: (settle: number) => Promise<{ readonly deferred: number }>;
  readonly log: Logger;
  /** A file that has not changed for so long is whole. Default one second. */
  readonly settle?: number;
  /** Changes that come within so long are ingested together. Default 300. */
  readonly gather?: number;
  /** Without any event, the folder is read again after so long: some disks (network, containers) give none. */
  readonly rescan?: number;
}

/**
 * Calls `ingest` when the folder is known, whenever files of it came, changed or went, and every few minutes. Two calls never overlap.
 * Nothing that goes wrong ends the watching: where events fail, reading the folder again serves.
 */
export function watchFolder(options: WatchOptions): FolderWatch {
  const { folder, log, settle = SETTLE, gather = 300, rescan = 5 * 60_000 } = options;
  let closed = false;
  let running = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let plannedAt = Number.POSITIVE_INFINITY;
  const complaints = new Set<string>();

  /** An earlier plan stays: events without end must not put the ingest off for ever. */
  const plan = (ms: number) => {
    const at = performance.now() + ms;
    if (closed || plannedAt <= at) return;
    plannedAt = at;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), ms);
    timer.unref();
  };
  const run = async () => {
    plannedAt = Number.POSITIVE_INFINITY;
    running = true;
    again = false;
    let next = rescan;
    try {
      const { deferred } = await options.ingest(settle);
      if (deferred > 0) next = settle;
    } catch (error) {
      log.error({ reason: reason(error) }, 'the reports folder could not be read; trying again later');
    }
    running = false;
    plan(again ? gather : next);
  };

  const watcher = watch(folder, {
    ignoreInitial: true,
    // Slightly more than what the ingest asks for, so that the file is whole for it too.
    awaitWriteFinish: { stabilityThreshold: settle * 1.2, pollInterval: Math.max(settle / 10, 10) },
    ignorePermissionErrors: true,
    ignored: (path) =>
      relative(folder, path)
        .split(sep)
        .some((part) => (part.startsWith('.') && part !== '..') || part === 'node_modules'),
  });
  watcher.on('all', () => {
    if (running) again = true;
    else plan(gather);
  });
  watcher.on('error', (error) => {
    const text = reason(error);
    if (complaints.has(text)) return;
    complaints.add(text);
    log.warn(
      { reason: text },
      `changes in ${folder} may be noticed only every ${Math.round(rescan / 60_000)} minutes`,
    );
  });
  plan(rescan);
  const ready = new Promise<void>((resolve) => watcher.once('ready', resolve));
  // What came before the folder was known, and after it was read last, makes no event.
  void ready.then(() => plan(gather));
  return {
    ready,
    async close() {
      closed = true;
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
