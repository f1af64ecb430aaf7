import { dirname } from 'node:path';
import { LocalFileStorage, LocalIndex, ProtobufCodec } from 'vectra';
import { syncFolder, writeFileAtomic } from './atomic-file.ts';
import { removeShard } from './vector-shard.ts';

// Apart from reading, because Vectra brings along tokenizers and word lists: 0.4 s and 120 MB, which a start without
// changes need not spend.

/** Vectra's files, written so that a crash leaves the old content or the new. */
class AtomicFileStorage extends LocalFileStorage {
  override async createFolder(path: string): Promise<void> {
    await super.createFolder(path);
    await syncFolder(dirname(path));
  }

  override async createFile(path: string, content: Buffer | string): Promise<void> {
    if (await this.pathExists(path)) throw new Error(`${path} exists already`);
    await writeFileAtomic(path, content);
  }

  override async upsertFile(path: string, content: Buffer | string): Promise<void> {
    await writeFileAtomic(path, content);
  }
}

/**
 * A LocalIndex keeps what it has read as arrays of doubles, so each is used once and let go: the vectors
 * that searches need are in the matrix.
 */
function localIndex(folder: string): LocalIndex {
  return new LocalIndex(folder, undefined, new AtomicFileStorage(), new ProtobufCodec());
}

/**
 * Changes a shard in one atomic, synced write: `null` removes. A new shard folder is made empty first.
 *
 * @param whole everything the shard should hold afterwards, asked for when what is on disk is damaged
 */
export async function updateShard(
  folder: string,
  changed: ReadonlyMap<number, Float32Array | null>,
  whole: () => ReadonlyMap<number, Float32Array | null>,
): Promise<void> {
  const index = localIndex(folder);
  let items = changed;
  try {
    if (!(await index.isIndexCreated())) items = await startAnew(index, folder, whole);
    await index.beginUpdate();
  } catch {
    items = await startAnew(index, folder, whole);
    await index.beginUpdate();
  }
  await index.deleteItems([...items.keys()].map(String));
  for (const [id, vector] of items) {
    if (vector) await index.insertItem({ id: String(id), vector: Array.from(vector), metadata: {} });
  }
  await index.endUpdate();
}

async function startAnew<T>(index: LocalIndex, folder: string, whole: () => T): Promise<T> {
  await removeShard(folder);
  await index.createIndex({ version: 1 });
  return whole();
}
