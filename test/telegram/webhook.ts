import type { Update, WebhookInfo } from 'grammy/types';
import type { UpdateQueue } from './updates.ts';

/** Where updates are posted. */
export interface WebhookSettings {
  readonly url: string;
  readonly secret: string | undefined;
  readonly maxConnections: number;
}

/**
 * Posts updates to the bot's address: in order within a chat, several chats at once up to `maxConnections`,
 * again until a 2xx answers. Telegram waits longer and longer between attempts; here it is `retryDelay` ms.
 */
export class Webhook {
  #settings: WebhookSettings | undefined;
  #busy = new Set<string>();
  #taken = new Set<number>();
  #lastError: { date: number; message: string } | undefined;
  #stop = new AbortController();
  readonly #queue: UpdateQueue;
  readonly #reply: (body: string) => Promise<void>;
  readonly #retryDelay: number;
  readonly #now: () => number;

  /** `reply` handles a call that the bot makes in the answer to a post. */
  constructor(
    queue: UpdateQueue,
    options: { reply: (body: string) => Promise<void>; retryDelay: number; now: () => number },
  ) {
    this.#queue = queue;
    this.#reply = options.reply;
    this.#retryDelay = options.retryDelay;
    this.#now = options.now;
  }

  get active(): boolean {
    return this.#settings !== undefined;
  }

  /** Starts posting to another address, or stops with `undefined`. */
  set(settings: WebhookSettings | undefined): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#busy = new Set();
    this.#taken = new Set();
    this.#settings = settings;
    this.#lastError = undefined;
    this.pump();
  }

  /** What getWebhookInfo answers. */
  info(): WebhookInfo {
    return {
      url: this.#settings?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: this.#queue.size,
      ...(this.#settings ? { max_connections: this.#settings.maxConnections } : {}),
      ...(this.#lastError
        ? { last_error_date: this.#lastError.date, last_error_message: this.#lastError.message }
        : {}),
    } as WebhookInfo;
  }

  /** Posts what can be posted now. To be called whenever an update comes. */
  pump(): void {
    const settings = this.#settings;
    if (!settings) return;
    for (const update of this.#queue.peek(this.#queue.size)) {
      if (this.#busy.size >= settings.maxConnections) return;
      const line = lineOf(update);
      if (this.#taken.has(update.update_id) || this.#busy.has(line)) continue;
      this.#busy.add(line);
      this.#taken.add(update.update_id);
      void this.#deliver(update, line, settings, this.#stop.signal);
    }
  }

  async #deliver(
    update: Update,
    line: string,
    settings: WebhookSettings,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      const problem = await this.#post(update, settings, signal);
      if (signal.aborted) return;
      if (problem === undefined) {
        this.#busy.delete(line);
        this.#taken.delete(update.update_id);
        this.#queue.confirm(update.update_id);
        this.pump();
        return;
      }
      this.#lastError = { date: Math.floor(this.#now() / 1000), message: problem };
      await new Promise((resolve) => setTimeout(resolve, this.#retryDelay));
    }
  }

  async #post(
    update: Update,
    { url, secret }: WebhookSettings,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
        },
        body: JSON.stringify(update),
        signal,
      });
      const body = await response.text();
      if (!response.ok) return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      if (body.startsWith('{')) await this.#reply(body);
      return undefined;
    } catch {
      return 'Connection failed';
    }
  }
}

/** Updates with the same line are posted one after the other: those of one chat, else of one person. */
function lineOf(update: Update): string {
  const { update_id, ...content } = update;
  const event = Object.values(content)[0] as
    | { chat?: { id: number }; message?: { chat?: { id: number } }; from?: { id: number } }
    | undefined;
  const chat = event?.chat?.id ?? event?.message?.chat?.id ?? event?.from?.id;
  return chat === undefined ? `update ${update_id}` : String(chat);
}
