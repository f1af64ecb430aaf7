import type { Kysely } from 'kysely';
import { type MigrationProvider, Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migration-list.ts';
import type { Schema } from './schema.ts';

/** The database was written by a newer Rasid, which knows migrations that this one doesn't. */
export class NewerDatabase extends Error {
  override name = 'NewerDatabase';
}

/**
 * Brings the database to the newest shape; does nothing when it is there already.
 *
 * @throws NewerDatabase, or whatever a migration throws (the database is then as it was before that one)
 */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const provider: MigrationProvider = { getMigrations: async () => ({ ...MIGRATIONS }) };
  const migrator = new Migrator({ db, provider });
  const known = new Set(Object.keys(MIGRATIONS));
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const done = await executed(db);
  if (done.some((name) => !known.has(name))) throw new NewerDatabase('made by a newer version of Rasid');
  throw error;
}

async function executed(db: Kysely<Schema>): Promise<string[]> {
  const rows = await (db as unknown as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom('kysely_migration')
    .select('name')
    .execute()
    .catch(() => []);
  return rows.map((row) => row.name);
}
