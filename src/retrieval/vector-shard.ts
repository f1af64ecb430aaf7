import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, temporarySuffix } from './atomic-file.ts';
import { type FileItem, readShardFile } from './shard-file.ts';

/** What Vectra calls the file of an index. */
export const shardFile = 'index.pb';

/** The index of recent changes inside a shard's folder: an item of no numbers says that the id is gone. */
export const recentFolder = 'recent';

/** Where {@link readShard} puts what it reads. */
export interface ShardSink {
  readonly dims: number;
  belongs(id: number): boolean;
  /** The vector's numbers are others at the next call. */
  set(id: number, vector: Float32Array): void;
  delete(id: number): void;
}

/** Room for a file, used again for the next: files of some megabytes that come and go keep the garbage collector busy. */
export class FileRoom {
  #bytes = Buffer.alloc(0);

  /** The whole of a file, until the next one is read. */
  async read(path: string): Promise<Uint8Array> {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(Math.ceil(1.2 * size));
      let length = 0;
      while (length < size) {
        const { bytesRead } = await file.read(this.#bytes, length, size - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return this.#bytes.subarray(0, length);
    } finally {
      await file.close();
    }
  }
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
 * Reads the vectors of one shard folder: those of its file, then its recent changes. Files that a crash left half
 * written are removed. Throws when the shard is damaged: undecodable, a vector of another length or one that no longer
 * has its stored norm (the format has no checksum; this finds changed bytes), an id that isn't of this shard or is there
 * twice. What was read before that has been handed on.
 */
export async function readShard(folder: string, sink: ShardSink, room: FileRoom): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (name.endsWith(temporarySuffix)) await rm(join(folder, name), { force: true });
  }
  const { dims } = sink;
  const belongs = (id: number) => sink.belongs(id);
  const items = readShardFile(await room.read(join(folder, shardFile)));
  for (const { id, vector } of checked(items, belongs, (length) => length === dims)) sink.set(id, vector);
  const recent = await recentItems(folder);
  for (const { id, vector } of checked(recent, belongs, (length) => length === dims || length === 0)) {
    if (vector.length > 0) sink.set(id, vector);
    else sink.delete(id);
  }
}

/** The recent changes of a shard, `null` for an id that is gone; none when there is no such file. Throws when it is damaged. */
export async function readRecent(folder: string): Promise<Map<number, Float32Array | null>> {
  const changes = new Map<number, Float32Array | null>();
  for (const { id, vector } of checked(await recentItems(folder), Number.isSafeInteger, () => true)) {
    changes.set(id, vector.length > 0 ? vector.slice() : null);
  }
  return changes;
}

/** Removes the recent changes of a shard. */
export async function removeRecent(folder: string): Promise<void> {
  await rm(join(folder, recentFolder), { recursive: true, force: true });
  await syncFolder(folder);
}

async function recentItems(folder: string): Promise<Iterable<FileItem>> {
  try {
    return readShardFile(await readFile(join(folder, recentFolder, shardFile)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function* checked(
  items: Iterable<FileItem>,
  belongs: (id: number) => boolean,
  isLength: (length: number) => boolean,
): Generator<{ id: number; vector: Float32Array }> {
  const seen = new Set<number>();
  for (const { id: text, vector, norm } of items) {
    const id = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!belongs(id) || seen.has(id)) throw new Error(`the id ${text.slice(0, 20)} is out of place`);
    if (!isLength(vector.length) || !hasNorm(vector, norm)) {
      throw new Error(`the vector of passage ${id} is damaged`);
    }
    seen.add(id);
    yield { id, vector };
  }
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
