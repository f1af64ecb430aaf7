import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { temporarySuffix, writeFileAtomic } from './atomic-file.ts';
import type { Hit } from './best-hits.ts';
import { VectorMatrix } from './vector-matrix.ts';
import { FileRoom, readShard, removeShard, type ShardSink, shardRows } from './vector-shard.ts';

/** What the vectors were made with; vectors of another identity are worthless. */
export interface IndexIdentity {
  /** `Embedder.model`. */
  readonly model: string;
  /** Numbers per vector. */
  readonly dims: number;
  /** Version of the cutting of reports into passages. */
  readonly cutting: string;
}

/** What one update changes. */
export interface VectorChange {
  /** A known id gets the new vector. */
  readonly add: readonly { readonly id: number; readonly vector: Float32Array }[];
  /** Unknown ids are passed over. */
  readonly remove: readonly number[];
}

/** What {@link VectorIndex.open} found. */
export interface OpenedIndex {
  readonly index: VectorIndex;
  /** Nothing usable was there: missing, unreadable, or of another identity. All passages must be added. */
  readonly fresh: boolean;
  /** One sentence for the log per shard that was unreadable and dropped; its ids are just missing. */
  readonly dropped: readonly string[];
}

/**
 * Ids of one shard: passages number on, so an ingest of new reports touches the last shard or two. At 384
 * dimensions a full shard is a file of 3 MB.
 */
const idsPerShard = 2048;

const manifestName = 'manifest.json';
const manifestSchema = z.object({
  format: z.literal(1),
  model: z.string(),
  dims: z.number().int().positive(),
  cutting: z.string(),
});

/**
 * Passage id ↔ vector, on disk and in memory. On disk: shards of {@link idsPerShard} ids, each a Vectra
 * index in a folder of its own, so that only what was touched is rewritten. In memory: one matrix.
 * Updates run one after another; a search sees the state before or after an update, never between.
 */
export class VectorIndex {
  readonly #folder: string;
  readonly #matrix: VectorMatrix;
  readonly #shards: Map<number, Set<number>>;
  #updating: Promise<void> = Promise.resolve();

  private constructor(folder: string, matrix: VectorMatrix, shards: Map<number, Set<number>>) {
    this.#folder = folder;
    this.#matrix = matrix;
    this.#shards = shards;
  }

  /**
   * Opens the index of a folder, made where it is missing, emptied where its identity is another. Files
   * that a crash left half written are removed. Throws only when the folder can't be read or written.
   */
  static async open(folder: string, identity: IndexIdentity): Promise<OpenedIndex> {
    await mkdir(folder, { recursive: true });
    const matrix = new VectorMatrix(identity.dims);
    const shards = new Map<number, Set<number>>();
    const dropped: string[] = [];
    if (!(await hasIdentity(folder, identity))) {
      // The manifest goes first: killed in between, the next start finds none and empties the folder again.
      await rm(join(folder, manifestName), { force: true });
      for (const name of await readdir(folder)) {
        const isOurs = shardNumber(name) !== null || name.endsWith(temporarySuffix);
        if (isOurs) await rm(join(folder, name), { recursive: true, force: true });
      }
      const manifest = { format: 1, model: identity.model, dims: identity.dims, cutting: identity.cutting };
      await writeFileAtomic(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
      return { index: new VectorIndex(folder, matrix, shards), fresh: true, dropped };
    }
    const entries = await readdir(folder, { withFileTypes: true });
    let rows = 0;
    for (const { name } of entries) {
      if (shardNumber(name) !== null) rows += await shardRows(join(folder, name), identity.dims);
    }
    matrix.reserve(rows);
    const room = new FileRoom();
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const number = shardNumber(entry.name);
      if (entry.name === manifestName) continue;
      if (!entry.isDirectory() || number === null) {
        if (entry.name.endsWith(temporarySuffix)) await rm(path, { recursive: true, force: true });
        continue;
      }
      const ids = new Set<number>();
      const sink: ShardSink = {
        dims: identity.dims,
        belongs: (id) => shardOf(id) === number,
        set(id, vector) {
          matrix.set(id, vector);
          ids.add(id);
        },
        delete(id) {
          matrix.delete(id);
          ids.delete(id);
        },
      };
      try {
        await readShard(path, sink, room);
        shards.set(number, ids);
      } catch (error) {
        for (const id of ids) matrix.delete(id);
        await removeShard(path);
        dropped.push(
          `Vector shard ${entry.name} was unreadable and is made anew (${(error as Error).message}).`,
        );
      }
    }
    return { index: new VectorIndex(folder, matrix, shards), fresh: false, dropped };
  }

