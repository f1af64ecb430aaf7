import type { Database } from './database.ts';
import type { Applied, AppliedReport } from './writing.ts';

/** How many there are. */
export interface Counts {
  /** Reports that can be found. */
  readonly reports: number;
  readonly withdrawn: number;
  readonly passages: number;
}

/** The counts of all that was written, at the cost of reading one row. */
export async function readTotals(db: Database): Promise<Counts> {
  return db.selectFrom('totals').select(['reports', 'withdrawn', 'passages']).executeTakeFirstOrThrow();
}

/** Brings the totals up to date with a batch, in its transaction: so they are right whichever process writes. */
export async function addToTotals(trx: Database, { reports, added, removed }: Applied): Promise<void> {
  const became = (change: AppliedReport['change']) => reports.filter((r) => r.change === change).length;
  const gone = became('withdrawn') - became('revived');
  const more: Counts = {
    reports: became('added') - gone,
    withdrawn: gone,
    passages: added.length - removed.length,
  };
  if (Object.values(more).every((n) => n === 0)) return;
  await trx
    .updateTable('totals')
    .set((eb) => ({
      reports: eb('reports', '+', more.reports),
      withdrawn: eb('withdrawn', '+', more.withdrawn),
      passages: eb('passages', '+', more.passages),
    }))
    .execute();
}
