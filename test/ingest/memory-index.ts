import type { PassageIndex } from '../../src/ingest/indexes.ts';
import type { StoredPassage } from '../../src/reports/stored.ts';

/** An index in memory that is strict about what it is given, and notes each update. */
export class MemoryIndex implements PassageIndex {
  readonly name = 'words';
  readonly held = new Map<number, StoredPassage>();
  /** How many passages each update added and removed. */
  readonly updates: { add: number; remove: number }[] = [];
  /** Makes the update with this number (from 0) fail. */
  failAt = -1;

  async update(change: { add: readonly StoredPassage[]; remove: readonly number[] }): Promise<void> {
    if (this.updates.length === this.failAt) {
      this.failAt = -1;
      throw new Error('the disk is full');
    }
    this.updates.push({ add: change.add.length, remove: change.remove.length });
    for (const id of change.remove) {
      if (!this.held.delete(id)) throw new Error(`passage ${id} was not there`);
    }
    for (const passage of change.add) {
      if (this.held.has(passage.id)) throw new Error(`passage ${passage.id} was there`);
      this.held.set(passage.id, passage);
    }
  }

  ids(): Iterable<number> {
    return this.held.keys();
  }
}
