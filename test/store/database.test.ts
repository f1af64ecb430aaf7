import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { DATABASE_FILE, openDatabase, StoreError } from '../../src/store/database.ts';
import { ReportStore } from '../../src/store/reports.ts';
import { idOf, openStore, temporaryFolder, upsert } from './fixtures.ts';

test('the database is durable, checks keys and waits for others', async (t) => {
  const { db, folder } = await openStore(t);
  const pragma = async (name: string) =>
    Object.values((await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db)).rows[0] ?? {})[0];
  assert.equal(await pragma('journal_mode'), 'wal');
  assert.equal(await pragma('synchronous'), 2, 'FULL');
  assert.equal(await pragma('foreign_keys'), 1);
  assert.equal(await pragma('busy_timeout'), 5_000);
  assert.ok(statSync(path.join(folder, DATABASE_FILE)).size > 0);
});

test('opening again keeps everything and migrates nothing twice', async (t) => {
  const folder = path.join(temporaryFolder(t), 'new', 'data');
  const first = await openDatabase(folder);
  await new ReportStore(first, 'lines').apply({ upsert: [upsert('a.txt', 'سطر واحد.')] });
  await first.destroy();
  const again = await openDatabase(folder);
  t.after(() => again.destroy());
  assert.equal((await new ReportStore(again, 'lines').counts()).reports, 1);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('what a database held before it kept totals is counted', async (t) => {
  const { db, store, folder } = await openStore(t);
  await store.apply({
    upsert: [upsert('a.txt', 'سطر.\nسطر.'), upsert('b.txt', 'سطر.'), upsert('c.txt', 'سطر.')],
  });
  await store.apply({ withdraw: [idOf('b.txt')] });
  await sql`drop table totals`.execute(db);
  await sql`drop index reports_source`.execute(db);
  await sql`drop index reports_date`.execute(db);
  await sql`delete from kysely_migration where name >= '0010-totals'`.execute(db);
  await db.destroy();
  const again = await openDatabase(folder);
  t.after(() => again.destroy());
  const counts = await new ReportStore(again, 'lines').counts();
  assert.deepEqual(counts, { reports: 2, withdrawn: 1, passages: 3 });
});

test('a file from before deleted words were overwritten is written anew, once', async (t) => {
  const { db, folder } = await openStore(t);
  await db.destroy();
  const file = path.join(folder, DATABASE_FILE);
  const old = new Sqlite(file);
  old.pragma('secure_delete = OFF');
  old.exec("insert into meta values ('a', 'qorqomas'); delete from meta where key = 'a'");
  old.pragma('user_version = 0');
  old.close();
  assert.ok(readFileSync(file).includes('qorqomas'));
  const again = await openDatabase(folder);
  t.after(() => again.destroy());
  assert.ok(!readFileSync(file).includes('qorqomas'));
  assert.equal(
    (await sql<{ user_version: number }>`pragma user_version`.execute(again)).rows[0]?.user_version,
    1,
  );
});

test('several processes may make one database at the same moment', async (t) => {
  const folder = path.join(temporaryFolder(t), 'data');
  const module = path.resolve(import.meta.dirname, '../../src/store/database.ts');
  const script = `
    const { openDatabase } = await import(${JSON.stringify(module)});
    const db = await openDatabase(${JSON.stringify(folder)});
    await db.insertInto('meta').values({ key: String(process.pid), value: '' }).execute();
    await db.destroy();`;
  const run = promisify(execFile);
  const args = ['--input-type=module', '--eval', script];
  await Promise.all([1, 2, 3].map(() => run(process.execPath, args)));
  const db = await openDatabase(folder);
  t.after(() => db.destroy());
  assert.equal((await db.selectFrom('meta').selectAll().execute()).length, 3);
});

test('what is wrong with the file is one sentence that names the way out', async (t) => {
  const rejectsWith = async (folder: string, pattern: RegExp) => {
    await assert.rejects(openDatabase(folder), (error: Error) => {
      assert.ok(error instanceof StoreError, String(error));
      assert.match(error.message, pattern);
      assert.ok(!error.message.includes('\n'));
      return true;
    });
  };
  const folder = temporaryFolder(t);

  const damaged = path.join(folder, 'damaged');
  mkdirSync(damaged);
  writeFileSync(
    path.join(damaged, DATABASE_FILE),
    'this is not a database, but it is long enough to be one'.repeat(99),
  );
  await rejectsWith(damaged, /damaged or not a database: restore it/);

  writeFileSync(path.join(folder, 'file'), '');
  await rejectsWith(path.join(folder, 'file'), /DATA_DIR.*must be a folder/);

  const newer = path.join(folder, 'newer');
  await (await openDatabase(newer)).destroy();
  const sqlite = new Sqlite(path.join(newer, DATABASE_FILE));
  sqlite.exec(`insert into kysely_migration values ('9999-future', '2099-01-01T00:00:00.000Z')`);
  sqlite.close();
  await rejectsWith(newer, /newer version of Rasid/);
});

test('a folder that may not be written to', { skip: process.getuid?.() === 0 }, async (t) => {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o500);
  await assert.rejects(openDatabase(folder), /DATA_DIR/);
});
