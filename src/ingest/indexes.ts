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
}

/** What made the indexes agree with the store: passages put into and taken out of some index. */
export interface Reconciled {
  readonly added: number;
  readonly removed: number;
}

/** Smallest and largest number of passages of one update. */
const SMALLEST_UPDATE = 256;
const LARGEST_UPDATE = 4_096;

/**
 * Makes the indexes hold exactly the passages of the store. Passages never change under one id, so comparing
 * ids is enough. It serves after each ingest and at every start: whatever a crash, another process or a
 * deleted index folder left behind, this mends, and when nothing differs it only reads the ids.
 *
 * An update makes an index rewrite its file, so updates grow with the index (a quarter of what it holds):
 * filling one takes time in proportion to its size, and a crash loses at most the last update.
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
    if (missing.length === 0 && remove.length === 0) continue;
    const work = {
      what: `Indexing${index.name ? ` ${index.name}` : ''}`,
      unit: 'passages',
      total: missing.length,
    };
    await whileShown(options.progress, work, async (task) => {
      // The first update also removes, so that a changed report's old and new passages swap at once.
      let removing: readonly number[] = remove;
      let size = held.size - remove.length;
      let from = 0;
      do {
        const count = Math.min(Math.max(size >> 2, SMALLEST_UPDATE), LARGEST_UPDATE);
        const ids = missing.slice(from, from + count);
        // What another process removed since the ids were read is not there any more.
        const add = [...(await options.store.passages(ids)).values()].sort((a, b) => a.id - b.id);
        if (add.length > 0 || removing.length > 0) await index.update({ add, remove: removing });
        total.added += add.length;
        total.removed += removing.length;
        removing = [];
        size += add.length;
        from += ids.length;
        task.advance(ids.length);
      } while (from < missing.length);
    });
  }
  return total;
}
