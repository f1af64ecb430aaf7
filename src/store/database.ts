import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';
import { migrate, NewerDatabase } from './migrations.ts';
import type { Schema } from './schema.ts';

/** The open database. All stores share one; its queries run one after another. */
export type Database = Kysely<Schema>;

/** The database can't be opened. The message is one sentence with what to do. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** The file inside DATA_DIR. */
export const DATABASE_FILE = 'rasid.sqlite';

/** How long a process waits for another that is writing, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens (and makes, or brings up to date) the database in a folder. `await database.destroy()` closes it.
 *
 * What is safe: each transaction is whole or not at all, whatever happens. In WAL mode a commit is appended
 * to the log file; `synchronous = FULL` also waits until the disk has that log. So after a kill -9 everything
 * committed is there (the operating system has the log even without the wait), and after a power cut too, as
 * far as the disk tells the truth about flushing. With NORMAL, SQLite's usual advice for WAL, a power cut may
 * lose the last commits: then a delivered alert would be sent again (https://www.sqlite.org/pragma.html#pragma_synchronous).
 *
 * Several processes may have it open. WAL lets them read while one writes; writers wait for each other.
 *
 * @throws StoreError naming DATA_DIR
 */
export async function openDatabase(folder: string): Promise<Database> {
  const file = path.join(folder, DATABASE_FILE);
  let database: Database | undefined;
  try {
    // Chats are private: a folder we make is for this user alone.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    database = new Kysely<Schema>({ dialect: new Dialect({ database: openFile(file) }) });
    await migrate(database);
    return database;
  } catch (error) {
    await database?.destroy().catch(() => {});
    throw explained(error, folder, file);
  }
}

function openFile(file: string): Sqlite.Database {
  const sqlite = new Sqlite(file, { timeout: BUSY_TIMEOUT });
  try {
    useWal(sqlite);
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    // What is deleted is overwritten, in the whole of the file: a chat that is forgotten leaves no trace in it.
    sqlite.pragma('secure_delete = ON');
    eraseOldTraces(sqlite);
    // A first ingest changes the same pages in each of many transactions: with 16 MB of log, four times SQLite's
    // usual, they are copied into the file once for several of them, in some 10 ms.
    sqlite.pragma('wal_autocheckpoint = 4000');
    // After a burst of writing, don't keep a long log file for ever.
    sqlite.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Once for each file: writes it anew without what was deleted before deleted pages were overwritten. */
function eraseOldTraces(sqlite: Sqlite.Database): void {
  if (sqlite.pragma('user_version', { simple: true }) !== 0) return;
  if (sqlite.pragma('page_count', { simple: true }) !== 0) sqlite.exec('vacuum');
  sqlite.pragma('user_version = 1');
  // The new pages are in the log until then.
  sqlite.pragma('wal_checkpoint(TRUNCATE)');
}

/**
 * Turns WAL mode on, which the file then remembers. Two processes that make the database at the same moment
 * may both try: SQLite doesn't wait for a lock there (a wait could be a deadlock) but fails at once.
 */
function useWal(sqlite: Sqlite.Database): void {
  for (let attempt = 0; ; attempt++) {
    try {
      sqlite.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || attempt === 100) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_TIMEOUT / 100);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/**
 * kysely's SQLite dialect with two differences. A transaction takes the write lock at its start: one that
 * begins by reading (kysely's default) and then writes fails at once, without waiting, when another process
 * has written in between. And migrations run inside a transaction, which SQLite supports for all that we do.
 */
class Dialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function explained(error: unknown, folder: string, file: string): unknown {
  if (error instanceof NewerDatabase) {
    return new StoreError(
      `The database ${file} was made by a newer version of Rasid: update Rasid, or give DATA_DIR another folder.`,
    );
  }
  if (error instanceof Sqlite.SqliteError) {
    if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT')) {
      return new StoreError(
        `The file ${file} is damaged or not a database: restore it from a backup, or move it away and let Rasid read the reports again.`,
      );
    }
    if (isBusy(error)) {
      return new StoreError(`The database ${file} is in use by another program: try again when it is free.`);
    }
  }
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    return new StoreError(
      `The database ${file} can't be opened (${code}): DATA_DIR, now ${folder}, must be a folder that Rasid may write to.`,
    );
  }
  return error;
}
