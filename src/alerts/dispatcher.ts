import { randomUUID } from 'node:crypto';
import type { Api } from 'grammy';
import type { Logger } from 'pino';
import { AlertTimesStore } from '../store/alert-times.ts';
import type { Database } from '../store/database.ts';
import type { Delivery } from '../store/delivery.ts';
import { idsOf, Outbox } from '../store/outbox.ts';
import { endGone, moveAlerts, pauseUnreachable } from '../store/reachability.ts';
import { Backoff } from './backoff.ts';
import type { Clock } from './clock.ts';
import { type Limits, Pace, TELEGRAM_LIMITS } from './pace.ts';
import { fitMessage, type RenderAlerts, type RenderedAlerts } from './render.ts';
import { allowedAt } from './schedule.ts';
import { reasonOf, sendFailure } from './send-failure.ts';

/** What a dispatcher needs. */
export interface DispatcherOptions {
  readonly database: Database;
  /** Must not retry by itself: a message whose answer was lost would come twice. Calls must end within `LEASE` / 2. */
  readonly api: Api;
  readonly render: RenderAlerts;
  readonly clock: Clock;
  readonly log: Logger;
  /** Default: Telegram's. */
  readonly limits?: Limits;
  /** From 0 to below 1, for the jitter of waits. */
  readonly random?: () => number;
  /** How long others leave a claim alone, milliseconds. */
  readonly lease?: number;
}

/** Default lease, milliseconds: as long, what was in hand waits after a crash. */
export const LEASE = 60_000;
/** A delivery that could not be sent for so long after it was due is given up, milliseconds. */
export const EXPIRY = 3 * 24 * 3_600_000;
/** How long it is remembered what was told, milliseconds. */
const REMEMBERED = 90 * 24 * 3_600_000;
/** Messages on their way at once, each to another chat. */
const CONCURRENCY = 8;
/** Between two looks for what has expired, and the longest that a dispatcher sleeps, milliseconds. */
const UPKEEP = 60_000;
/** Messages that can't be made, by a mistake of ours, are tried so often. */
const MOST_RENDERINGS = 5;
/** For a stop: messages on their way may be answered, milliseconds. */
const GRACE = 5_000;
/** After an error of the database, milliseconds. */
const PAUSE = 1_000;

/**
 * Sends what is due, in the order of ids within each chat. A delivery is claimed, sent and marked, in this order:
 * what was claimed and not marked when the process died, or was marked in vain, is sent again. So a message can
 * come twice only when the process dies, or the connection breaks, between Telegram's taking it and our mark.
 * (Or when the process was stopped for longer than the lease in between, and another took over.)
 *
 * Several processes may send from one outbox. Each keeps the limits for itself.
 */
