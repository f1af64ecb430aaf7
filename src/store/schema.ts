import type { Generated } from 'kysely';
import type { Language } from '../reports/report.ts';

/** The tables of the database, as kysely sees them. Times are milliseconds since 1970, UTC. */
export interface Schema {
  reports: ReportRow;
  report_versions: ReportVersionRow;
  passages: PassageRow;
  meta: { key: string; value: string };
  chats: ChatRow;
  question_counts: QuestionCountRow;
}

/** What a version of a report is made of. */
interface VersionColumns {
  version: number;
  hash: string;
  title: string;
  source: string | null;
  url: string | null;
  date: string | null;
  language: Language;
  /** Passages of this version, for excerpts: JSON `[[start, end, [[start, end], …sentences]], …]`. */
  spans: string;
  text: string;
}

/** One report in its newest version; withdrawn ones stay, with their text and without passages. */
export interface ReportRow extends VersionColumns {
  id: string;
  path: string;
  /** Signature of the file that was read (`FileEntry` of ingest), or null when it must be read again. */
  stat: string | null;
  /** Name of the way the passages were cut. */
  cutting: string;
  ingested_at: number;
  withdrawn_at: number | null;
}

/** An earlier version of a report, whole, so that an old citation can still be shown. */
export interface ReportVersionRow extends VersionColumns {
  report_id: string;
  ingested_at: number;
  replaced_at: number;
}

/** A passage that can be found now. The text is a copy, so that reading one needs no long report. */
export interface PassageRow {
  id: Generated<number>;
  report_id: string;
  ordinal: number;
  start: number;
  end: number;
  /** JSON `[[start, end], …]`. */
  sentences: string;
  text: string;
}

/** A Telegram chat that was answered. Nothing else is kept of it here: no name, no text. */
export interface ChatRow {
  /** Telegram's number: a person's in a private chat, negative for a group. */
  id: number;
  /** The language chosen with /language; null while Telegram's is followed. */
  locale: string | null;
  first_seen_at: number;
}

/** How many questions were asked on a day, in all chats together. */
export interface QuestionCountRow {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  questions: number;
}
