import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LocalFileStorage, LocalIndex, ProtobufCodec } from 'vectra';
import { syncFolder, writeFileAtomic } from './atomic-file.ts';
import { readRecent, recentFolder, removeRecent, removeShard, shardFile } from './vector-shard.ts';

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

/** Changes of a shard: `null` removes. */
type Changes = ReadonlyMap<number, Float32Array | null>;

/**
 * Most changes that wait beside a shard before they become part of it. A report has a few passages, so a shard of up to
 * 3 MB is read and written once for some dozens of reports, and each of them costs a file of 100 kB on average.
 */
const mostRecent = 128;

/** Bytes of a shard that is written as fast as changes beside it would be. */
const smallShard = 200_000;

/**
 * A LocalIndex keeps what it has read as arrays of doubles, so each is used once and let go: the vectors
 * that searches need are in the matrix.
 */
function localIndex(folder: string): LocalIndex {
  return new LocalIndex(folder, undefined, new AtomicFileStorage(), new ProtobufCodec());
}

/**
 * Changes a shard in one atomic, synced write. A new shard folder is made empty first. Few changes of a large shard are
 * written to a small index inside its folder, which counts before the shard (see `readShard`), and later become part of
 * the shard.
 *
 * @param whole everything the shard should hold afterwards, asked for when what is on disk is damaged
 */
export async function updateShard(folder: string, changed: Changes, whole: () => Changes): Promise<void> {
  const recent = await recentChanges(folder);
  const together = new Map([...(recent ?? []), ...changed]);
  if (recent && together.size <= mostRecent && (await isLarge(folder))) {
    await writeRecent(folder, changed);
    return;
  }
  const index = localIndex(folder);
  let items: Changes = together;
  try {
    if (!recent || !(await index.isIndexCreated())) items = await startAnew(index, folder, whole);
    await index.beginUpdate();
  } catch {
    items = await startAnew(index, folder, whole);
    await index.beginUpdate();
  }
  await applyTo(index, items, false);
  // Killed before this, the next opening applies them once more, to the same end.
  if (recent && recent.size > 0) await removeRecent(folder);
}

/** `undefined` when they are damaged. */
async function recentChanges(folder: string): Promise<Changes | undefined> {
  try {
    return await readRecent(folder);
  } catch {
    return undefined;
  }
}

async function isLarge(folder: string): Promise<boolean> {
  return stat(join(folder, shardFile)).then(
    ({ size }) => size > smallShard,
    () => false,
  );
}

async function writeRecent(folder: string, changed: Changes): Promise<void> {
  const index = localIndex(join(folder, recentFolder));
  if (!(await index.isIndexCreated())) await index.createIndex({ version: 1 });
  await index.beginUpdate();
  await applyTo(index, changed, true);
}

/** Ends the update of an index; with `noting`, a removal is kept as a vector of no numbers. */
async function applyTo(index: LocalIndex, changed: Changes, noting: boolean): Promise<void> {
  await index.deleteItems([...changed.keys()].map(String));
  for (const [id, vector] of changed) {
    if (!vector && !noting) continue;
    await index.insertItem({ id: String(id), vector: Array.from(vector ?? []), metadata: {} });
  }
  await index.endUpdate();
}

async function startAnew<T>(index: LocalIndex, folder: string, whole: () => T): Promise<T> {
  await removeShard(folder);
  await index.createIndex({ version: 1 });
  return whole();
}
