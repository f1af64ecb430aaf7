import { join } from 'node:path';
import type { Alerts } from './alerts/alerts.ts';
import type { AddedReport, BotServices } from './bot/services.ts';
import type { Config } from './config.ts';
import { type IncomingFile, placeReport } from './ingest/add-report.ts';
import type { Summary } from './ingest/ingest.ts';
import type { IngestQueue } from './ingest/ingest-queue.ts';
import type { ReportsFolder } from './ingest/reports-folder.ts';
import { reportId } from './reports/readers.ts';
import type { AcceptedUpdates } from './store/accepted-updates.ts';
import { ChatStore } from './store/chats.ts';
import type { ConversationStore } from './store/conversations.ts';
import { DATABASE_FILE, type Database } from './store/database.ts';
import { emptyLog } from './store/erasing.ts';
import { PromptStore } from './store/prompts.ts';
import type { ReportStore } from './store/reports.ts';
import { sizeOnDisk } from './store/size.ts';

/** What keeps a bot going besides answering: numbers, new reports, forgetting. */
export interface Upkeep
  extends Pick<
    BotServices,
    'collection' | 'stats' | 'addReport' | 'forget' | 'chats' | 'prompts' | 'following'
  > {
  /** Deletes what was to be kept for a day only; to be called now and then. */
  tidy(): Promise<void>;
}

/** Where something of a chat is kept. */
export interface Keepers extends Pick<BotServices, 'following' | 'prompts' | 'conversations' | 'chats'> {
  readonly accepted: AcceptedUpdates;
}

/** Deletes all that is kept of a chat, from the files too; of a private one, also what its person asked in groups. */
export function forgetting(keepers: Keepers): BotServices['forget'] {
  const { accepted, following, prompts, conversations, chats } = keepers;
  return async (chatId) => {
    await following.forget(chatId);
    await prompts.forget(chatId);
    await conversations.forget(chatId);
    // The number of a private chat is its person's.
    await conversations.forgetUser(chatId);
    await chats.forget(chatId);
    accepted.eraseSoon();
  };
}

/** Puts it together; `ingestFile` goes through `queue`. */
export function createUpkeep(parts: {
  readonly config: Config;
  readonly reportsFolder: ReportsFolder;
  readonly database: Database;
  readonly accepted: AcceptedUpdates;
  readonly store: ReportStore;
  readonly conversations: ConversationStore;
  readonly alerts: Alerts;
  readonly queue: IngestQueue;
  /** Ingests one file of the reports folder, by its path in it; it must be whole. */
  readonly ingestFile: (path: string) => Promise<Summary>;
  /** How many passages can be found by now. */
  readonly indexed: () => number;
}): Upkeep {
  const { config, reportsFolder, store, conversations, alerts, queue, ingestFile } = parts;
  const chats = new ChatStore(parts.database);
  const prompts = new PromptStore(parts.database);
  return {
    chats,
    prompts,
    following: alerts.following,
    async collection() {
      // A first ingest fills the store before the indexes: until then, nothing can be found.
      if (queue.busy && parts.indexed() === 0) return { reports: 0, reading: true };
      return { reports: (await store.counts()).reports, reading: queue.busy };
    },
    async stats() {
      const { today, total } = await chats.questionCounts();
      const { subscriptions, due, claimed } = await alerts.counts();
      const database = join(config.dataDir, DATABASE_FILE);
      const [main, log, indexes] = await Promise.all(
        [database, `${database}-wal`, config.indexDir].map(sizeOnDisk),
      );
      return {
        ...(await store.counts()),
        reading: queue.busy,
        chats: await chats.count(),
        questionsToday: today,
        questions: total,
        subscriptions,
        waiting: due + claimed,
        uptime: process.uptime() * 1000,
        memory: process.memoryUsage.rss(),
        database: (main ?? 0) + (log ?? 0),
        indexes: indexes ?? 0,
      };
    },
    async addReport(file: IncomingFile): Promise<AddedReport> {
      const placed = await placeReport(await reportsFolder.path(), file);
      if (placed.outcome !== 'written' && placed.outcome !== 'replaced') return placed;
      const { reports } = await ingestFile(placed.name);
      const report = await store.report(reportId(placed.name));
      if (!report || report.withdrawnAt !== null) return placed;
      return {
        outcome: 'ingested',
        change: placed.outcome === 'replaced' ? 'changed' : 'added',
        name: placed.name,
        title: report.title,
        passages: (await store.passagesOf(report.id)).length,
        reports,
      };
    },
    forget: forgetting({ ...parts, following: alerts.following, prompts, chats }),
    async tidy() {
      await conversations.prune();
      await prompts.prune();
      await emptyLog(parts.database);
    },
  };
}
