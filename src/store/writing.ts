import type { Transaction } from 'kysely';
import type { PassageSpan, Report } from '../reports/report.ts';
import type { StoredPassage } from '../reports/stored.ts';
import { packPassages, packSpans, unpackPassages } from './rows.ts';
import type { ReportRow, Schema } from './schema.ts';
import { addToTotals } from './totals.ts';

/** A report as read from its file, to be written. */
export interface Upsert {
  readonly report: Report;
  readonly passages: readonly PassageSpan[];
  /** Signature of the file as it was read, or `null` when it is not to be trusted. */
  readonly stat: string | null;
  /** Of the text, for near copies (`signatureOf`); missing when it was not worked out with the reading. */
  readonly signature?: Uint32Array | null;
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
  /** As in {@link Upsert}. */
  readonly signature?: Uint32Array | null;
}

/**
 * Writes what follows from news, in the transaction that writes the reports: both are there or neither.
 * `now` is the time of the transaction, milliseconds. What it throws undoes the whole batch.
 */
export type NewsHook = (news: readonly News[], trx: Transaction<Schema>, now: number) => Promise<void>;

/** Is told of the reports of a batch before its transaction begins; what it throws ends the batch. */
export type BeforeNews = (upserts: readonly Upsert[]) => Promise<void>;

/** What is known of a report that is there already. */
type Old = Pick<ReportRow, 'id' | 'hash' | 'version' | 'cutting' | 'withdrawn_at'>;

/** A report's passages that are to be written. */
interface Cut {
  readonly reportId: string;
  readonly text: string;
  readonly passages: readonly PassageSpan[];
}

/** One statement's rows, or ids: SQLite takes 32,766 parameters, a report needs 16. */
const ROWS_PER_QUERY = 1_000;

