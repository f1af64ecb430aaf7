import type { Update } from 'grammy/types';
import { ApiError } from './errors.ts';

/** The kinds a bot gets when it asks for none in particular leave these out (Bot API, getUpdates). */
const notByDefault = ['chat_member', 'message_reaction', 'message_reaction_count'];

type Poll = { readonly wake: () => void; readonly conflict: () => void };

/** Updates that wait for the bot: given out by long polling, or taken by the webhook. */
export class UpdateQueue {
  #pending: Update[] = [];
  #allowed: readonly string[] = [];
  #lastId = 1000;
  #poll: Poll | undefined;
  readonly #changed: () => void;

  /** `changed` is called whenever an update comes or is confirmed. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** How many updates the bot has not confirmed. */
  get size(): number {
    return this.#pending.length;
  }

  /** The kinds of updates the bot asked for last; empty for the default. */
  allow(kinds: readonly string[] | undefined): void {
    if (kinds) this.#allowed = kinds;
  }

  /** Adds an update unless the bot did not ask for its kind. Gives its number, or nothing. */
  push(content: object): number | undefined {
    const kind = Object.keys(content)[0] ?? '';
    const wanted = this.#allowed.length > 0 ? this.#allowed.includes(kind) : !notByDefault.includes(kind);
    if (!wanted) return undefined;
    this.#lastId += 1;
    this.#pending.push({ update_id: this.#lastId, ...content } as Update);
    this.#poll?.wake();
    this.#changed();
    return this.#lastId;
  }

  /** The oldest updates, without confirming them. */
  peek(limit: number): Update[] {
    return this.#pending.slice(0, limit);
  }

  /** Confirms one update (webhook). */
  confirm(id: number): void {
    this.#pending = this.#pending.filter(({ update_id }) => update_id !== id);
    this.#changed();
  }

  /** Forgets all that wait. */
  clear(): void {
    this.#pending = [];
    this.#changed();
  }

  /**
   * getUpdates: confirms all before `offset`, then gives up to `limit` updates, waiting up to `timeout`
   * seconds for the first. A second poll ends the first one with a 409. An aborted one resolves empty.
   */
  async poll(offset: number, limit: number, timeout: number, signal: AbortSignal): Promise<Update[]> {
    this.#poll?.conflict();
    if (offset < 0) this.#pending = this.#pending.slice(offset);
    else this.#pending = this.#pending.filter(({ update_id }) => update_id >= offset);
    this.#changed();
    if (this.#pending.length === 0 && timeout > 0) await this.#wait(timeout, signal);
    return this.peek(limit);
  }

  async #wait(timeout: number, signal: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let own: Poll | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(resolve, timeout * 1000);
        signal.addEventListener('abort', () => resolve(), { once: true });
        own = { wake: resolve, conflict: () => reject(conflict()) };
        this.#poll = own;
      });
    } finally {
      clearTimeout(timer);
      if (this.#poll === own) this.#poll = undefined;
    }
  }
}

function conflict(): ApiError {
  return new ApiError(
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  );
}
