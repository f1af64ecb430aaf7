import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, temporarySuffix } from './atomic-file.ts';
import { readShardFile } from './shard-file.ts';

/** What Vectra calls the file of an index. */
const shardFile = 'index.pb';

/** One vector of a shard. */
export interface ShardItem {
  readonly id: number;
  readonly vector: Float32Array;
}

/** About how many vectors a shard folder holds, by the size of its file, and never fewer; 0 when there is none. */
export async function shardRows(folder: string, dims: number): Promise<number> {
  const size = await stat(join(folder, shardFile)).then(
    (found) => found.size,
    () => 0,
  );
  return Math.ceil(size / (4 * dims));
}

/**
 * The vectors of one shard folder; files that a crash left half written are removed. Throws when the
 * shard is damaged: undecodable, a vector of another length or one that no longer has its stored norm
 * (the format has no checksum; this finds changed bytes), an id that isn't of this shard or is there twice.
 */
export async function readShard(
  folder: string,
  dims: number,
  belongs: (id: number) => boolean,
): Promise<ShardItem[]> {
  for (const name of await readdir(folder)) {
    if (name.endsWith(temporarySuffix)) await rm(join(folder, name), { force: true });
  }
  const seen = new Set<number>();
  return readShardFile(await readFile(join(folder, shardFile))).map((item) => {
    const id = /^\d+$/.test(item.id) ? Number(item.id) : Number.NaN;
    if (!belongs(id) || seen.has(id)) throw new Error(`the id ${item.id.slice(0, 20)} is out of place`);
    seen.add(id);
    if (item.vector.length !== dims || !hasNorm(item.vector, item.norm)) {
      throw new Error(`the vector of passage ${id} is damaged`);
    }
    return { id, vector: item.vector };
  });
}

/** As Vectra reckons it: the root of the sum of squares. */
function hasNorm(vector: Float32Array, norm: number): boolean {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return Math.abs(Math.sqrt(sum) - norm) <= 1e-9 * Math.max(1, norm);
}

/** Removes a shard and everything in it. */
export async function removeShard(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await syncFolder(dirname(folder));
}
