import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Notices what other processes write into the database. */
export class OtherWriters {
  readonly #db: Database;
  #version: number | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Whether another process has written since the last call; the first call only looks. Costs next to nothing:
   * SQLite compares a counter (https://www.sqlite.org/pragma.html#pragma_data_version).
   */
  async haveWritten(): Promise<boolean> {
    const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(this.#db);
    const version = rows[0]?.data_version;
    const changed = this.#version !== undefined && version !== this.#version;
    this.#version = version;
    return changed;
  }
}

/**
 * Calls `changed` within `every` milliseconds after another process wrote, one call after the other. Its errors
 * go to `failed`, and it goes on. Gives what ends it.
 */
export function watchOtherWriters(
  db: Database,
  options: {
    readonly changed: () => Promise<void>;
    readonly failed: (error: unknown) => void;
    /** Default one second. */
    readonly every?: number;
  },
): () => void {
  const writers = new OtherWriters(db);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    try {
      if (await writers.haveWritten()) await options.changed();
    } catch (error) {
      if (!stopped) options.failed(error);
    }
    if (stopped) return;
    timer = setTimeout(() => void look(), options.every ?? 1_000);
    timer.unref();
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