export class Dispatcher {
  readonly #outbox: Outbox;
  readonly #times: AlertTimesStore;
  readonly #options: DispatcherOptions;
  readonly #clock: Clock;
  readonly #name = randomUUID();
  readonly #lease: number;
  readonly #pace: Pace;
  readonly #backoff: Backoff;
  readonly #inHand = new Map<number, Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #giveUp = new AbortController();
  #woken = Promise.withResolvers<void>();
  #upkeepAt = 0;
  #running: Promise<void> | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.database);
    this.#times = new AlertTimesStore(options.database);
    this.#clock = options.clock;
    this.#lease = options.lease ?? LEASE;
    this.#pace = new Pace(options.limits ?? TELEGRAM_LIMITS);
    this.#backoff = new Backoff(options.random ?? Math.random);
  }

  /** Messages on their way. */
  get inHand(): number {
    return this.#inHand.size;
  }

  /** Begins to send. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be something to send. */
  wake(): void {
    this.#woken.resolve();
  }

  /** Claims nothing more; resolves when what is on its way has been answered, or given up after some seconds. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#running;
    const answered = Promise.all(this.#inHand.values());
    const done = new AbortController();
    const late = this.#clock.sleep(GRACE, done.signal);
    await Promise.race([answered, late]);
    done.abort();
    this.#giveUp.abort();
    await answered;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#woken = Promise.withResolvers();
      let until: number;
      try {
        until = await this.#round();
      } catch (error) {
        this.#options.log.error({ reason: reasonOf(error) }, 'alerts: the outbox could not be read');
        until = this.#clock.now() + PAUSE;
      }
      await this.#pause(until);
    }
  }

  async #pause(until: number): Promise<void> {
    const ms = until - this.#clock.now();
    if (ms <= 0) return;
    const woken = new AbortController();
    await Promise.race([this.#clock.sleep(ms, woken.signal), this.#woken.promise]);
    woken.abort();
  }

  /** Begins to send what can be sent now. Gives the time of the next round, unless something wakes us. */
  async #round(): Promise<number> {
    const now = this.#clock.now();
    if (now >= this.#upkeepAt) await this.#upkeep(now);
    const opensAt = Math.max(this.#backoff.until, this.#pace.roomAt(now));
    if (opensAt > now) return Math.min(opensAt, this.#upkeepAt);
    const limit = Math.min(CONCURRENCY - this.#inHand.size, this.#pace.room(now));
    // The end of any message in hand wakes us.
    if (limit <= 0) return this.#upkeepAt;
    const waiting = this.#pace.waiting(now);
    const leaseUntil = now + this.#lease;
    const messages = await this.#outbox.claim({
      by: this.#name,
      now,
      leaseUntil,
      limit,
      except: [...waiting.keys(), ...this.#inHand.keys()],
    });
    for (const message of messages) this.#begin(message, leaseUntil);
    if (messages.length === limit) return now;
    const next = (await this.#outbox.nextAfter(now)) ?? Number.POSITIVE_INFINITY;
    return Math.min(next, this.#upkeepAt, ...waiting.values());
  }

  async #upkeep(now: number): Promise<void> {
    const expired = await this.#outbox.expire(now - EXPIRY, now);
    if (expired > 0) {
      this.#options.log.error({ expired }, 'alerts: given up, they could not be sent for three days');
    }
    await this.#outbox.prune(now - REMEMBERED);
    this.#upkeepAt = now + UPKEEP;
  }

  #begin(message: Delivery[], leaseUntil: number): void {
    const chatId = message[0]!.chatId;
    this.#pace.begin(this.#clock.now());
    const work = this.#send(message, leaseUntil)
      .catch((error: unknown) => {
        // The claim lapses; then they are sent again.
        const details = { reason: reasonOf(error), deliveries: idsOf(message) };
        this.#options.log.error(details, 'alerts: the outbox could not be written');
      })
      .finally(() => {
        this.#pace.end(chatId, this.#clock.now());
        this.#inHand.delete(chatId);
        this.wake();
      });
    this.#inHand.set(chatId, work);
  }

  async #send(claimed: Delivery[], leaseUntil: number): Promise<void> {
    const outbox = this.#outbox;
    const by = this.#name;
    // What was due before the chat's quiet hours, and could not be sent then, waits for their end.
    const now = this.#clock.now();
    const allowed = allowedAt(now, await this.#times.times(claimed[0]!.chatId));
    if (allowed > now) return outbox.postpone(by, idsOf(claimed), allowed);
    let fitted: Awaited<ReturnType<typeof fitMessage>>;
    try {
      fitted = await fitMessage(claimed, this.#options.render);
    } catch (error) {
      return this.#notRendered(claimed, error);
    }
    const deliveries = claimed.slice(0, fitted.count);
    const rest = claimed.slice(fitted.count);
    if (rest.length > 0) await outbox.putBack(by, idsOf(rest));
    if (fitted.message === null) return outbox.drop(by, idsOf(deliveries), this.#clock.now());
    // What took so long that another process may have it soon is not sent by us.
    if (this.#clock.now() > leaseUntil - this.#lease / 2) return outbox.putBack(by, idsOf(deliveries));
    let messageId: number;
    try {
      messageId = await this.#call(deliveries[0]!, fitted.message);
    } catch (error) {
      return this.#failed(deliveries, error);
    }
    this.#backoff.succeeded();
    await this.#mark(deliveries, messageId, leaseUntil);
  }

  async #call({ chatId, threadId }: Delivery, { text, keyboard }: RenderedAlerts): Promise<number> {
    const options = {
      parse_mode: 'HTML' as const,
      link_preview_options: { is_disabled: true },
      ...(threadId === null ? {} : { message_thread_id: threadId }),
      ...(keyboard ? { reply_markup: keyboard } : {}),
    };
    // grammY's signal is of another library's type; the platform's own fits.
    const signal = this.#giveUp.signal as unknown as Parameters<Api['sendMessage']>[3];
    return (await this.#options.api.sendMessage(chatId, text, options, signal)).message_id;
  }

  /** As long as the mark can't be written, others must not take over, nor we go on in this chat. */
  async #mark(deliveries: readonly Delivery[], messageId: number, leaseUntil: number): Promise<void> {
    for (;;) {
      try {
        await this.#outbox.markSent(this.#name, idsOf(deliveries), messageId, this.#clock.now());
        return;
      } catch (error) {
        if (this.#clock.now() + PAUSE >= leaseUntil || this.#giveUp.signal.aborted) throw error;
        await this.#clock.sleep(PAUSE, this.#giveUp.signal);
      }
    }
  }

  async #notRendered(deliveries: readonly Delivery[], error: unknown): Promise<void> {
    const { log } = this.#options;
    const now = this.#clock.now();
    const details = { reason: reasonOf(error), deliveries: idsOf(deliveries) };
    log.error(details, 'alerts: a message could not be made');
    for (const delivery of deliveries) {
      if (delivery.attempts + 1 >= MOST_RENDERINGS) await this.#outbox.drop(this.#name, [delivery.id], now);
      else {
        const at = now + this.#backoff.wait(delivery.attempts);
        await this.#outbox.putOff(this.#name, delivery, at, 'alone-always');
      }
    }
  }

  async #failed(deliveries: readonly Delivery[], error: unknown): Promise<void> {
    const { database, log } = this.#options;
    const outbox = this.#outbox;
    const by = this.#name;
    const now = this.#clock.now();
    const { chatId, threadId } = deliveries[0]!;
    const failure = sendFailure(error);
    const details = { reason: reasonOf(error), deliveries: idsOf(deliveries) };
    if (failure.kind !== 'later') this.#backoff.succeeded();
    switch (failure.kind) {
      case 'wait':
        this.#backoff.asked(chatId, now, now + failure.ms);
        return outbox.putBack(by, idsOf(deliveries), now + failure.ms);
      case 'later': {
        if (this.#backoff.failed(now)) log.warn(details, 'alerts: Telegram cannot be reached; trying again');
        const at = now + this.#backoff.wait(Math.max(...deliveries.map((delivery) => delivery.attempts)));
        for (const delivery of deliveries) await outbox.putOff(by, delivery, at, delivery.sharing);
        return;
      }
      case 'unreachable': {
        const where = failure.what === 'thread' && threadId !== null ? { chatId, threadId } : { chatId };
        const dropped = await pauseUnreachable(database, where, now);
        log.info({ ...details, dropped }, 'alerts: a chat can no longer be reached, what it follows rests');
        return;
      }
      case 'gone': {
        const dropped = await endGone(database, chatId, now);
        log.info({ ...details, dropped }, 'alerts: a chat is gone, what it followed ends');
        return;
      }
      case 'moved':
        await moveAlerts(database, chatId, failure.to);
        return outbox.putBack(by, idsOf(deliveries));
      case 'refused':
        if (deliveries.length > 1) {
          // One of them may be at fault: each goes alone.
          for (const delivery of deliveries) await outbox.putOff(by, delivery, now, 'alone-always');
          return;
        }
        log.error(details, 'alerts: Telegram refuses a message, it is dropped');
        return outbox.drop(by, idsOf(deliveries), now);
    }
  }
}
