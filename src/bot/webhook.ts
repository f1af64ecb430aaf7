import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bot } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import { describeError } from './failures.ts';
import { Intake, type IntakeParts } from './intake.ts';
import { type ApiSignal, endCallsOn, explain, GRACE, type Running } from './running.ts';
import type { BotContext } from './texts.ts';
import { handledKinds } from './update-shape.ts';

/** Largest post, in bytes. An update with a text of 4096 characters and all its entities has some 100 KB. */
const MAX_BODY = 1024 * 1024;
/** Updates in hand at most; more are refused for now, and Telegram posts them again later. */
const MOST_IN_HAND = 1000;
/** Posts that Telegram sends at once at most (setWebhook, 1 to 100). */
const CONNECTIONS = 40;

/** The secret that goes with a token when none is set: always the same, so that restarts need no agreement. */
export function deriveSecret(token: string): string {
  return createHmac('sha256', token).update('rasid webhook secret').digest('base64url');
}

/** A webhook: `receive` takes the posts of the address that Telegram was told. */
export interface Webhook extends Running {
  receive(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * Tells Telegram where to post, and takes the posts: each is answered when it is on disk and worked on afterwards,
 * so that a long question makes Telegram repeat nothing. `receive` must be reachable before this is called.
 */
export function startWebhook(
  bot: Bot<BotContext>,
  parts: IntakeParts,
  { url, secret, now = Date.now }: { url: string; secret: string; now?: () => number },
): Webhook {
  const { log } = parts;
  const giveUp = new AbortController();
  endCallsOn(bot, giveUp.signal);
  const intake = new Intake(bot, parts, giveUp.signal);
  const isSecret = secretCheck(secret);
  /** What an earlier process left is being worked on: what comes now comes after it. */
  let takesMore = false;
  let lastUpdateAt: number | null = null;
  let state: 'starting' | 'open' | 'closing' = 'starting';

  const stopped = Promise.withResolvers<void>();
  const ready = open();
  const done = ready.then(
    () => stopped.promise,
    (error: unknown) => {
      if (!giveUp.signal.aborted) throw error;
    },
  );
  // Whoever waits for `ready` or `done` gets the error; not waiting for one of them is no mistake.
  ready.catch(() => {});
  done.catch(() => {});
  let stopping: Promise<void> | undefined;
  return {
    ready,
    done,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
    health: () => ({ ok: state === 'open', lastUpdateAt, inHand: intake.size }),
    receive: (request, response) => {
      receive(request, response).catch((error: unknown) => {
        log.warn(describeError(error, bot.token), 'a post to the webhook broke off');
        // Not taken: Telegram posts it again.
        if (response.headersSent) response.destroy();
        else response.writeHead(503, { connection: 'close' }).end();
      });
    },
  };

  async function open(): Promise<UserFromGetMe> {
    try {
      await bot.init(giveUp.signal as ApiSignal);
      await intake.takeUp();
      takesMore = true;
      await bot.api.setWebhook(url, {
        secret_token: secret,
        allowed_updates: handledKinds,
        max_connections: CONNECTIONS,
      });
      if (state === 'starting') state = 'open';
      return bot.botInfo;
    } catch (error) {
      throw giveUp.signal.aborted ? new Error('stopped before Telegram answered') : explain(error);
    }
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number) =>
      void response.writeHead(status, { connection: status === 200 ? 'keep-alive' : 'close' }).end();
    if (!isSecret(request.headers['x-telegram-bot-api-secret-token'])) return answer(401);
    // Telegram posts again what is not taken now.
    if (state === 'closing' || !takesMore || intake.size >= MOST_IN_HAND) return answer(503);
    const body = await readBody(request);
    if (body === 'too large') return answer(413);
    const update = asUpdate(body);
    if (!update) return answer(400);
    const fresh = await intake.accept([update]);
    answer(200);
    lastUpdateAt = now();
    for (const one of fresh) void intake.work(one);
  }

  async function stop(): Promise<void> {
    if (state !== 'open') giveUp.abort();
    state = 'closing';
    const timer = setTimeout(() => giveUp.abort(), GRACE);
    await intake.idle(2 * GRACE);
    clearTimeout(timer);
    giveUp.abort();
    stopped.resolve();
  }
}

/** Compares hashes: they are of one length, and how long it takes says nothing about the secret. */
function secretCheck(secret: string): (given: string | string[] | undefined) => boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const wanted = hash(secret);
  return (given) => typeof given === 'string' && timingSafeEqual(hash(given), wanted);
}

async function readBody(request: IncomingMessage): Promise<string | 'too large'> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return 'too large';
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return 'too large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asUpdate(body: string): Update | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const id = (parsed as { update_id?: unknown } | null)?.update_id;
    return Number.isSafeInteger(id) ? (parsed as Update) : undefined;
  } catch {
    return undefined;
  }
}
