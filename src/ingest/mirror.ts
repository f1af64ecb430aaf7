import type { ReportFile } from '../reports/folder.ts';
import { type UnreadableReason, UnreadableReport } from '../reports/unreadable.ts';
import type { CatalogueEntry, ReportStore } from '../store/reports.ts';
import type { Applied, AppliedReport, Upsert } from '../store/writing.ts';
import type { FileRead } from './jobs.ts';
import { fileSignature, isSettled } from './signature.ts';

/** A file or folder that could not be read. */
export interface Skipped {
  /** Path inside the reports folder. */
  readonly path: string;
  /** A short name of the reason, such as `empty`: an `UnreadableReason`. */
  readonly reason: UnreadableReason;
  /** The reason as a sentence. */
  readonly message: string;
}

/** Reads files, in order. */
export type ReadFiles = (files: readonly ReportFile[]) => Promise<readonly FileRead[]>;

/** A file that was looked at. */
export interface LookedAt {
  readonly path: string;
  /** `deferred`: it is being written. `unread`: it must be read, and then has a `content`. */
  readonly state: 'deferred' | 'unchanged' | 'unread';
  readonly stat?: string | null;
  readonly content?: FileRead;
}

/** What one transaction writes at most: it keeps a reader of the same process waiting for some 20 ms. */
const BATCH_PASSAGES = 200;
const BATCH_FILES = 64;

/** Where the folder last mirrored is remembered. */
const FOLDER_KEY = 'folder';

/** One pass over a folder that makes the store its mirror. */
export class FolderMirror {
  /** How many reports came out how. */
  readonly counts: Record<AppliedReport['change'], number> = {
    added: 0,
    changed: 0,
    unchanged: 0,
    revived: 0,
    withdrawn: 0,
    recut: 0,
  };
  readonly skipped: Skipped[] = [];
  /** Paths of files that were being written: their reports, if there are any, stay as they were. */
  readonly deferred: string[] = [];

  readonly #store: ReportStore;
  readonly #catalogue: ReadonlyMap<string, CatalogueEntry>;
  readonly #warn: (line: string) => void;
  /** Paths that exist, read or not. */
  readonly #seen = new Set<string>();
  #upserts: Upsert[] = [];
  #touched: { id: string; stat: string | null }[] = [];
  #passages = 0;
  #applied: (applied: Applied) => Promise<void> = async () => {};

  private constructor(
    store: ReportStore,
    catalogue: ReadonlyMap<string, CatalogueEntry>,
    warn: (line: string) => void,
  ) {
    this.#store = store;
    this.#catalogue = catalogue;
    this.#warn = warn;
  }

  /**
   * Begins a pass: to be called before the folder is walked, so that a report which another process adds
   * meanwhile is not taken for one whose file is gone.
   *
   * @param options.only the paths to know, for a pass that looks at nothing else and is not finished
   * @param options.applied hears of what each transaction changed, and may put the next one off
   */
  static async begin(
    store: ReportStore,
    warn: (line: string) => void,
    options: {
      readonly only?: readonly string[];
      readonly applied?: (applied: Applied) => Promise<void>;
    } = {},
  ): Promise<FolderMirror> {
    const mirror = new FolderMirror(store, await store.catalogue(options.only), warn);
    mirror.#applied = options.applied ?? (async () => {});
    return mirror;
  }

