import type { StoredPassage } from '../reports/stored.ts';
import type { Applied } from '../store/writing.ts';
import { endOfUpdate, LARGEST_UPDATE, type PassageIndex } from './indexes.ts';

/** New passages that may wait, with their texts, while others are being indexed; then the reading waits. */
const MOST_WAITING = 2 * LARGEST_UPDATE;

/** An index, and the ids that it holds. */
interface Followed {
  readonly index: PassageIndex;
  readonly held: Set<number>;
}

/**
 * Indexes what is written to the store while more is being read: writing keeps one process busy, indexing the workers.
 * Only large updates are made; what they leave, or fail at, is for the reconciling at the end.
 */
export class IndexingMeanwhile {
  readonly #indexes: readonly PassageIndex[];
  #followed: readonly Followed[] | undefined;
  /** New passages, ids ascending. */
  #waiting: StoredPassage[] = [];
  #removed: number[] = [];
  #running: Promise<void> | undefined;
  #failed = false;

  constructor(indexes: readonly PassageIndex[]) {
    this.#indexes = indexes;
  }

  /** To be told of each transaction, in order; resolves when the next may come. */
  async applied({ added, removed }: Applied): Promise<void> {
    if (this.#failed) return;
    if (removed.length > 0) {
      const gone = new Set(removed);
      this.#waiting = this.#waiting.filter(({ id }) => !gone.has(id));
      this.#removed.push(...removed);
    }
    this.#waiting.push(...added);
    if (this.#running && this.#waiting.length >= MOST_WAITING) await this.#running;
    if (!this.#running && this.#waiting.length > LARGEST_UPDATE) this.#begin();
  }

  /** Resolves when no update is under way any more. */
  async done(): Promise<void> {
    await this.#running;
  }

  #begin(): void {
    const ids = this.#waiting.map(({ id }) => id);
    const add = this.#waiting.splice(0, endOfUpdate(ids, 0));
    const remove = this.#removed;
    this.#removed = [];
    this.#running = this.#update(add, remove)
      .catch(() => {
        this.#failed = true;
        this.#waiting = [];
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  async #update(add: readonly StoredPassage[], remove: readonly number[]): Promise<void> {
    this.#followed ??= this.#indexes.map((index) => ({ index, held: new Set(index.ids()) }));
    await Promise.all(
      this.#followed.map(async ({ index, held }) => {
        const change = {
          add: add.filter(({ id }) => !held.has(id)),
          remove: remove.filter((id) => held.has(id)),
        };
        await index.update(change);
        for (const id of change.remove) held.delete(id);
        for (const { id } of change.add) held.add(id);
      }),
    );
  }
}
