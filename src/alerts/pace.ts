/** How many messages may be sent. */
export interface Limits {
  /** A second, in all chats together. */
  readonly perSecond: number;
  /** Milliseconds between two messages of one chat. */
  readonly chatGap: number;
  /** A minute, in one group. */
  readonly groupPerMinute: number;
}

/**
 * What Telegram bears (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this): about 30 a
 * second, of which some are left for answers; one a second in a chat; 20 a minute in a group.
 */
export const TELEGRAM_LIMITS: Limits = { perSecond: 25, chatGap: 1_000, groupPerMinute: 20 };

const SECOND = 1_000;
const MINUTE = 60_000;

/** Keeps sending within the limits, for one process. Times are milliseconds since 1970. */
export class Pace {
  readonly #limits: Limits;
  /** When the last messages began, oldest first, at most a second old. */
  #starts: number[] = [];
  /** When the last messages of each chat were done, oldest first, no more than the limits look at. */
  readonly #done = new Map<number, number[]>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** How many messages may begin now. */
  room(now: number): number {
    this.#starts = this.#starts.filter((at) => at > now - SECOND);
    return this.#limits.perSecond - this.#starts.length;
  }

  /** When a message may begin: `now`, or later when there is no room. */
  roomAt(now: number): number {
    return this.room(now) > 0 ? now : (this.#starts[0] ?? now) + SECOND;
  }

  /** A message begins. */
  begin(now: number): void {
    this.#starts.push(now);
  }

  /** A message to a chat was answered, whatever the answer. */
  end(chatId: number, now: number): void {
    const done = this.#done.get(chatId) ?? [];
    done.push(now);
    if (done.length > this.#limits.groupPerMinute) done.shift();
    this.#done.set(chatId, done);
  }

  /** Chats that must wait, and until when. */
  waiting(now: number): Map<number, number> {
    const waiting = new Map<number, number>();
    for (const [chatId, done] of this.#done) {
      const last = done.at(-1) ?? 0;
      if (last <= now - MINUTE) {
        this.#done.delete(chatId);
        continue;
      }
      const gap = last + this.#limits.chatGap;
      // Groups and channels have negative numbers.
      const full = chatId < 0 && done.length >= this.#limits.groupPerMinute;
      const until = Math.max(gap, full ? (done[0] ?? 0) + MINUTE : 0);
      if (until > now) waiting.set(chatId, until);
    }
    return waiting;
  }
}