  /** How many vectors there are. */
  get size(): number {
    return this.#matrix.size;
  }

  ids(): IterableIterator<number> {
    return this.#matrix.ids();
  }

  has(id: number): boolean {
    return this.#matrix.has(id);
  }

  /** Bytes that a search reads. */
  get scannedBytes(): number {
    return this.#matrix.scannedBytes;
  }

  /** A copy of the vector of an id, each number to within 1/64,000 of its largest. */
  vector(id: number): Float32Array | undefined {
    return this.#matrix.get(id);
  }

  /**
   * Adds and removes (first removes), written and synced when the promise resolves. Each shard touched is
   * changed by one atomic write (see `updateShard`): killed in between, it has all of its changes or none. When a write
   * fails the promise rejects and memory keeps to what is on disk. Throws on a vector of another length.
   */
  update(change: VectorChange): Promise<void> {
    const run = this.#updating.then(() => this.#update(change));
    this.#updating = run.catch(() => undefined);
    return run;
  }

  async #update({ add, remove }: VectorChange): Promise<void> {
    const changes = new Map<number, Map<number, Float32Array | null>>();
    const note = (id: number, vector: Float32Array | null): void => {
      const shard = shardOf(id);
      const known = changes.get(shard);
      if (known) known.set(id, vector);
      else changes.set(shard, new Map([[id, vector]]));
    };
    for (const id of remove) if (this.has(id)) note(id, null);
    for (const { id, vector } of add) {
      this.#matrix.check(id, vector);
      note(id, vector);
    }
    for (const [shard, changed] of changes) await this.#rewrite(shard, changed);
  }

  async #rewrite(shard: number, changed: ReadonlyMap<number, Float32Array | null>): Promise<void> {
    const ids = new Set(this.#shards.get(shard));
    for (const [id, vector] of changed) {
      if (vector) ids.add(id);
      else ids.delete(id);
    }
    const path = join(this.#folder, shardName(shard));
    if (ids.size === 0) await removeShard(path);
    else {
      // Only a shard that was damaged since it was opened is written from memory, which has all of it.
      const { updateShard } = await import('./shard-writer.ts');
      await updateShard(path, changed, () => {
        const vectorOf = (id: number) => changed.get(id) ?? this.#matrix.get(id) ?? null;
        return new Map([...ids].map((id) => [id, vectorOf(id)]));
      });
    }
    this.#shards.set(shard, ids);
    await this.#matrix.change(() => {
      for (const [id, vector] of changed) {
        if (vector) this.#matrix.set(id, vector);
        else this.#matrix.delete(id);
      }
    });
  }

  /** The cosine of a vector and that of an id, both taken to be of length 1; 0 for an unknown id. */
  cosine(vector: Float32Array, id: number): number {
    return this.#matrix.dot(vector, id);
  }

  /**
   * The k nearest vectors by exact cosine, as {@link cosine} gives it, best first, ties by id. Vectors are taken to be
   * of length 1, or all zero (score 0).
   *
   * @param filter ids that may be found; all when missing
   */
  search(vector: Float32Array, k: number, filter?: (id: number) => boolean): Promise<Hit[]> {
    return this.#matrix.nearest(vector, k, filter);
  }

  /** Ends what runs beside this thread; to be called when nothing more is searched or changed. */
  async close(): Promise<void> {
    await this.#matrix.close();
  }
}

function shardOf(id: number): number {
  return Math.floor(id / idsPerShard);
}

function shardName(shard: number): string {
  return String(shard).padStart(5, '0');
}

function shardNumber(name: string): number | null {
  return /^\d{5,}$/.test(name) ? Number(name) : null;
}

async function hasIdentity(folder: string, identity: IndexIdentity): Promise<boolean> {
  try {
    const found = manifestSchema.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')));
    return (
      found.model === identity.model && found.dims === identity.dims && found.cutting === identity.cutting
    );
  } catch {
    return false;
  }
}
