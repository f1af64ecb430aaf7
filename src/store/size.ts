import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of a file, or of all files in a folder; 0 for what is not there. */
export async function sizeOnDisk(path: string): Promise<number> {
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory()) return stats.size;
    const sizes = (await readdir(path)).map((name) => sizeOnDisk(join(path, name)));
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}
