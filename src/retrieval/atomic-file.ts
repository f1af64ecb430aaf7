import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Ending of a file that is being written; one left over after a crash may be removed. */
export const temporarySuffix = '.writing';

/**
 * Writes a file so that a crash, even of the machine, leaves either the old content or the new: a
 * temporary file beside it, synced, renamed over it, the folder synced.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}${temporarySuffix}`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Makes sure that names made, renamed or removed in a folder outlive a crash of the machine. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
