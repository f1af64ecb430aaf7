import type { Generated } from 'kysely';
import type { Language } from '../reports/report.ts';

/** The tables of the database, as kysely sees them. Times are milliseconds since 1970, UTC. */
export interface Schema {
  reports: ReportRow;
  report_versions: ReportVersionRow;
  passages: PassageRow;
  totals: TotalsRow;
  meta: { key: string; value: string };
  chats: ChatRow;
  question_counts: QuestionCountRow;
  exchanges: ExchangeRow;
  exchange_messages: ExchangeMessageRow;
  report_scopes: ReportScopeRow;
  subscriptions: SubscriptionRow;
  alert_times: AlertTimesRow;
  deliveries: DeliveryRow;
  prompts: PromptRow;
  stories: StoryRow;
  story_bands: StoryBandRow;
  accepted_updates: AcceptedUpdateRow;
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

/**
 * How many rows there are, in the one row of this table, which every batch brings up to date: counting them takes longer
 * the more there are, and each new report asks.
 */
export interface TotalsRow {
  /** Reports that can be found. */
  reports: number;
  withdrawn: number;
  passages: number;
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

/** A question of the last 24 hours and what it was answered with. `thread_id` is 0 outside topics. */
export interface ExchangeRow {
  chat_id: number;
  question_message_id: number;
  thread_id: number;
  user_id: number;
  /** `question`, `search`, or `notice` for what was not asked (an empty text). */
  kind: string;
  /** The text as it was sent, to tell an edit from other changes of the message. */
  asked: string;
  /** The question that was answered, completed from the conversation. */
  question: string;
  /** JSON: ids of the cited reports, best first. */
  report_ids: string;
  /** JSON: ids of the cited passages. */
  passage_ids: string;
  within_report: string | null;
  asked_at: number;
}

/** A message of the bot that belongs to an exchange. */
export interface ExchangeMessageRow {
  chat_id: number;
  message_id: number;
  question_message_id: number;
  /** `answer`: edited when the question is. `more`: anything sent later. */
  role: string;
}

/** The report within which a person asks in one chat or topic. */
export interface ReportScopeRow {
  chat_id: number;
  thread_id: number;
  user_id: number;
  report_id: string;
  set_at: number;
}

/** What a chat follows. Ended ones stay until the chat is forgotten, so that their last alerts can be explained. */
export interface SubscriptionRow {
  id: Generated<number>;
  chat_id: number;
  thread_id: number | null;
  created_by: number;
  /** Null: every report. */
  topic: string | null;
  name: string;
  locale: string;
  /** `at-once`, `daily` or `weekly`. */
  frequency: string;
  /** Of a weekly digest: 1 (Monday) to 7. */
  weekday: number;
  /** A match below this score is no alert. */
  min_score: number;
  /** Null while it runs, else why not: `person` or `unreachable`. */
  paused: string | null;
  created_at: number;
  ended_at: number | null;
  end_reason: string | null;
  /** Higher at each change of any subscription than all before: who has read up to one can ask for the rest. */
  revision: number;
}

/** When a chat may be alerted. Times of day are minutes after midnight. */
export interface AlertTimesRow {
  chat_id: number;
  time_zone: string;
  digest_at: number;
  quiet_from: number | null;
  quiet_to: number | null;
}

/** One alert of the outbox: one subscription hears of one version of a report. */
export interface DeliveryRow {
  id: Generated<number>;
  chat_id: number;
  subscription_id: number;
  report_id: string;
  version: number;
  /** `new` or `changed`. */
  kind: string;
  /** `due` (not necessarily yet: see `due_at`), `claimed`, `sent`, `expired` or `dropped`. */
  state: string;
  due_at: number;
  /** 1: shares a message with others of its chat that are due. */
  together: number;
  claimed_by: string | null;
  lease_until: number | null;
  /** Failed ones. */
  attempts: number;
  next_attempt_at: number | null;
  sent_message_id: number | null;
  created_at: number;
  done_at: number | null;
  /** Near copies of one text are one story. */
  story: string;
  /** Near copies that came before it was sent: JSON `[[reportId, version], …]`. */
  also: string;
  /** JSON: see `packMatch`. */
  match: string;
}

/** A message of the bot that asks for words: for what, and about which subscription. */
export interface PromptRow {
  chat_id: number;
  message_id: number;
  kind: string;
  subject: number | null;
  asked_at: number;
}

/** A report that was news and the first to tell what it tells, so that near copies of it are known: see `alerts/near-copies.ts`. */
export interface StoryRow {
  id: Generated<number>;
  report_id: string;
  version: number;
  told_at: number;
  /** Parted by spaces; null while nobody has asked for them. */
  numbers: string | null;
  /** Unsigned numbers of 32 bits, little-endian. */
  signature: Uint8Array;
}

/** A part of a story's signature, as an unsigned number of 32 bits, to find it by. */
export interface StoryBandRow {
  band: number;
  story_id: number;
}

/** An update that Telegram was told is taken: see `store/accepted-updates.ts`. */
export interface AcceptedUpdateRow {
  bot_id: number;
  update_id: number;
  /** JSON; null when the update is done. */
  body: string | null;
  accepted_at: number;
  /** Processes that worked on it. */
  tries: number;
}
