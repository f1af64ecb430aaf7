import { sql } from 'kysely';
import type { Report } from '../reports/report.ts';
import type { Excerpt, Fit, Place, ReportHeader, ReportPassage, StoredPassage } from '../reports/stored.ts';
import type { Database } from './database.ts';
import { excerptAt, excerptOf } from './excerpts.ts';
import { HEADER_COLUMNS, header, storedPassage } from './rows.ts';
import { type Counts, readTotals } from './totals.ts';
import { type Applied, type Batch, BatchWriter, type BeforeNews, type NewsHook } from './writing.ts';

/** What the catalogue knows of a report. */
export interface CatalogueEntry {
  readonly id: string;
  readonly hash: string;
  readonly version: number;
  readonly withdrawn: boolean;
  /** Signature of its file when it was last read. */
  readonly stat: string | null;
}

/** A report with its text and its history's end. */
export interface StoredReport extends Report {
  readonly version: number;
  /** When this version was read, milliseconds. */
  readonly ingestedAt: number;
  /** When its file was found gone, milliseconds; `null` while it is there. */
  readonly withdrawnAt: number | null;
}

/** Ids in one query: far from SQLite's 32,766 parameters. */
const IDS_PER_QUERY = 1_000;

/**
 * Reports and their passages. Everything is asynchronous and goes through kysely, though SQLite itself is
 * not: the same calls then serve a database server. Each call is one query or one transaction; a query costs
 * about a tenth of a millisecond on top of SQLite's own time.
 */
export class ReportStore {
  readonly #db: Database;
  readonly #cutting: string;
  readonly #now: () => number;
  readonly #onNews: NewsHook | undefined;
  readonly #beforeNews: BeforeNews | undefined;

  /**
   * @param cutting name of the way passages are cut now; reports cut otherwise are `cutOtherwise()`
   * @param now milliseconds since 1970
   * @param onNews writes the alerts of new and changed reports, whoever ingests them
   * @param beforeNews gets ready for them
   */
  constructor(
    db: Database,
    cutting: string,
    now: () => number = Date.now,
    onNews?: NewsHook,
    beforeNews?: BeforeNews,
  ) {
    this.#db = db;
    this.#cutting = cutting;
    this.#now = now;
    this.#onNews = onNews;
    this.#beforeNews = beforeNews;
  }

  /** All reports by path, withdrawn ones too; or only those of some paths (at most 1,000). */
  async catalogue(only?: readonly string[]): Promise<Map<string, CatalogueEntry>> {
    const rows = await this.#db
      .selectFrom('reports')
      .select(['id', 'path', 'hash', 'version', 'withdrawn_at', 'stat'])
      .$if(only !== undefined, (query) => query.where('path', 'in', only!))
      .execute();
    return new Map(
      rows.map(({ path, id, hash, version, withdrawn_at, stat }) => [
        path,
        { id, hash, version, withdrawn: withdrawn_at !== null, stat },
      ]),
    );
  }

