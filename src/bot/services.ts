import type { Logger } from 'pino';
import type { Following } from '../alerts/following.ts';
import type { Answer } from '../answering/answer.ts';
import type { SummarySentence } from '../answering/summary.ts';
import type { IncomingFile, Placed } from '../ingest/add-report.ts';
import type { Excerpt, Place, ReportHeader } from '../reports/stored.ts';
import type { FoundPassage, FoundPassages, SearchPage } from '../retrieval/find-passages.ts';
import type { ChatStore } from '../store/chats.ts';
import type { ConversationStore } from '../store/conversations.ts';
import type { PromptStore } from '../store/prompts.ts';

/** The exchange before a question, from which a follow-up is understood. */
export interface PreviousExchange {
  /** The question that was answered, complete in itself. */
  readonly question: string;
  /** Ids of the reports that the answer cited, in the order of its citations. */
  readonly reportIds: readonly string[];
}

/** How a question is to be answered. */
export interface AskOptions {
  readonly previous?: PreviousExchange;
  /** Only this report is searched. */
  readonly reportId?: string;
}

/** What a report's card shows. */
export interface ReportCard extends ReportHeader {
  readonly text: string;
  /** Milliseconds since 1970; `null` while the report is there. */
  readonly withdrawnAt: number | null;
}

/** How much there is to answer from. */
export interface Collection {
  /** Reports that can be found. */
  readonly reports: number;
  /** Whether reports are being read right now. */
  readonly reading: boolean;
}

/** Numbers for those who run the bot: counts only, nothing of anybody in particular. */
export interface Stats extends Collection {
  readonly passages: number;
  readonly withdrawn: number;
  readonly chats: number;
  /** Since midnight, UTC. */
  readonly questionsToday: number;
  readonly questions: number;
  /** Topics followed, in all chats. */
  readonly subscriptions: number;
  /** Alerts not sent yet, among them those of digests to come. */
  readonly waiting: number;
  /** Milliseconds since the start. */
  readonly uptime: number;
  /** Resident memory, bytes. */
  readonly memory: number;
  /** Sizes on disk, bytes. */
  readonly database: number;
  readonly indexes: number;
}

/** What became of a file that an admin sent; `passages` of its report, and all reports there are now. */
export type AddedReport =
  | Placed
  | {
      readonly outcome: 'ingested';
      readonly change: 'added' | 'changed';
      readonly name: string;
      readonly title: string;
      readonly passages: number;
      readonly reports: number;
    };

/** What the bot needs from the rest of Rasid. */
export interface BotServices {
  /** What the reports say to a question of one language or the other. */
  ask(question: string, options?: AskOptions): Promise<Answer>;
  /**
   * Sentences that a language model wrote about an answer's quotes, checked against them; often none. Missing where
   * no model is set up. It may take many seconds, and does not fail.
   */
  summarise?(answer: Answer): Promise<readonly SummarySentence[]>;
  /** Passages that are near to some words, best first. */
  search(text: string, page: SearchPage): Promise<FoundPassages>;
  /** The passage around a cited place, of the version that was cited; `null` when nothing is known of it. */
  excerpt(place: Place): Promise<Excerpt | null>;
  /** The passage with an ordinal (from 0) of one version of a report. */
  excerptAt(at: {
    readonly reportId: string;
    readonly version: number;
    readonly ordinal: number;
  }): Promise<Excerpt | null>;
  /** Reports that can be found, newest first. */
  reports(page: {
    readonly offset: number;
    readonly limit: number;
  }): Promise<{ readonly total: number; readonly reports: readonly ReportHeader[] }>;
  /** A report in its newest version, withdrawn or not; `null` when there is none. */
  report(id: string): Promise<ReportCard | null>;
  /** What a topic would have matched among the latest reports, best first; `null` is every report. */
  preview(topic: string | null, limit: number): Promise<readonly FoundPassage[]>;
  collection(): Promise<Collection>;
  stats(): Promise<Stats>;
  /** Puts a file among the reports and ingests it. */
  addReport(file: IncomingFile): Promise<AddedReport>;
  /** Deletes all that is kept of a chat; of a private one, also what its person asked elsewhere. */
  forget(chatId: number): Promise<void>;
  readonly chats: ChatStore;
  readonly conversations: ConversationStore;
  readonly following: Following;
  readonly prompts: PromptStore;
  readonly log: Logger;
}
