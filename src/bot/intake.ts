import type { Bot } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from 'pino';
import type { AcceptedUpdates } from '../store/accepted-updates.ts';
import { describeError } from './failures.ts';
import { InHand } from './in-hand.ts';
import type { BotContext } from './texts.ts';

/** What taking updates in needs. */
export interface IntakeParts {
  readonly accepted: AcceptedUpdates;
  readonly log: Logger;
}

/**
 * Takes updates in so that none is lost: Telegram may be told that they are taken when `accept` has them on disk,
 * and they stay there until the bot is done with them. Inline queries are not kept: nobody waits for the results
 * of one until the next start. The bot's account must be known (`bot.init`).
 */
export class Intake {
  readonly #bot: Bot<BotContext>;
  readonly #parts: IntakeParts;
  readonly #giveUp: AbortSignal;
  readonly #inHand = new InHand();

  /** @param giveUp aborted when the bot's calls are broken off: what ends after that is for the next start */
  constructor(bot: Bot<BotContext>, parts: IntakeParts, giveUp: AbortSignal) {
    this.#bot = bot;
    this.#parts = parts;
    this.#giveUp = giveUp;
  }

  /** Updates being worked on. */
  get size(): number {
    return this.#inHand.size;
  }

  /** Resolves when none is being worked on, or after `within` milliseconds. */
  idle(within: number): Promise<void> {
    return this.#inHand.idle(within);
  }

  /** Begins with what an earlier process accepted and did not finish. To be called before anything is accepted. */
  async takeUp(): Promise<void> {
    const { accepted, log } = this.#parts;
    const { updates, givenUp } = await accepted.takeUp(this.#bot.botInfo.id);
    if (updates.length > 0) log.info(`updates taken up from the last run: ${updates.length}`);
    if (givenUp > 0) log.warn(`updates given up, too old or tried too often: ${givenUp}`);
    for (const { body } of updates) void this.work(JSON.parse(body) as Update);
  }

  /** Keeps updates on disk; gives those to work on, which were not accepted before. */
  async accept(updates: readonly Update[]): Promise<Update[]> {
    const lasting = updates
      .filter(isLasting)
      .map((update) => ({ id: update.update_id, body: JSON.stringify(update) }));
    if (lasting.length === 0) return [...updates];
    const fresh = await this.#parts.accepted.accept(this.#bot.botInfo.id, lasting);
    return updates.filter((update) => !isLasting(update) || fresh.has(update.update_id));
  }

  /** Works on an update; never rejects. */
  work(update: Update): Promise<void> {
    const work = this.#work(update);
    this.#inHand.add(work);
    return work;
  }

  async #work(update: Update): Promise<void> {
    const { accepted, log } = this.#parts;
    try {
      await this.#bot.handleUpdate(update).catch((error) => this.#bot.errorHandler(error));
      if (isLasting(update) && !this.#giveUp.aborted) {
        await accepted.done(this.#bot.botInfo.id, update.update_id);
      }
    } catch (error) {
      log.error(describeError(error, this.#bot.token), 'an update is not known to be done');
    }
  }
}

function isLasting(update: Update): boolean {
  return update.inline_query === undefined;
}
