import type { Transaction } from 'kysely';
import type { PassageSpan, Report } from '../reports/report.ts';
import type { StoredPassage } from '../reports/stored.ts';
import { packPassages, packSpans, unpackPassages } from './rows.ts';
import type { Schema } from './schema.ts';

/** A report as read from its file, to be written. */
export interface Upsert {
  readonly report: Report;
  readonly passages: readonly PassageSpan[];
  /** Signature of the file as it was read, or `null` when it is not to be trusted. */
  readonly stat: string | null;
}

/** What one transaction writes. */
export interface Batch {
  readonly upsert?: readonly Upsert[];
  /** Ids of reports whose files are gone. */
  readonly withdraw?: readonly string[];
  /** Unchanged reports whose files have a new signature. */
  readonly touch?: readonly { readonly id: string; readonly stat: string | null }[];
  /** Stored reports whose passages are cut anew; without effect when the version is no longer that one. */
  readonly recut?: readonly {
    readonly id: string;
    readonly version: number;
    readonly passages: readonly PassageSpan[];
  }[];
}

/** What became of one report. `revived`: it had been withdrawn and its file is back. */
export interface AppliedReport {
  readonly id: string;
  /** Version it has now. */
  readonly version: number;
  readonly change: 'added' | 'changed' | 'unchanged' | 'revived' | 'withdrawn' | 'recut';
}

/** What a batch changed. */
export interface Applied {
  readonly reports: AppliedReport[];
  /** The new passages, with the ids they were given. */
  readonly added: StoredPassage[];
  /** Ids of passages that are gone. */
  readonly removed: number[];
}

/** A report that says something it did not say before: a new one, or one whose content changed. */
export interface News {
  readonly report: Report;
  readonly version: number;
  readonly passages: readonly PassageSpan[];
  /** The version before this one, `null` for a new report. */
  readonly previous: { readonly text: string; readonly passages: readonly PassageSpan[] } | null;
}

/**
 * Writes what follows from news, in the transaction that writes the reports: both are there or neither.
 * `now` is the time of the transaction, milliseconds. What it throws undoes the whole batch.
 */
export type NewsHook = (news: readonly News[], trx: Transaction<Schema>, now: number) => Promise<void>;

/** Is told of the reports of a batch before its transaction begins; what it throws ends the batch. */
export type BeforeNews = (upserts: readonly Upsert[]) => Promise<void>;

/** One insert's rows: SQLite takes 32,766 parameters in a statement, a passage needs 6. */
const ROWS_PER_INSERT = 1_000;

/** Writes batches inside one transaction, and gathers what they changed. */
export class BatchWriter {
  readonly applied: Applied = { reports: [], added: [], removed: [] };
  /** In the order of the batch. What came back, or was cut anew, as it was is no news. */
  readonly news: News[] = [];
  readonly #trx: Transaction<Schema>;
  readonly #cutting: string;
  /** Time of the transaction, milliseconds. */
  readonly #now: number;

  constructor(trx: Transaction<Schema>, cutting: string, now: number) {
    this.#trx = trx;
    this.#cutting = cutting;
    this.#now = now;
  }

  async write(batch: Batch): Promise<void> {
    for (const upsert of batch.upsert ?? []) await this.#upsert(upsert);
    for (const id of batch.withdraw ?? []) await this.#withdraw(id);
    for (const { id, stat } of batch.touch ?? []) {
      await this.#trx.updateTable('reports').set({ stat }).where('id', '=', id).execute();
    }
    for (const { id, version, passages } of batch.recut ?? []) await this.#recut(id, version, passages);
  }

