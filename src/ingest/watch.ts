import { sep } from 'node:path';
import type { Logger } from 'pino';
import { FolderEvents } from './folder-events.ts';
import { MOST_NAMED } from './ingest.ts';

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
  /**
   * Ingests what changed, leaving out files changed within the last `settle`, and gives the paths of these. `paths` are
   * those of files that came, changed or went, inside the folder, with the system's separators; without them anything
   * may have changed. Its errors are logged.
   */
  readonly ingest: (
    settle: number,
    paths?: readonly string[],
  ) => Promise<{ readonly deferred: readonly string[] }>;
  readonly log: Logger;
  /** A file that has not changed for so long is whole. Default one second. */
  readonly settle?: number;
  /** After a change, others are waited for so long, and `settle`, to be ingested together with it. Default 300. */
  readonly gather?: number;
  /** The whole folder is read again after so long, whatever events tell: some disks (network, containers) give none. Default five minutes. */
  readonly rescan?: number;
}

/** What has changed since the last ingest began. */
class Changes {
  readonly #paths = new Set<string>();
  /** Anything may have changed. */
  #any = false;

  get isEmpty(): boolean {
    return !this.#any && this.#paths.size === 0;
  }

  add(path: string): void {
    if (this.#paths.size < MOST_NAMED) this.#paths.add(path);
    else if (!this.#paths.has(path)) this.#any = true;
  }

  addAnything(): void {
    this.#any = true;
  }

  /** The paths that changed, `undefined` when anything may have. */
  paths(): readonly string[] | undefined {
    return this.#any ? undefined : [...this.#paths];
  }
}

/**
 * Calls `ingest` when the folder is known, whenever files of it came, changed or went, and every few minutes. Two calls
 * never overlap. For files, it is told which; for the whole folder it is called in the beginning, every few minutes, when
 * a folder came or went, when something went wrong. Nothing that goes wrong ends the watching.
 */
export function watchFolder(options: WatchOptions): FolderWatch {
  const { folder, log, settle = SETTLE, gather = 300, rescan = 5 * 60_000 } = options;
  let closed = false;
  let running = false;
  /** What an ingest under way does not know of comes into a new one, so that nothing gets lost meanwhile. */
  let changes = new Changes();
  let timer: NodeJS.Timeout | undefined;
  let plannedAt = Number.POSITIVE_INFINITY;
  let rescanAt = performance.now() + rescan;
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
  /** What has gathered; without paths, the whole folder. */
  const next = async (): Promise<readonly string[] | undefined> => {
    const paths = performance.now() >= rescanAt ? undefined : changes.paths();
    changes = new Changes();
    if (paths && (await events.areFiles(paths))) return paths;
    rescanAt = performance.now() + rescan;
    await events.refresh();
    return undefined;
  };
  const run = async () => {
    plannedAt = Number.POSITIVE_INFINITY;
    running = true;
    let wait = settle + gather;
    try {
      const paths = await next();
      if (!paths || paths.length > 0) {
        const { deferred } = await options.ingest(settle, paths);
        for (const path of deferred) changes.add(path.split('/').join(sep));
      }
    } catch (error) {
      log.error({ reason: reason(error) }, 'the reports folder could not be read; trying again later');
      // Which files it had got to is not known. Whatever changes next, all is read again.
      if (changes.isEmpty) wait = rescan;
      changes.addAnything();
    }
    running = false;
    if (!changes.isEmpty) plan(wait);
    plan(Math.max(0, rescanAt - performance.now()));
  };
  const changed = () => {
    if (!running) plan(settle + gather);
  };

  const events = new FolderEvents(folder, {
    path(inside) {
      changes.add(inside);
      changed();
    },
    anything() {
      changes.addAnything();
      changed();
    },
    failed(error) {
      const text = reason(error);
      if (complaints.has(text)) return;
      complaints.add(text);
      log.warn(
        { reason: text },
        `changes in ${folder} may be noticed only every ${Math.round(rescan / 60_000)} minutes`,
      );
    },
  });
  plan(rescan);
  const ready = events.refresh().then(() => {
    // What came before the folder was known, and after it was read last, makes no event.
    changes.addAnything();
    if (!running) plan(gather);
  });
  return {
    ready,
    async close() {
      closed = true;
      clearTimeout(timer);
      events.close();
    },
  };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