/**
 * Writes batches inside one transaction, and gathers what they changed. A statement costs some tenth of a millisecond
 * besides its work, so new reports are written together, whatever their number.
 */
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
    for (const upserts of onceEach(batch.upsert ?? [])) await this.#upsert(upserts);
    for (const ids of partsOf(batch.withdraw ?? [])) await this.#withdraw(ids);
    for (const { id, stat } of batch.touch ?? []) await this.#touch(id, stat);
    const cuts: Cut[] = [];
    for (const { id, version, passages } of batch.recut ?? []) {
      const text = await this.#recut(id, version, passages);
      if (text !== null) cuts.push({ reportId: id, text, passages });
    }
    await this.#addPassages(cuts);
    await addToTotals(this.#trx, this.applied);
  }

  /** Writes reports of which none is there twice. */
  async #upsert(upserts: readonly Upsert[]): Promise<void> {
    // Looked up again here, inside the transaction: another process may have read the same files just now.
    const known = await this.#known(upserts.map(({ report }) => report.id));
    const rows: ReportRow[] = [];
    const cuts: Cut[] = [];
    for (const upsert of upserts) {
      const { report, passages, stat } = upsert;
      const { id, hash, text } = report;
      const old = known.get(id);
      if (old?.hash === hash && old.withdrawn_at === null && old.cutting === this.#cutting) {
        await this.#touch(id, stat);
        this.applied.reports.push({ id, version: old.version, change: 'unchanged' });
        continue;
      }
      const sameContent = old?.hash === hash;
      const version = old === undefined ? 1 : sameContent ? old.version : old.version + 1;
      const row = this.#row(upsert, version);
      let previous: News['previous'] = null;
      if (old === undefined) {
        rows.push(row);
      } else {
        if (!sameContent) previous = await this.#keepVersion(id);
        const { id: _id, path: _path, ingested_at, ...columns } = row;
        await this.#trx
          .updateTable('reports')
          // A report that came back or was cut anew is as old as it was.
          .set({ ...columns, ...(sameContent ? {} : { ingested_at }) })
          .where('id', '=', id)
          .execute();
        await this.#removePassages([id]);
      }
      cuts.push({ reportId: id, text, passages });
      const { signature } = upsert;
      if (!sameContent) {
        this.news.push({
          report,
          version,
          passages,
          previous,
          ...(signature !== undefined && { signature }),
        });
      }
      const change =
        old === undefined
          ? 'added'
          : old.withdrawn_at !== null
            ? 'revived'
            : sameContent
              ? 'recut'
              : 'changed';
      this.applied.reports.push({ id, version, change });
    }
    for (const some of partsOf(rows)) await this.#trx.insertInto('reports').values(some).execute();
    await this.#addPassages(cuts);
  }

  async #known(ids: readonly string[]): Promise<Map<string, Old>> {
    const known = new Map<string, Old>();
    for (const some of partsOf(ids)) {
      const rows = await this.#trx
        .selectFrom('reports')
        .select(['id', 'hash', 'version', 'cutting', 'withdrawn_at'])
        .where('id', 'in', some)
        .execute();
      for (const row of rows) known.set(row.id, row);
    }
    return known;
  }

  #row({ report, passages, stat }: Upsert, version: number): ReportRow {
    const { id, path, hash, title, source, url, date, language, text } = report;
    return {
      id,
      path,
      hash,
      stat,
      title,
      source,
      url,
      date,
      language,
      version,
      cutting: this.#cutting,
      ingested_at: this.#now,
      withdrawn_at: null,
      spans: packPassages(passages),
      text,
    };
  }

  async #touch(id: string, stat: string | null): Promise<void> {
    await this.#trx.updateTable('reports').set({ stat }).where('id', '=', id).execute();
  }

  async #withdraw(ids: readonly string[]): Promise<void> {
    const rows = await this.#trx
      .updateTable('reports')
      .set({ withdrawn_at: this.#now })
      .where('id', 'in', ids)
      .where('withdrawn_at', 'is', null)
      .returning(['id', 'version'])
      .execute();
    const versions = new Map(rows.map(({ id, version }) => [id, version]));
    await this.#removePassages([...versions.keys()]);
    for (const id of new Set(ids)) {
      const version = versions.get(id);
      if (version !== undefined) this.applied.reports.push({ id, version, change: 'withdrawn' });
    }
  }

  /** Gives the text of which passages are to be written now, `null` when the report is another by now. */
  async #recut(id: string, version: number, passages: readonly PassageSpan[]): Promise<string | null> {
    const row = await this.#trx
      .updateTable('reports')
      .set({ cutting: this.#cutting, spans: packPassages(passages) })
      .where('id', '=', id)
      .where('version', '=', version)
      .where('cutting', '!=', this.#cutting)
      .where('withdrawn_at', 'is', null)
      .returning('text')
      .executeTakeFirst();
    if (row === undefined) return null;
    await this.#removePassages([id]);
    this.applied.reports.push({ id, version, change: 'recut' });
    return row.text;
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

  async #removePassages(reportIds: readonly string[]): Promise<void> {
    if (reportIds.length === 0) return;
    const gone = await this.#trx
      .deleteFrom('passages')
      .where('report_id', 'in', reportIds)
      .returning('id')
      .execute();
    for (const row of gone) this.applied.removed.push(row.id);
  }

  /** Ids rise in the order of the reports, and of the passages in them. */
  async #addPassages(cuts: readonly Cut[]): Promise<void> {
    const passages = cuts.flatMap(({ reportId, text, passages }) =>
      passages.map(({ start, end, sentences }, ordinal) => ({
        reportId,
        ordinal,
        start,
        end,
        sentences,
        text: text.slice(start, end),
      })),
    );
    for (const some of partsOf(passages)) {
      const rows = await this.#trx
        .insertInto('passages')
        .values(
          some.map(({ reportId, sentences, ...rest }) => ({
            report_id: reportId,
            sentences: packSpans(sentences),
            ...rest,
          })),
        )
        .returning(['id', 'report_id', 'ordinal'])
        .execute();
      const ids = new Map(rows.map(({ id, report_id, ordinal }) => [`${report_id} ${ordinal}`, id]));
      for (const passage of some) {
        this.applied.added.push({ id: ids.get(`${passage.reportId} ${passage.ordinal}`)!, ...passage });
      }
    }
  }
}

/** The upserts in order, parted so that each report is in a part once: what comes later replaces it. */
function onceEach(upserts: readonly Upsert[]): Upsert[][] {
  const parts: Upsert[][] = [];
  let ids = new Set<string>();
  for (const upsert of upserts) {
    const { id } = upsert.report;
    const part = parts.at(-1);
    if (part && !ids.has(id)) part.push(upsert);
    else {
      parts.push([upsert]);
      ids = new Set();
    }
    ids.add(id);
  }
  return parts;
}

function partsOf<T>(all: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < all.length; from += ROWS_PER_QUERY)
    parts.push(all.slice(from, from + ROWS_PER_QUERY));
  return parts;
}