  async #upsert({ report, passages, stat }: Upsert): Promise<void> {
    const { id, path, hash, title, source, url, date, language, text } = report;
    // Looked up again here, inside the transaction: another process may have read the same file just now.
    const old = await this.#trx
      .selectFrom('reports')
      .select(['hash', 'version', 'cutting', 'withdrawn_at'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (old?.hash === hash && old.withdrawn_at === null && old.cutting === this.#cutting) {
      await this.#trx.updateTable('reports').set({ stat }).where('id', '=', id).execute();
      this.applied.reports.push({ id, version: old.version, change: 'unchanged' });
      return;
    }
    const sameContent = old?.hash === hash;
    const version = old === undefined ? 1 : sameContent ? old.version : old.version + 1;
    const columns = {
      hash,
      stat,
      title,
      source,
      url,
      date,
      language,
      version,
      cutting: this.#cutting,
      withdrawn_at: null,
      spans: packPassages(passages),
      text,
      // A report that came back or was cut anew is as old as it was.
      ...(sameContent ? {} : { ingested_at: this.#now }),
    };
    let previous: News['previous'] = null;
    if (old === undefined) {
      await this.#trx
        .insertInto('reports')
        .values({ id, path, ...columns, ingested_at: this.#now })
        .execute();
    } else {
      if (!sameContent) previous = await this.#keepVersion(id);
      await this.#trx.updateTable('reports').set(columns).where('id', '=', id).execute();
      await this.#removePassages(id);
    }
    await this.#addPassages(id, text, passages);
    if (!sameContent) this.news.push({ report, version, passages, previous });
    const change =
      old === undefined ? 'added' : old.withdrawn_at !== null ? 'revived' : sameContent ? 'recut' : 'changed';
    this.applied.reports.push({ id, version, change });
  }

  async #withdraw(id: string): Promise<void> {
    const row = await this.#trx
      .updateTable('reports')
      .set({ withdrawn_at: this.#now })
      .where('id', '=', id)
      .where('withdrawn_at', 'is', null)
      .returning('version')
      .executeTakeFirst();
    if (row === undefined) return;
    await this.#removePassages(id);
    this.applied.reports.push({ id, version: row.version, change: 'withdrawn' });
  }

  async #recut(id: string, version: number, passages: readonly PassageSpan[]): Promise<void> {
    const row = await this.#trx
      .updateTable('reports')
      .set({ cutting: this.#cutting, spans: packPassages(passages) })
      .where('id', '=', id)
      .where('version', '=', version)
      .where('cutting', '!=', this.#cutting)
      .where('withdrawn_at', 'is', null)
      .returning('text')
      .executeTakeFirst();
    if (row === undefined) return;
    await this.#removePassages(id);
    await this.#addPassages(id, row.text, passages);
    this.applied.reports.push({ id, version, change: 'recut' });
  }

  /** Keeps the version that is about to be replaced, and gives it. */
  async #keepVersion(id: string): Promise<News['previous']> {
    const kept = ['version', 'hash', 'title', 'source', 'url', 'date', 'language', 'ingested_at'] as const;
    const { spans, text } = await this.#trx
      .insertInto('report_versions')
      .columns(['report_id', ...kept, 'spans', 'text', 'replaced_at'])
      .expression((eb) =>
        eb
          .selectFrom('reports')
          .select(['id', ...kept, 'spans', 'text', eb.val(this.#now).as('replaced_at')])
          .where('id', '=', id),
      )
      .returning(['spans', 'text'])
      .executeTakeFirstOrThrow();
    return { text, passages: unpackPassages(spans) };
  }

  async #removePassages(id: string): Promise<void> {
    const gone = await this.#trx.deleteFrom('passages').where('report_id', '=', id).returning('id').execute();
    for (const row of gone) this.applied.removed.push(row.id);
  }

  async #addPassages(reportId: string, text: string, passages: readonly PassageSpan[]): Promise<void> {
    for (let from = 0; from < passages.length; from += ROWS_PER_INSERT) {
      const some = passages.slice(from, from + ROWS_PER_INSERT);
      const rows = await this.#trx
        .insertInto('passages')
        .values(
          some.map(({ start, end, sentences }, i) => ({
            report_id: reportId,
            ordinal: from + i,
            start,
            end,
            sentences: packSpans(sentences),
            text: text.slice(start, end),
          })),
        )
        .returning(['id', 'ordinal'])
        .execute();
      for (const { id, ordinal } of rows) {
        const { start, end, sentences } = some[ordinal - from] as PassageSpan;
        this.applied.added.push({
          id,
          reportId,
          ordinal,
          start,
          end,
          sentences,
          text: text.slice(start, end),
        });
      }
    }
  }
}
