import type { TestContext } from 'node:test';
import { Api } from 'grammy';
import { pino } from 'pino';
import type { StoriesOf } from '../../src/alerts/alerting.ts';
import { createAlerts, type Sending } from '../../src/alerts/alerts.ts';
import type { RenderAlerts } from '../../src/alerts/render.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ReportStore } from '../../src/store/reports.ts';
import type { NewSubscription } from '../../src/store/subscriptions.ts';
import { temporaryFolder, upsert } from '../store/fixtures.ts';
import { BotApiServer } from '../telegram/bot-api-server.ts';
import { passing } from './passing.ts';
import { TestClock } from './test-clock.ts';
import { WordMatcher } from './word-matcher.ts';

// All reports in these tests are invented: the towns, names and events do not exist.

/** One line a delivery: its number, its topic and its report. */
export const plainAlert: RenderAlerts = (deliveries) => ({
  text: deliveries
    .map(({ id, name, reportId, version, also }) => {
      const others = also.map((other) => ` +${other.reportId}`).join('');
      return `#${id} ${name}: ${reportId} v${version}${others}`;
    })
    .join('\n'),
});

/** A store whose news become deliveries, in a temporary folder; another `folder` opens the same database again. */
export async function openAlerts(
  t: TestContext,
  options: { clock?: TestClock; folder?: string; storiesOf?: StoriesOf } = {},
) {
  const folder = options.folder ?? temporaryFolder(t);
  const db = await openDatabase(folder);
  t.after(() => db.destroy());
  const clock = options.clock ?? new TestClock();
  const matcher = new WordMatcher();
  const { storiesOf } = options;
  const alerts = createAlerts({ database: db, matcher, clock, ...(storiesOf && { storiesOf }) });
  const store = new ReportStore(db, 'lines', clock.now, alerts.onNews, alerts.beforeNews);
  const follow = async (chatId: number, topic: string | null, more: Partial<NewSubscription> = {}) => {
    const wanted = {
      chatId,
      threadId: null,
      createdBy: 1,
      topic,
      name: topic ?? 'all',
      locale: 'en',
      ...more,
    };
    const followed = await alerts.following.follow(wanted);
    if (followed.outcome === 'full') throw new Error('the chat follows too much');
    return followed.subscription;
  };
  return {
    folder,
    db,
    clock,
    matcher,
    alerts,
    store,
    follow,
    /** Writes one report, new or in a new version. */
    write: (file: string, text: string) => store.apply({ upsert: [upsert(file, text)] }),
    deliveries: () => db.selectFrom('deliveries').selectAll().orderBy('id').execute(),
  };
}

/** The same with a Bot API server to send to; what is due is sent as the clock is moved. */
export async function sendingAlerts(
  t: TestContext,
  options: Parameters<typeof openAlerts>[1] & { sending?: Partial<Sending>; server?: BotApiServer } = {},
) {
  const opened = await openAlerts(t, options);
  const { alerts, clock, db } = opened;
  const server = options.server ?? (await BotApiServer.start({ now: clock.now }));
  if (!options.server) t.after(() => server.close());
  const log: Record<string, unknown>[] = [];
  const sending: Sending = {
    api: new Api(server.token, { apiRoot: server.apiRoot, timeoutSeconds: 20 }),
    render: plainAlert,
    log: pino({ level: 'debug' }, { write: (line: string) => void log.push(JSON.parse(line)) }),
    random: () => 0.999999,
    ...options.sending,
  };
  t.after(() => alerts.stop());

  const time = passing({ db, clock, alerts, server });
  return {
    ...opened,
    server,
    sending,
    log,
    ...time,
    /** Starts to send, and waits until what is due now is sent. */
    async start() {
      alerts.start(sending);
      await time.quiet();
    },
  };
}
