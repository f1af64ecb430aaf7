import { type Progress, whileShown } from '../progress.ts';
import type { StoredPassage } from '../reports/stored.ts';
import type { ReportStore } from '../store/reports.ts';

/** A derived index that follows the store. */
export interface PassageIndex {
  /** What it is, for the progress bar: "words", "vectors". */
  readonly name?: string;
  /** Applies one batch: durable when it resolves. Ids in `remove` are ones it holds, in `add` ones it doesn't. */
  update(change: {
    readonly add: readonly StoredPassage[];
    /** Passage ids. */
    readonly remove: readonly number[];
  }): Promise<void>;
  /** Ids it holds, to compare with the store. */
  ids(): Iterable<number>;
  /** Resolves when work that an update left for later is done; rejects when it failed. */
  settle?(): Promise<void>;
}

/** What made the indexes agree with the store: passages put into and taken out of some index. */
export interface Reconciled {
  readonly added: number;
  readonly removed: number;
}

/** Ids of one shard of vectors, which is written as a whole. */
const SHARD = 2_048;

/** Most passages of one update: those of two shards of vectors, and of two segments of words, one for each worker. */
export const LARGEST_UPDATE = 2 * SHARD;

/** Where the update ends that begins at `from` in a list of ids, so that few shards are written twice. */
export function endOfUpdate(ids: readonly number[], from: number): number {
  const end = from + LARGEST_UPDATE;
  if (end >= ids.length) return ids.length;
  const shard = ids[end]! - (ids[end]! % SHARD);
  for (let whole = end; whole >= from + SHARD; whole--) if (ids[whole - 1]! < shard) return whole;
  return end;
}

/**
 * Makes the indexes hold exactly the passages of the store. Passages never change under one id, so comparing
 * ids is enough. It serves after each ingest and at every start: whatever a crash, another process or a
 * deleted index folder left behind, this mends, and when nothing differs it only reads the ids.
 *
 * An update is durable, so a crash loses at most the last one.
 *
 * @throws whatever an index throws; the store is not touched, and the next call goes on from there
 */
export async function reconcile(options: {
  readonly store: ReportStore;
  readonly indexes: readonly PassageIndex[];
  readonly progress: Progress;
}): Promise<Reconciled> {
  const total = { added: 0, removed: 0 };
  for (const index of options.indexes) {
    const wanted = new Set(await options.store.passageIds());
    const held = new Set(index.ids());
    const missing = [...wanted.difference(held)];
    const remove = [...held.difference(wanted)];
    if (missing.length === 0 && remove.length === 0) {
      await index.settle?.();
      continue;
    }
    const work = {
      what: `Indexing${index.name ? ` ${index.name}` : ''}`,
      unit: 'passages',
      total: missing.length,
    };
    await whileShown(options.progress, work, async (task) => {
      // The first update also removes, so that a changed report's old and new passages swap at once.
      let removing: readonly number[] = remove;
      let from = 0;
      do {
        const ids = missing.slice(from, endOfUpdate(missing, from));
        // What another process removed since the ids were read is not there any more.
        const add = [...(await options.store.passages(ids)).values()].sort((a, b) => a.id - b.id);
        if (add.length > 0 || removing.length > 0) await index.update({ add, remove: removing });
        total.added += add.length;
        total.removed += removing.length;
        removing = [];
        from += ids.length;
        task.advance(ids.length);
      } while (from < missing.length);
      await index.settle?.();
    });
  }
  return total;
}
