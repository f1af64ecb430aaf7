import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAlerts } from '../alerts/alerts.ts';
import { nearCopies } from '../alerts/near-copies.ts';
import { TopicIndex } from '../alerts/topic-matcher.ts';
import { topicVectors } from '../alerts/topic-vectors.ts';
import type { Embedder } from '../embedding/embedder.ts';
import { RecentVectors } from '../embedding/recent-vectors.ts';
import { ingestFolder } from '../ingest/ingest.ts';
import type { Lexicon } from '../language/concepts.ts';
import { readQuestion } from '../language/question.ts';
import { NO_PROGRESS } from '../progress.ts';
import { CUTTING, cutPassages } from '../reports/passages.ts';
import type { Background } from '../retrieval/background.ts';
import { SparseIndex } from '../retrieval/sparse/sparse-index.ts';
import { wordWeight } from '../retrieval/word-weight.ts';
import { openDatabase } from '../store/database.ts';
import { ReportStore } from '../store/reports.ts';
import { MOST_SUBSCRIPTIONS } from '../store/subscriptions.ts';
import { readArticles } from './bench-data.ts';

/** Of a report that is timed. */
const leastPassages = 18;
const mostPassages = 22;
/** Words of every second topic; the others are whole headlines. */
const shortTopic = 3;

/** What one new report costs while so much is followed; medians over several reports. */
export interface AlertLoad {
  readonly subscriptions: number;
  /** From the file to the last row of the outbox, indexes apart, milliseconds. */
  readonly ms: number;
  /** Alerts that were due. */
  readonly alerts: number;
  /** Learning all topics at a start, milliseconds. */
  readonly learnMs: number;
}

/**
 * Times a new report of about 20 passages, from its file to the last row of the outbox, with headlines (and every
 * second one cut to three words) as topics, 50 a chat.
 */
export async function measureAlertLoad(options: {
  readonly news: string;
  /** How much is followed, one measurement each. */
  readonly sizes: readonly number[];
  /** Reports timed; one more warms up. */
  readonly reports: number;
  readonly lexicon: Lexicon;
  readonly background: Background;
  readonly embedder: Embedder;
}): Promise<AlertLoad[]> {
  const most = Math.max(...options.sizes);
  const topics = new Set<string>();
  const reports: string[] = [];
  for await (const { title, text } of readArticles(options.news)) {
    const passages = cutPassages(text).length;
    if (passages >= leastPassages && passages <= mostPassages && reports.length <= options.reports) {
      reports.push(`${title}\n\n${text}`);
    } else if (topics.size < most) {
      const { words } = readQuestion(title, options.lexicon);
      const last = words[Math.min(shortTopic, words.length) - 1];
      topics.add(topics.size % 2 === 0 || !last ? title : title.slice(words[0]!.start, last.end));
    }
    if (topics.size >= most && reports.length > options.reports) break;
  }
  const loads: AlertLoad[] = [];
  for (const size of options.sizes) loads.push(await measure([...topics].slice(0, size), reports, options));
  return loads;
}

async function measure(
  topics: readonly string[],
  reports: readonly string[],
  { lexicon, background, embedder }: Parameters<typeof measureAlertLoad>[0],
): Promise<AlertLoad> {
  const home = await mkdtemp(join(tmpdir(), 'rasid-alert-load-'));
  const data = await mkdtemp(join(tmpdir(), 'rasid-alert-load-'));
  const database = await openDatabase(data);
  try {
    const counts = new SparseIndex(background);
    const alerts = createAlerts({
      database,
      matcher: new TopicIndex({
        lexicon,
        weigh: (word) => wordWeight(word, counts),
        vectors: topicVectors(new RecentVectors(embedder)),
      }),
      storiesOf: nearCopies({ lexicon, now: Date.now }),
    });
    const store = new ReportStore(database, CUTTING, Date.now, alerts.onNews, alerts.beforeNews);
    for (const [i, topic] of topics.entries()) {
      const chatId = 1 + Math.floor(i / MOST_SUBSCRIPTIONS);
      await alerts.following.follow({
        ...{ chatId, threadId: null, createdBy: chatId, topic, name: topic, locale: 'ar' },
      });
    }
    const before = performance.now();
    await alerts.learn();
    const learnMs = performance.now() - before;
    const times: number[] = [];
    const due: number[] = [];
    let known = 0;
    for (const [i, report] of reports.entries()) {
      await writeFile(join(home, `${i}.txt`), report);
      const started = performance.now();
      await ingestFolder({ folder: home, store, indexes: [], progress: NO_PROGRESS, warn: () => {} });
      const ms = performance.now() - started;
      const all = (await alerts.counts()).due;
      // The first one warms up.
      if (i > 0) {
        times.push(ms);
        due.push(all - known);
      }
      known = all;
    }
    return { subscriptions: topics.length, ms: median(times), alerts: median(due), learnMs };
  } finally {
    await database.destroy();
    for (const folder of [home, data]) await rm(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** The measurements as a table for a person. */
export function alertLoadTable(loads: readonly AlertLoad[]): string {
  const rows = loads.map(({ subscriptions, ms, alerts, learnMs }) =>
    [String(subscriptions), ms.toFixed(1), String(alerts), learnMs.toFixed(0)]
      .map((cell) => cell.padStart(13))
      .join(' '),
  );
  return ['subscriptions     report ms        alerts    learning ms', ...rows].join('\n');
}
