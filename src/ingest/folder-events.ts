import { type FSWatcher, type Stats, watch } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside, isLeftOut } from '../reports/folder.ts';

/** Who hears of changes. */
export interface Listener {
  /** Something at this path inside the folder (with the system's separators) came, changed or went. */
  path(inside: string): void;
  /** Anything may have changed. */
  anything(): void;
  /** Some folder can't be watched: what changes in it is not told. */
  failed(error: unknown): void;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** Inode and time of birth: a folder that is made anew under the same name is another one. */
  readonly folder: string;
}

/**
 * Tells of changes in a folder and its subfolders, by Node's own watches. There is one for each folder and none for its
 * files, so it takes no more memory or time the more files there are. (Libraries keep a watch and a record of each file,
 * and look at all of a folder's files whenever one of them changes.)
 */
export class FolderEvents {
  readonly #folder: string;
  readonly #listener: Listener;
  /** By real path. */
  readonly #watched = new Map<string, Watched>();
  /** A folder with links has files that are several reports: each change may be one of any. */
  #hasLinks = false;
  #closed = false;

  constructor(folder: string, listener: Listener) {
    this.#folder = folder;
    this.#listener = listener;
  }

  /**
   * Watches the folders that there are by now, and no others. To be called before everything is read: then what comes
   * into a new folder is either read or told.
   */
  async refresh(): Promise<void> {
    const seen = new Set<string>();
    this.#hasLinks = false;
    try {
      const root = await realpath(this.#folder);
      await this.#visit({ root, real: root, inside: '' }, seen);
    } catch (error) {
      // Who reads the folder says so.
      if (!isExpected(error)) this.#listener.failed(error);
    }
    for (const [real, { watcher }] of this.#watched) {
      if (seen.has(real)) continue;
      watcher.close();
      this.#watched.delete(real);
    }
  }

  /** Whether these paths are, and were, no folders and no links, so that each is a file of its own or gone. */
  async areFiles(paths: readonly string[]): Promise<boolean> {
    let root: string;
    try {
      root = await realpath(this.#folder);
    } catch {
      return false;
    }
    for (const path of paths) {
      const file = join(root, path);
      if (this.#watched.has(file)) return false;
      try {
        const stats = await lstat(file);
        if (stats.isDirectory() || stats.isSymbolicLink()) return false;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
      }
    }
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  async #visit(at: { root: string; real: string; inside: string }, seen: Set<string>): Promise<void> {
    const { root, real, inside } = at;
    if (seen.has(real)) return;
    seen.add(real);
    await this.#watch(real, inside);
    for (const entry of await entriesOf(real)) {
      if (isLeftOut(entry.name)) continue;
      if (entry.isDirectory()) {
        await this.#visit({ root, real: join(real, entry.name), inside: join(inside, entry.name) }, seen);
      } else if (entry.isSymbolicLink()) {
        this.#hasLinks = true;
        const target = await targetOf(join(real, entry.name));
        if (!target || !isInside(root, target.real)) continue;
        if (target.stats.isDirectory()) await this.#visit({ root, real: target.real, inside }, seen);
        else if (!seen.has(dirname(target.real))) {
          // Else it is in a folder that is left out otherwise.
          seen.add(dirname(target.real));
          await this.#watch(dirname(target.real), inside);
        }
      }
    }
  }

  async #watch(real: string, inside: string): Promise<void> {
    try {
      const { ino, birthtimeNs } = await stat(real, { bigint: true });
      const folder = `${ino} ${birthtimeNs}`;
      const known = this.#watched.get(real);
      if (this.#closed || known?.folder === folder) return;
      known?.watcher.close();
      this.#watched.delete(real);
      const watcher = watch(real, (_event, name) => {
        if (name === null || this.#hasLinks) this.#listener.anything();
        else if (!isLeftOut(name)) this.#listener.path(join(inside, name));
      });
      this.#watched.set(real, { watcher, folder });
      watcher.on('error', (error) => {
        watcher.close();
        if (this.#watched.get(real)?.watcher === watcher) this.#watched.delete(real);
        if (!isExpected(error)) this.#listener.failed(error);
      });
    } catch (error) {
      if (!isExpected(error)) this.#listener.failed(error);
    }
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isExpected(error)) return [];
    throw error;
  }
}

async function targetOf(link: string): Promise<{ real: string; stats: Stats } | undefined> {
  try {
    const real = await realpath(link);
    return { real, stats: await stat(real) };
  } catch {
    return undefined;
  }
}

/** What is gone meanwhile, or may not be read: an ingest says so. */
function isExpected(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
}
