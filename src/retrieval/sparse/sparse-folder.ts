import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../atomic-file.ts';
import type { Segment } from './segment.ts';
import { packSegment, SEGMENT_FORMAT, unpackSegment } from './segment-file.ts';
import type { SparseIndex } from './sparse-index.ts';

const manifestName = 'manifest.json';

const manifestShape = z.object({
  /** What made the terms; another identity makes the folder stale. */
  identity: z.string(),
  next: z.number().int(),
  segments: z.array(
    z.object({ file: z.string().regex(/^\d+\.segment$/), deleted: z.array(z.number().int()) }),
  ),
});
type Manifest = z.infer<typeof manifestShape>;

/** Segments read from a folder, for a new `SparseIndex`. */
export interface LoadedSegments {
  readonly segments: { segment: Segment; deleted: Uint8Array }[];
  /** Sentences for the log: what was unreadable and will be made again from the store. */
  readonly dropped: string[];
}

/**
 * The files of a sparse index: a file a segment, which never changes, and a manifest that names those in
 * use. A save writes what is new, then swaps the manifest in one atomic rename: after a crash the folder
 * holds the state of the last completed save, and files no manifest names are swept at the next opening.
 */
export class SparseFolder {
  readonly #folder: string;
  readonly #identity: string;
  readonly #files = new Map<Segment, string>();
  #next = 1;

  private constructor(folder: string, identity: string) {
    this.#folder = folder;
    this.#identity = `${SEGMENT_FORMAT} ${identity}`;
  }

  /** Opens or creates the folder. A missing, unreadable or stale manifest gives no segments. */
  static async open(
    folder: string,
    identity: string,
  ): Promise<{ folder: SparseFolder; loaded: LoadedSegments }> {
    await mkdir(folder, { recursive: true });
    const opened = new SparseFolder(folder, identity);
    const loaded: LoadedSegments = { segments: [], dropped: [] };
    const manifest = await readManifest(folder);
    if (manifest?.identity === opened.#identity) {
      opened.#next = manifest.next;
      for (const { file, deleted } of manifest.segments) {
        try {
          const segment = unpackSegment(await readFile(join(folder, file)));
          const rows = new Uint8Array(segment.ids.length);
          for (const row of deleted) rows[row] = 1;
          opened.#files.set(segment, file);
          loaded.segments.push({ segment, deleted: rows });
        } catch (error) {
          loaded.dropped.push(`${join(folder, file)}: ${error instanceof Error ? error.message : error}`);
        }
      }
    }
    await opened.#sweep();
    return { folder: opened, loaded };
  }

  /** The file of a segment that was loaded or saved, by its path. */
  fileOf(segment: Segment): string | undefined {
    const file = this.#files.get(segment);
    return file === undefined ? undefined : join(this.#folder, file);
  }

  /** Makes the folder hold the index as it is now; durable when it resolves. */
  async save(index: SparseIndex): Promise<void> {
    // As it is now: the index may be updated while files are written.
    const segments = index.segments().map(({ segment, deleted }) => ({ segment, deleted: deleted.slice() }));
    for (const { segment } of segments) {
      if (this.#files.has(segment)) continue;
      const file = `${this.#next++}.segment`;
      await writeFileAtomic(join(this.#folder, file), packSegment(segment));
      this.#files.set(segment, file);
    }
    const manifest: Manifest = {
      identity: this.#identity,
      next: this.#next,
      segments: segments.map(({ segment, deleted }) => ({
        file: this.#files.get(segment)!,
        deleted: markedRows(deleted),
      })),
    };
    await writeFileAtomic(join(this.#folder, manifestName), JSON.stringify(manifest));
    const used = new Set(segments.map(({ segment }) => segment));
    for (const segment of this.#files.keys()) if (!used.has(segment)) this.#files.delete(segment);
    await this.#sweep();
  }

  /** Removes files that no manifest names: of merged segments, and of a save that a crash cut short. */
  async #sweep(): Promise<void> {
    const keep = new Set([...this.#files.values(), manifestName]);
    for (const name of await readdir(this.#folder)) {
      if (!keep.has(name)) await rm(join(this.#folder, name), { recursive: true, force: true });
    }
  }
}

/** The rows that hold a 1; there are few, so `indexOf` passes over the others at the speed of memory. */
function markedRows(rows: Uint8Array): number[] {
  const marked: number[] = [];
  for (let row = rows.indexOf(1); row >= 0; row = rows.indexOf(1, row + 1)) marked.push(row);
  return marked;
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return manifestShape.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')));
  } catch {
    // Derived data: whatever is wrong with it, making it again is the cure.
    return undefined;
  }
}
