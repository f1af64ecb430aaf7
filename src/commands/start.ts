import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Api } from 'grammy';
import type { Rasid } from '../app.ts';
import { createBot } from '../bot/bot.ts';
import { alertRenderer } from '../bot/following/render-alerts.ts';
import { type HttpFace, serveHttp } from '../bot/http.ts';
import { startPolling } from '../bot/polling.ts';
import { announceProfile } from '../bot/profile.ts';
import type { Running } from '../bot/running.ts';
import { deriveSecret, startWebhook, type Webhook } from '../bot/webhook.ts';
import type { Config } from '../config.ts';
import { summaryLine } from '../ingest/ingest.ts';
import type { KeepingUp } from '../ingest/keep-up.ts';
import type { Logger } from '../log.ts';
import { terminalChat } from '../terminal/chat.ts';

/** Seconds for sending one alert: less than half of the time for which others leave it alone (`LEASE`). */
const ALERT_TIMEOUT = 25;
/** Milliseconds that a stop leaves to an ingest under way. */
const INGEST_GRACE = 3000;

/** Milliseconds between two looks at what was to be kept for a day only. */
const TIDY_EVERY = 60 * 60 * 1000;

interface Surroundings {
  readonly config: Config;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Ingests what changed and answers in Telegram, or in the terminal while there is no token, until `signal`. */
export async function start(rasid: Rasid, surroundings: Surroundings): Promise<void> {
  const { config, log, signal } = surroundings;
  if (config.botToken !== null) return startBot(rasid, config.botToken, surroundings);
  if (signal.aborted) return;
  const stopped = once(signal, 'abort').then(() => null);
  const summary = await Promise.race([rasid.ingest(), stopped]);
  if (summary === null) return;
  log.info(summaryLine(summary));
  log.info('BOT_TOKEN is not set: answering in this terminal');
  const { stdin: input, stdout: output } = process;
  await terminalChat({ ask: (q) => rasid.ask(q), summarise: rasid.summarise, input, output, signal });
}

/** The bot answers from what is indexed already while it reads what is new. */
async function startBot(rasid: Rasid, token: string, { config, log, signal }: Surroundings): Promise<void> {
  const ask: Rasid['ask'] = async (question, options) => {
    await rasid.chats.countQuestion();
    return rasid.ask(question, options);
  };
  const { allowedUsers, allowedChats, admins } = config;
  const bot = createBot({
    token,
    apiRoot: config.telegramApiRoot,
    access: { allowedUsers, allowedChats, admins },
    services: { ...rasid, ask, log },
  });

  let running: Running | Webhook | undefined;
  const http = await openPort(() => running, rasid, config);
  const { webhookUrl: url, webhookSecret } = config;
  running =
    url === null
      ? startPolling(bot, { log, accepted: rasid.accepted })
      : startWebhook(
          bot,
          { log, accepted: rasid.accepted },
          { url, secret: webhookSecret ?? deriveSecret(token) },
        );
  const tidy = () =>
    void rasid.tidy().catch((error: unknown) => log.warn({ reason: String(error) }, 'could not tidy up'));
  tidy();
  const tidying = setInterval(tidy, TIDY_EVERY);
  const stop = () => void running?.stop();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });

  // A folder that can't be read ends the bot, as it would without one: the operator should see it at once.
  let keeping: KeepingUp | undefined;
  let ending = false;
  const ingested = readNews();
  const failed = ingested.then(() => new Promise<never>(() => {}));
  try {
    const me = await Promise.race([running.ready, failed]).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    if (me) {
      log.info(`answering in Telegram as @${me.username}, by ${url === null ? 'polling' : 'webhook'}`);
      // A client of its own: the bot's retries by itself, and an alert whose answer was lost would come twice.
      const api = new Api(token, { apiRoot: config.telegramApiRoot, timeoutSeconds: ALERT_TIMEOUT });
      if (!signal.aborted) rasid.alerts.start({ api, render: alertRenderer(rasid), log });
      void announceProfile(bot, { log, chats: rasid.chats, admins });
    }
    await Promise.race([running.done, failed]);
  } finally {
    // A token that is refused ends it before the ingest does.
    ending = true;
    clearInterval(tidying);
    await Promise.all([running.stop(), rasid.alerts.stop()]);
    await http?.close();
    await keeping?.close();
    // An ingest may be broken off anywhere, the next one goes on; but one that is nearly done should end well.
    const timer = new AbortController();
    const limit = sleep(INGEST_GRACE, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([ingested.catch(() => {}), limit]);
    timer.abort();
  }

  async function readNews(): Promise<void> {
    // What is followed first: the transaction of a first new report need not wait for thousands of topics.
    await rasid.alerts.learn();
    log.info(summaryLine(await rasid.ingest()));
    if (!signal.aborted && !ending) keeping = rasid.keepUp();
  }
}

async function openPort(
  running: () => Running | Webhook | undefined,
  rasid: Rasid,
  config: Config,
): Promise<HttpFace | undefined> {
  if (config.port === null) return undefined;
  return serveHttp({
    port: config.port,
    async health() {
      const { ok, lastUpdateAt } = running()?.health() ?? { ok: false, lastUpdateAt: null };
      return {
        ok,
        uptime: Math.round(process.uptime()),
        reports: (await rasid.collection()).reports,
        lastUpdateAge: lastUpdateAt === null ? null : Math.round((Date.now() - lastUpdateAt) / 1000),
      };
    },
    receive(request, response) {
      const webhook = running();
      if (webhook && 'receive' in webhook) webhook.receive(request, response);
      else response.writeHead(config.webhookUrl === null ? 404 : 503).end();
    },
  });
}
