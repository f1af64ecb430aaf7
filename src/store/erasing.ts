import { sql } from 'kysely';
import type { Database } from './database.ts';

/**
 * Takes what was deleted out of the log file, too: SQLite zeroes it in the database (`secure_delete`), but the log
 * holds pages as they were until it is overwritten. False when another connection is reading just now, and the log
 * stays for a while (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint).
 */
export async function emptyLog(db: Database): Promise<boolean> {
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
  return rows[0]?.busy === 0;
}
