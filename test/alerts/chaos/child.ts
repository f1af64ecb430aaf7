// A process that ingests a folder and sends what follows from it, for the crash test. Its clock runs `speed` times
// as fast as the machine's, so that waits are short. With `killAt` it is killed, as by kill -9, before that many
// queries of the store are done. It ends by itself when there is nothing more to do.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from 'grammy';
import type { KyselyPlugin } from 'kysely';
import { pino } from 'pino';
import { createAlerts } from '../../../src/alerts/alerts.ts';
import type { Clock } from '../../../src/alerts/clock.ts';
import type { RenderAlerts } from '../../../src/alerts/render.ts';
import { TopicIndex } from '../../../src/alerts/topic-matcher.ts';
import { ingestFolder } from '../../../src/ingest/ingest.ts';
import { Lexicon } from '../../../src/language/concepts.ts';
import { NO_PROGRESS } from '../../../src/progress.ts';
import { CUTTING } from '../../../src/reports/passages.ts';
import { loadBackground } from '../../../src/retrieval/background.ts';
import { SparseIndex } from '../../../src/retrieval/sparse/sparse-index.ts';
import { wordWeight } from '../../../src/retrieval/word-weight.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { ReportStore } from '../../../src/store/reports.ts';
import { WordMatcher } from '../word-matcher.ts';

/** What the parent tells it. */
export interface ChildOrders {
  readonly folder: string;
  readonly data: string;
  readonly apiRoot: string;
  readonly token: string;
  /** When the fast clock began, milliseconds since 1970. */
  readonly began: number;
  readonly speed: number;
  /** Milliseconds of the fast clock. */
  readonly lease: number;
  /** It ends when it has found nothing to do so many times in a row. */
  readonly passes: number;
  /** 0: never. */
  readonly killAt: number;
  /** Match as the bot does, by words and their meanings, instead of by letters. */
  readonly realMatcher: boolean;
}

const orders = JSON.parse(process.argv[2] ?? '') as ChildOrders;
const { began, speed } = orders;
const now = () => began + (Date.now() - began) * speed;
const clock: Clock = {
  now,
  sleep: (ms, signal) => sleep(ms / speed, undefined, { signal }).catch(() => {}),
};
let queries = 0;
const killer: KyselyPlugin = {
  transformQuery({ node }) {
    if (++queries === orders.killAt) process.kill(process.pid, 'SIGKILL');
    return node;
  },
  transformResult: async ({ result }) => result,
};
/** Says which subscription hears of what: the ledger's only source. */
const render: RenderAlerts = (deliveries) => ({
  text: deliveries
    .map((d) => `#${d.id} s${d.subscriptionId} ${d.reportId} v${d.version} ${d.kind}`)
    .join('\n'),
});

function realMatcher(): TopicIndex {
  const models = path.join(import.meta.dirname, '..', '..', '..', 'models');
  const lexicon = Lexicon.load(path.join(models, 'glossary'));
  const counts = new SparseIndex(loadBackground(path.join(models, 'background', 'news.bin'), lexicon));
  return new TopicIndex({ lexicon, weigh: (word) => wordWeight(word, counts) });
}

const db = await openDatabase(orders.data);
const database = db.withPlugin(killer);
const alerts = createAlerts({
  database,
  matcher: orders.realMatcher ? realMatcher() : new WordMatcher(),
  clock,
});
const store = new ReportStore(database, CUTTING, now, alerts.onNews, alerts.beforeNews);
alerts.start({
  api: new Api(orders.token, { apiRoot: orders.apiRoot, timeoutSeconds: 20 }),
  render,
  log: pino({ level: 'error' }),
  lease: orders.lease,
  limits: { perSecond: 1_000, chatGap: 1, groupPerMinute: 1_000_000 },
});
for (let quiet = 0; quiet < orders.passes; ) {
  const summary = await ingestFolder({
    folder: orders.folder,
    store,
    indexes: [],
    progress: NO_PROGRESS,
    warn: () => {},
  });
  const open = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', 'in', ['due', 'claimed'])
    .limit(1)
    .execute();
  quiet = open.length === 0 && summary.added + summary.changed === 0 ? quiet + 1 : 0;
  await sleep(100);
}
await alerts.stop();
await db.destroy();
process.exit(0);
