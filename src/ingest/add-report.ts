import { randomUUID } from 'node:crypto';
import { link, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { numberedFileName, safeFileName } from '../reports/file-name.ts';
import { readReport } from '../reports/readers.ts';
import { type UnreadableReason, UnreadableReport } from '../reports/unreadable.ts';
import { syncFolder } from '../retrieval/atomic-file.ts';

/** A file that somebody wants among the reports. */
export interface IncomingFile {
  /** As the sender calls it; only its last part counts. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What to do when a file of that name holds something else. */
  readonly ifThere: 'ask' | 'replace' | 'keep-both';
}

/** What became of the file. `name` is its name in the reports folder. */
export type Placed =
  | {
      readonly outcome: 'written' | 'replaced' | 'same' | 'there';
      readonly name: string;
      readonly title: string;
    }
  | { readonly outcome: 'unreadable'; readonly reason: UnreadableReason }
  | { readonly outcome: 'no-name' }
  /** The folder takes no files: `code` is the system's, such as `EROFS`. */
  | { readonly outcome: 'not-writable'; readonly code: string };

/** Most numbers tried for a name that is taken. */
const MOST_NUMBERS = 99;

/**
 * Puts a file into the reports folder if a report can be made of it: whole or not at all, never over another
 * file unless that is asked for, always directly in the folder. The store does not know it before an ingest.
 */
export async function placeReport(folder: string, file: IncomingFile): Promise<Placed> {
  const name = safeFileName(file.name);
  if (name === null) return { outcome: 'no-name' };
  try {
    const { title } = readReport(file.bytes, name);
    const root = await realpath(folder);
    return { ...(await place(root, name, file)), title };
  } catch (error) {
    if (error instanceof UnreadableReport) return { outcome: 'unreadable', reason: error.reason };
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code === 'string') return { outcome: 'not-writable', code };
    throw error;
  }
}

async function place(
  root: string,
  name: string,
  { bytes, ifThere }: IncomingFile,
): Promise<{ outcome: 'written' | 'replaced' | 'same' | 'there'; name: string }> {
  const there = await contentOf(join(root, name));
  if (there?.equals(bytes)) return { outcome: 'same', name };
  if (there && ifThere === 'ask') return { outcome: 'there', name };
  // A leading dot: an ingest that runs meanwhile leaves it out.
  const temporary = join(root, `.${randomUUID()}.writing`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const replaced = there !== null && ifThere === 'replace';
    if (replaced) await rename(temporary, join(root, name));
    const written = replaced ? name : await linkFree(temporary, root, name, ifThere === 'keep-both');
    if (written === null) return { outcome: 'there', name };
    await syncFolder(root);
    return { outcome: replaced ? 'replaced' : 'written', name: written };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Gives the file its name, or with `numbered` the first free one; a link never replaces what is there. */
async function linkFree(
  temporary: string,
  root: string,
  name: string,
  numbered: boolean,
): Promise<string | null> {
  for (let n = 1; n <= MOST_NUMBERS; n += 1) {
    const candidate = n === 1 ? name : numberedFileName(name, n);
    try {
      await putUnderNewName(temporary, join(root, candidate));
      return candidate;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!numbered) return null;
    }
  }
  return null;
}

async function putUnderNewName(temporary: string, target: string): Promise<void> {
  try {
    await link(temporary, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // A file system without links (exFAT, some mounts): take the name with an empty file, then replace that.
    await (await open(target, 'wx')).close();
    await rename(temporary, target);
  }
}

async function contentOf(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
