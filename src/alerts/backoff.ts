/** First and longest wait after a failure, milliseconds; doubled each time. */
const FIRST = 1_000;
const LONGEST = 5 * 60_000;
/** While nothing at all gets through, it is tried at least so often, milliseconds. */
const LONGEST_OUTAGE = 30_000;
/** So many failures in a row, whatever the chats, are an outage. */
const OUTAGE = 3;

/** When to try again. Times are milliseconds since 1970. */
export class Backoff {
  readonly #random: () => number;
  /** Chats that Telegram asked us to leave alone, until when. */
  readonly #asked = new Map<number, number>();
  #failures = 0;
  #until = 0;

  /** @param random from 0 to below 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Nothing is sent to anybody before this time. */
  get until(): number {
    return this.#until;
  }

  /** How long one delivery waits after so many failures before this one, milliseconds: with jitter, half to whole. */
  wait(failures: number): number {
    return Math.min(FIRST * 2 ** failures, LONGEST) * (0.5 + this.#random() / 2);
  }

  /** Telegram answered something. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** An attempt failed. After several in a row everybody waits. True for the failure that begins an outage. */
  failed(now: number): boolean {
    // Messages that were on their way together fail together; they are one failure.
    if (now < this.#until) return false;
    this.#failures += 1;
    const outage = this.#failures - OUTAGE;
    if (outage >= 0) {
      const wait = Math.min(FIRST * 2 ** outage, LONGEST_OUTAGE) * (0.5 + this.#random() / 2);
      this.#until = now + wait;
    }
    return outage === 0;
  }

  /**
   * Telegram asked for a pause. It does not say whether for this chat or for all: when it asks in a second chat
   * while the first still waits, everybody waits.
   */
  asked(chatId: number, now: number, until: number): void {
    for (const [chat, end] of this.#asked) if (end <= now) this.#asked.delete(chat);
    const others = [...this.#asked].some(([chat]) => chat !== chatId);
    this.#asked.set(chatId, until);
    if (others) this.#until = Math.max(this.#until, ...this.#asked.values());
  }
}