  /**
   * Writes a batch in one transaction: after a crash, all of it is there or nothing. A changed report's old
   * version is kept whole, its passages are replaced by new ones with new ids; a withdrawn report keeps its
   * text and loses its passages; one that comes back gets new passages, and a new version if its content
   * changed.
   */
  async apply(batch: Batch): Promise<Applied> {
    if (batch.upsert && batch.upsert.length > 0) await this.#beforeNews?.(batch.upsert);
    return this.#db.transaction().execute(async (trx) => {
      const now = this.#now();
      const writer = new BatchWriter(trx, this.#cutting, now);
      await writer.write(batch);
      if (writer.news.length > 0) await this.#onNews?.(writer.news, trx, now);
      return writer.applied;
    });
  }

  /** Up to `limit` reports, not withdrawn, whose passages were cut in another way than `cutting`. */
  async cutOtherwise(limit: number): Promise<{ id: string; version: number; text: string }[]> {
    return this.#db
      .selectFrom('reports')
      .select(['id', 'version', 'text'])
      .where('cutting', '!=', this.#cutting)
      .where('withdrawn_at', 'is', null)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** How many reports `cutOtherwise` would give without a limit. */
  async countCutOtherwise(): Promise<number> {
    const row = await this.#db
      .selectFrom('reports')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('cutting', '!=', this.#cutting)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirstOrThrow();
    return row.n;
  }

  /** The passages with these ids and their reports; ids that are gone are missing from the map. */
  async passages(ids: readonly number[]): Promise<Map<number, ReportPassage>> {
    const found = new Map<number, ReportPassage>();
    for (let from = 0; from < ids.length; from += IDS_PER_QUERY) {
      const rows = await this.#passageQuery()
        .where('passages.id', 'in', ids.slice(from, from + IDS_PER_QUERY))
        .execute();
      for (const row of rows) found.set(row.id, reportPassage(row));
    }
    return found;
  }

  /** Every passage in the order of ids, read in pages: what is written meanwhile may or may not be in it. */
  async *allPassages(): AsyncGenerator<StoredPassage> {
    for (let after = 0; ; ) {
      const rows = await this.#db
        .selectFrom('passages')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(IDS_PER_QUERY)
        .execute();
      for (const row of rows) {
        yield storedPassage(row);
        after = row.id;
      }
      if (rows.length < IDS_PER_QUERY) return;
    }
  }

  /** All ids of passages, ascending. */
  async passageIds(): Promise<number[]> {
    const rows = await this.#db.selectFrom('passages').select('id').orderBy('id').execute();
    return rows.map((row) => row.id);
  }

  /** A text that is another one whenever passages came or went. */
  async passagesMark(): Promise<string> {
    const { last, passages } = await this.#db
      .selectFrom('totals')
      .select('passages')
      .select((eb) =>
        eb
          .selectFrom('passages as p')
          .select((e) => e.fn.max('p.id').as('last'))
          .as('last'),
      )
      .executeTakeFirstOrThrow();
    return `${last} ${passages}`;
  }

  /** The passages of one report, in order; none when it is withdrawn or unknown. */
  async passagesOf(reportId: string): Promise<ReportPassage[]> {
    const rows = await this.#passageQuery().where('report_id', '=', reportId).orderBy('ordinal').execute();
    return rows.map(reportPassage);
  }

  /** The passage after (+1) or before (-1) another in its report. */
  async neighbour(passageId: number, step: 1 | -1): Promise<ReportPassage | null> {
    const row = await this.#passageQuery()
      .innerJoin('passages as from', (join) =>
        join.onRef('from.report_id', '=', 'passages.report_id').on('from.id', '=', passageId),
      )
      .where((eb) => eb('passages.ordinal', '=', eb('from.ordinal', '+', step)))
      .executeTakeFirst();
    return row === undefined ? null : reportPassage(row);
  }

  /** A report in its newest version, withdrawn or not. */
  async report(id: string): Promise<StoredReport | null> {
    const row = await this.#db
      .selectFrom('reports')
      .select(['id', ...HEADER_COLUMNS, 'hash', 'text', 'ingested_at', 'withdrawn_at'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { hash, text, ingested_at: ingestedAt, withdrawn_at: withdrawnAt } = row;
    return { ...header(row), hash, text, ingestedAt, withdrawnAt };
  }

  /** Reports that can be found, newest first by date (undated ones last), then by when they were read. */
  async reports(page: { readonly offset: number; readonly limit: number }): Promise<ReportHeader[]> {
    // Dates are compared as text: `2031-05-02` and `2031-05-02T18:00Z` are in order but for the hours.
    const rows = await this.#db
      .selectFrom('reports')
      .select(['id', ...HEADER_COLUMNS])
      .where('withdrawn_at', 'is', null)
      .orderBy('date', (o) => o.desc().nullsLast())
      .orderBy('ingested_at', 'desc')
      .orderBy('id')
      .limit(page.limit)
      .offset(page.offset)
      .execute();
    return rows.map(header);
  }

  /** The outlets of reports that can be found, each once, in the order of their letters' codes. */
  async outlets(): Promise<string[]> {
    // From one to the next in the index, whatever number of reports an outlet has:
    // https://wiki.postgresql.org/wiki/Loose_indexscan
    const { rows } = await sql<{ source: string }>`
      with recursive outlets (source) as (
        select min(source) from reports where withdrawn_at is null and source is not null
        union all
        select (select min(source) from reports
          where withdrawn_at is null and source is not null and source > outlets.source)
        from outlets where outlets.source is not null
      )
      select source from outlets where source is not null`.execute(this.#db);
    return rows.map(({ source }) => source);
  }

  /** Whether any report that can be found has a date. */
  async hasDates(): Promise<boolean> {
    const row = await this.#db
      .selectFrom('reports')
      .select('id')
      .where('withdrawn_at', 'is', null)
      .where('date', 'is not', null)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Ids of the passages of reports that fit; days are compared as written, whatever the zone. */
  async passagesFitting({ from, before, outlets }: Fit): Promise<number[]> {
    let query = this.#db
      .selectFrom('passages')
      .innerJoin('reports', 'reports.id', 'passages.report_id')
      .select('passages.id')
      .where('reports.withdrawn_at', 'is', null);
    if (from !== null) query = query.where('reports.date', '>=', from);
    if (before !== null) query = query.where('reports.date', '<', before);
    if (outlets.length > 0) query = query.where('reports.source', 'in', outlets);
    return (await query.execute()).map(({ id }) => id);
  }

  /** How many reports and passages there are. */
  async counts(): Promise<Counts> {
    return readTotals(this.#db);
  }

  /** The passage that holds a cited place, of the version that was cited: see `excerptOf`. */
  async excerpt(place: Place): Promise<Excerpt | null> {
    return excerptOf(this.#db, place);
  }

  /** The passage with an ordinal (from 0) of one version: the neighbours of an excerpt. */
  async excerptAt(at: {
    readonly reportId: string;
    readonly version: number;
    readonly ordinal: number;
  }): Promise<Excerpt | null> {
    return excerptAt(this.#db, at);
  }

  /** A value that a part of the system keeps beside the data, such as the folder last read. */
  async meta(key: string): Promise<string | null> {
    const row = await this.#db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst();
    return row?.value ?? null;
  }

  /** Keeps such a value. */
  async setMeta(key: string, value: string): Promise<void> {
    await this.#db
      .insertInto('meta')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  }

  #passageQuery() {
    return this.#db
      .selectFrom('passages')
      .innerJoin('reports', 'reports.id', 'passages.report_id')
      .selectAll('passages')
      .select(['path', 'title', 'source', 'url', 'date', 'language', 'version']);
  }
}

function reportPassage(
  row: Parameters<typeof storedPassage>[0] & Omit<Parameters<typeof header>[0], 'id'>,
): ReportPassage {
  return { ...storedPassage(row), report: header({ ...row, id: row.report_id }) };
}