  /**
   * Looks at files, and reads those that are not as they were, unless they were changed within the last `settle`
   * milliseconds. It changes nothing, so several may run while what they give is taken in order.
   */
  async look(
    files: readonly ReportFile[],
    read: ReadFiles,
    now: number,
    settle = 0,
  ): Promise<readonly LookedAt[]> {
    const looked = await Promise.all(files.map((file) => this.#look(file, now, settle)));
    const isToRead = ({ state, content }: LookedAt) => state === 'unread' && content === undefined;
    const toRead = files.filter((_, i) => isToRead(looked[i]!));
    const contents = toRead.length > 0 ? await read(toRead) : [];
    let next = 0;
    return looked.map((one) => (isToRead(one) ? { ...one, content: contents[next++]! } : one));
  }

  async #look({ path, file }: ReportFile, now: number, settle: number): Promise<LookedAt> {
    try {
      if (settle > 0 && !(await isSettled(file, now, settle))) return { path, state: 'deferred' };
      const stat = await fileSignature(file, now);
      const known = this.#catalogue.get(path);
      const same = known && !known.withdrawn && stat !== null && known.stat === stat;
      return { path, state: same ? 'unchanged' : 'unread', stat };
    } catch (error) {
      return { path, state: 'unread', stat: null, content: explain(error) };
    }
  }

  /** Takes what was looked at, and writes what has gathered whenever it is a batch. */
  async take(looked: readonly LookedAt[]): Promise<void> {
    for (const one of looked) {
      this.#take(one);
      // The store's own errors are not the file's: they end the ingest.
      if (this.#passages >= BATCH_PASSAGES || this.#upserts.length + this.#touched.length >= BATCH_FILES) {
        await this.flush();
      }
    }
  }

  #take({ path, state, stat = null, content }: LookedAt): void {
    this.#seen.add(path);
    if (state === 'deferred') this.deferred.push(path);
    else if (state === 'unchanged') this.counts.unchanged++;
    else if (!content || 'reason' in content) this.#skip(path, content ?? explain(new Error('not read')));
    else {
      const { report, passages, signature } = content;
      const known = this.#catalogue.get(path);
      if (known && !known.withdrawn && known.hash === report.hash) {
        this.counts.unchanged++;
        if (known.stat !== stat) this.#touched.push({ id: report.id, stat });
      } else {
        this.#upserts.push({ report, passages, stat, signature });
        this.#passages += passages.length;
      }
    }
  }

  /** Notes a file or folder that can't be read: its report, or all reports in it, stay as they were. */
  skip(path: string, error: unknown): void {
    this.#skip(path, explain(error));
  }

  #skip(path: string, { reason, message }: { reason: UnreadableReason; message: string }): void {
    this.#seen.add(path);
    this.skipped.push({ path, reason, message });
    const known = this.#catalogue.get(path);
    const stays = known && !known.withdrawn ? ' Its report stays as it was.' : '';
    this.#warn(harmless(`Skipped ${path}: ${message}${stays}`));
  }

  /** Whether the store mirrors this folder, or none yet. */
  async mirrors(folder: string): Promise<boolean> {
    return ((await this.#store.meta(FOLDER_KEY)) ?? folder) === folder;
  }

  /** Writes what has gathered. */
  async flush(): Promise<void> {
    if (this.#upserts.length + this.#touched.length === 0) return;
    const batch = { upsert: this.#upserts, touch: this.#touched };
    this.#upserts = [];
    this.#touched = [];
    this.#passages = 0;
    const applied = await this.#store.apply(batch);
    this.#count(applied.reports);
    await this.#applied(applied);
  }

  /** Withdraws the reports whose files are gone; to be called when every file has been seen. */
  async finish(folder: string): Promise<void> {
    await this.flush();
    const unread = this.skipped.map((skipped) => skipped.path);
    const gone = [...this.#catalogue].filter(
      ([path, entry]) =>
        !entry.withdrawn && !this.#seen.has(path) && !unread.some((outer) => isBelow(path, outer)),
    );
    const before = await this.#store.meta(FOLDER_KEY);
    if (before !== null && before !== folder && gone.length > 0) {
      this.#warn(
        `The reports now come from ${folder}, no longer from ${before}: ${gone.length} that are not there are withdrawn.`,
      );
    }
    await this.#withdraw(gone.map(([, entry]) => entry));
    if (before !== folder) await this.#store.setMeta(FOLDER_KEY, folder);
  }

  /** Withdraws the reports of files that are surely gone. */
  async withdraw(paths: readonly string[]): Promise<void> {
    const entries = paths.flatMap((path) => this.#catalogue.get(path) ?? []);
    await this.#withdraw(entries.filter(({ withdrawn }) => !withdrawn));
  }

  async #withdraw(entries: readonly CatalogueEntry[]): Promise<void> {
    for (let from = 0; from < entries.length; from += BATCH_FILES) {
      const withdraw = entries.slice(from, from + BATCH_FILES).map(({ id }) => id);
      const applied = await this.#store.apply({ withdraw });
      this.#count(applied.reports);
      await this.#applied(applied);
    }
  }

  #count(reports: readonly AppliedReport[]): void {
    for (const { change } of reports) this.counts[change]++;
  }
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || folder === '.' || path.startsWith(`${folder}/`);
}

function explain(error: unknown): { reason: UnreadableReason; message: string } {
  if (error instanceof UnreadableReport) return { reason: error.reason, message: error.message };
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { reason: 'unreadable', message: 'It does not exist (any more).' };
  return { reason: 'unreadable', message: `It can't be read (${code ?? message}).` };
}

/** A line as it may be shown: a file's name may hold line breaks, terminal codes or direction marks. */
function harmless(line: string): string {
  return line.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
