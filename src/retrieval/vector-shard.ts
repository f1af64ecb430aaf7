import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, temporarySuffix } from './atomic-file.ts';
import { type FileItem, readShardFile } from './shard-file.ts';

/** What Vectra calls the file of an index. */
export const shardFile = 'index.pb';

/** The index of recent changes inside a shard's folder: an item of no numbers says that the id is gone. */
export const recentFolder = 'recent';

/** One vector of a shard. */
export interface ShardItem {
  readonly id: number;
  readonly vector: Float32Array;
}

/** About how many vectors a shard folder holds, by the size of its files, and never fewer; 0 when there is none. */
export async function shardRows(folder: string, dims: number): Promise<number> {
  const files = [join(folder, shardFile), join(folder, recentFolder, shardFile)];
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + Math.ceil(size / (4 * dims)), 0);
}

/**
 * The vectors of one shard folder: those of its file, as its recent changes have left them. Files that a crash left half
 * written are removed. Throws when the shard is damaged: undecodable, a vector of another length or one that no longer
 * has its stored norm (the format has no checksum; this finds changed bytes), an id that isn't of this shard or is there
 * twice.
 */
export async function readShard(
  folder: string,
  dims: number,
  belongs: (id: number) => boolean,
): Promise<ShardItem[]> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith(temporarySuffix)) await rm(join(folder, name), { force: true });
  }
  const items = readShardFile(await readFile(join(folder, shardFile)));
  const vectors = checked(items, belongs, (length) => length === dims);
  const recent = await recentItems(folder);
  for (const [id, vector] of checked(recent, belongs, (length) => length === dims || length === 0)) {
    if (vector.length > 0) vectors.set(id, vector);
    else vectors.delete(id);
  }
  return Array.from(vectors, ([id, vector]) => ({ id, vector }));
}

/** The recent changes of a shard, `null` for an id that is gone; none when there is no such file. Throws when it is damaged. */
export async function readRecent(folder: string): Promise<Map<number, Float32Array | null>> {
  const changes = checked(await recentItems(folder), Number.isSafeInteger, () => true);
  return new Map(Array.from(changes, ([id, vector]) => [id, vector.length > 0 ? vector : null]));
}

/** Removes the recent changes of a shard. */
export async function removeRecent(folder: string): Promise<void> {
  await rm(join(folder, recentFolder), { recursive: true, force: true });
  await syncFolder(folder);
}

async function recentItems(folder: string): Promise<FileItem[]> {
  try {
    return readShardFile(await readFile(join(folder, recentFolder, shardFile)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function checked(
  items: readonly FileItem[],
  belongs: (id: number) => boolean,
  isLength: (length: number) => boolean,
): Map<number, Float32Array> {
  const vectors = new Map<number, Float32Array>();
  for (const { id: text, vector, norm } of items) {
    const id = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!belongs(id) || vectors.has(id)) throw new Error(`the id ${text.slice(0, 20)} is out of place`);
    if (!isLength(vector.length) || !hasNorm(vector, norm)) {
      throw new Error(`the vector of passage ${id} is damaged`);
    }
    vectors.set(id, vector);
  }
  return vectors;
}

/** As Vectra reckons it: the root of the sum of squares. */
function hasNorm(vector: Float32Array, norm: number): boolean {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return Math.abs(Math.sqrt(sum) - norm) <= 1e-9 * Math.max(1, norm);
}

/** Removes a shard and everything in it: after a crash, all of it is there or nothing. */
export async function removeShard(folder: string): Promise<void> {
  const leaving = `${folder}${temporarySuffix}`;
  await rm(leaving, { recursive: true, force: true });
  try {
    await rename(folder, leaving);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await syncFolder(dirname(folder));
  await rm(leaving, { recursive: true, force: true });
}
