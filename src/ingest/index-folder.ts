import { rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';

/** The folder of the derived indexes, as this process may use it. */
export interface IndexFolder {
  readonly folder: string;
  /** Another process keeps the real one; this is a copy for as long as this process lives. */
  readonly isCopy: boolean;
  /** Lets the next process have it; a copy is removed. */
  release(): Promise<void>;
}

const LOCK_FILE = 'lock.sqlite';

/**
 * Claims the folder of the indexes for this process. Their files follow what one process has in memory, so two
 * writers would sweep away each other's; whoever comes second (a question at the shell while the bot runs) works
 * on a copy, and what is missing from the real one is made again at the next start.
 *
 * @throws Error a sentence that names INDEX_DIR
 */
export async function claimIndexFolder(folder: string): Promise<IndexFolder> {
  try {
    await mkdir(folder, { recursive: true });
    const lock = await takeLock(path.join(folder, LOCK_FILE));
    if (lock) return { folder, isCopy: false, release: async () => void lock.close() };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      `The index folder can't be used (${code ?? message}): INDEX_DIR, now ${folder}, must be a folder that Rasid may write to.`,
    );
  }
  const copy = await mkdtemp(path.join(tmpdir(), 'rasid-index-'));
  // A command may also end by process.exit; only a signal leaves the copy to the system's clearing up.
  const remove = () => rmSync(copy, { recursive: true, force: true });
  process.once('exit', remove);
  await copyFiles(folder, copy);
  return {
    folder: copy,
    isCopy: true,
    async release() {
      process.removeListener('exit', remove);
      remove();
    },
  };
}

/**
 * A lock that the operating system takes back however the process ends: an open transaction of an otherwise
 * empty database. `null` when another process has it.
 */
async function takeLock(file: string, repaired = false): Promise<Sqlite.Database | null> {
  const lock = new Sqlite(file, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    const { code } = error as { code: string };
    if (code.startsWith('SQLITE_BUSY')) return null;
    if (repaired) throw error;
    // The folder may be treated as one likes: a lock file that is no database is made again.
    await rm(file, { force: true });
    return takeLock(file, true);
  }
}

/** Copies what is there; files that the other process replaces meanwhile are left out, and made again. */
async function copyFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || entry.name.startsWith(LOCK_FILE)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const target = path.join(to, path.relative(from, file));
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(file, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}
