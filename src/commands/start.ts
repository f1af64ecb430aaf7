import type { Rasid } from '../app.ts';
import { createBot } from '../bot/bot.ts';
import { startPolling } from '../bot/polling.ts';
import type { Config } from '../config.ts';
import { summaryLine } from '../ingest/ingest.ts';
import type { Logger } from '../log.ts';
import { terminalChat } from '../terminal/chat.ts';

/** Ingests what changed, then answers in Telegram, or in the terminal while there is no token, until `signal`. */
export async function start(
  rasid: Rasid,
  { config, log, signal }: { config: Config; log: Logger; signal: AbortSignal },
): Promise<void> {
  log.info(summaryLine(await rasid.ingest()));
  if (signal.aborted) return;
  if (config.botToken === null) {
    log.info('BOT_TOKEN is not set: answering in this terminal');
    await terminalChat({ ask: (q) => rasid.ask(q), input: process.stdin, output: process.stdout, signal });
    return;
  }
  const bot = createBot({
    token: config.botToken,
    apiRoot: config.telegramApiRoot,
    services: { ask: (q) => rasid.ask(q), excerpt: (place) => rasid.excerpt(place), log },
  });
  const polling = startPolling(bot, log);
  signal.addEventListener('abort', () => void polling.stop(), { once: true });
  const me = await polling.ready.catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  if (me) log.info(`answering in Telegram as @${me.username}`);
  await polling.done;
}
