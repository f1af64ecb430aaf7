import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Chat, ChatMember, Update, User, UserFromGetMe } from 'grammy/types';
import { z } from 'zod';
import { type ApiAnswer, failure, faultAnswer, respond } from './answers.ts';
import { TestChat } from './chat.ts';
import { ApiError, badRequest } from './errors.ts';
import { Faults } from './faults.ts';
import { guarded } from './inbox.ts';
import { messageMethods } from './methods/messages.ts';
import { profileMethods } from './methods/profile.ts';
import { queryMethods } from './methods/queries.ts';
import { flag, integer, json, type RawParams, readAs, readParams } from './params.ts';
import { TestUser } from './people.ts';
import { UpdateQueue } from './updates.ts';
import { Webhook } from './webhook.ts';
import { World } from './world.ts';

/** How the server is to be. */
export interface BotApiOptions {
  /** Default: a made-up one. */
  readonly token?: string;
  readonly username?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** The time, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Milliseconds after which waiting for the bot fails. Default 5000. */
  readonly guard?: number;
  /** Milliseconds between two attempts of the webhook. Default 10. */
  readonly retryDelay?: number;
  /** Privacy mode off: the bot sees all that is said in groups. Default true. */
  readonly readsAllGroupMessages?: boolean;
}

/** One call of the bot, kept in the order in which it came. */
export interface Call {
  readonly method: string;
  readonly params: RawParams;
  /** The answer's code, or how the connection broke. Missing while the call is being answered. */
  outcome?: number | 'drop-before' | 'drop-after';
  description?: string;
}

const pollSchema = z.object({
  offset: integer.default(0),
  limit: integer.default(100),
  timeout: integer.default(0),
  allowed_updates: json(z.array(z.string())).optional(),
});
const webhookSchema = z.object({
  url: z.string(),
  secret_token: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/)
    .optional(),
  max_connections: integer.default(40),
  allowed_updates: json(z.array(z.string())).optional(),
  drop_pending_updates: flag.optional(),
});
const methods = { ...messageMethods, ...queryMethods, ...profileMethods };

/**
 * A local Bot API server: speaks https://core.telegram.org/bots/api over HTTP on 127.0.0.1 for one bot, checks
 * what the bot sends as Telegram does, and lets a test act as the people on the other side.
 */
export class BotApiServer {
  readonly token: string;
  readonly world: World;
  readonly faults = new Faults();
  /** Says whether a bot that confirms updates before it has dealt with them is still at work. */
  botIsBusy: () => boolean = () => false;
  /** All calls so far but getUpdates. */
  readonly calls: Call[] = [];
  readonly #http: Server;
  readonly #updates = new UpdateQueue(() => this.#changed());
  readonly #webhook: Webhook;
  readonly #guard: number;
  readonly #readsAll: boolean;
  #running = 0;
  #idlers: (() => void)[] = [];

  private constructor(options: BotApiOptions) {
    this.token = options.token ?? '7000000001:local-bot-token-for-tests-0000000000';
    this.#guard = options.guard ?? 5000;
    this.#readsAll = options.readsAllGroupMessages ?? true;
    const me = {
      id: Number(this.token.split(':')[0]),
      is_bot: true,
      first_name: 'Rasid',
      username: options.username ?? 'rasid_test_bot',
      can_join_groups: true,
      can_read_all_group_messages: this.#readsAll,
      supports_inline_queries: true,
    } as UserFromGetMe;
    this.world = new World(me, options.now ?? Date.now);
    this.#webhook = new Webhook(this.#updates, {
      reply: async (body) => {
        const { method, ...params } = z.looseObject({ method: z.string() }).parse(JSON.parse(body));
        await this.#call(method, params, AbortSignal.abort());
      },
      retryDelay: options.retryDelay ?? 10,
      now: this.world.now,
    });
    this.#http = createServer((request, response) => void this.#handle(request, response));
  }

  /** Starts a server. */
  static async start(options: BotApiOptions = {}): Promise<BotApiServer> {
    const server = new BotApiServer(options);
    await new Promise<void>((resolve, reject) => {
      server.#http.once('error', reject);
      server.#http.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return server;
  }

  /** What goes into `TELEGRAM_API_ROOT`. */
  get apiRoot(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** Ends the server and all its connections. */
  async close(): Promise<void> {
    this.#webhook.set(undefined);
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
  }

  /** A new person. In private chats the chat's id is the person's. */
  user(details: Partial<User> & { readonly started?: boolean } = {}): TestUser {
    const { started = false, ...given } = details;
    const id = given.id ?? 100_000 + this.world.nextNumber();
    const user: User = { id, is_bot: false, first_name: `Person ${id}`, ...given };
    this.world.users.set(id, user);
    const info = {
      id,
      type: 'private' as const,
      first_name: user.first_name,
      ...(user.username === undefined ? {} : { username: user.username }),
    };
    const chat = new TestChat(info, started ? 'open' : 'not started', this.#guard);
    this.world.chats.set(id, chat);
    return new TestUser(user, chat, {
      world: this.world,
      push: (content) => this.push(content),
      guard: this.#guard,
      readsAllGroupMessages: this.#readsAll,
    });
  }

  /** A new group (a supergroup when it has topics) with the bot and these members in it. */
  group(
    details: { id?: number; title?: string; topics?: boolean; members?: Record<string, TestUser[]> } = {},
  ): TestChat {
    const id = details.id ?? -1_000_000_000_000 - this.world.nextNumber();
    const title = details.title ?? `Group ${id}`;
    const type = details.topics || String(id).startsWith('-100') ? 'supergroup' : 'group';
    const info = { id, type, title, ...(details.topics ? { is_forum: true } : {}) } as Chat;
    const chat = new TestChat(info, 'open', this.#guard);
    for (const [status, users] of Object.entries(details.members ?? {})) {
      for (const { user } of users) chat.members.set(user.id, { status, user } as ChatMember);
    }
    this.world.chats.set(id, chat);
    return chat;
  }

  /** Gives the bot any update, also one that Telegram would never send. */
  push(content: object): void {
    this.#updates.push(content);
    this.#webhook.pump();
  }

  /** The buttons that people pressed and the bot has not answered. */
  unansweredCallbacks() {
    return [...this.world.callbacks.values()].filter(({ done }) => !done).map(({ query }) => query);
  }

  /**
   * Resolves when the bot has confirmed every update, no call of its is being answered, and it is not
   * `botIsBusy`.
   */
  async idle(): Promise<void> {
    const deadline = performance.now() + this.#guard;
    await this.#allConfirmed();
    while (this.botIsBusy() || !this.#isIdle()) {
      if (performance.now() > deadline) throw new Error(`a quiet bot: still busy after ${this.#guard} ms`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #allConfirmed(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve();
    const idle = new Promise<void>((resolve) => {
      this.#idlers.push(resolve);
    });
    return guarded(idle, `a quiet bot (${this.#updates.size} updates wait)`, this.#guard);
  }

  #isIdle(): boolean {
    return this.#updates.size === 0 && this.#running === 0;
  }

  #changed(): void {
    if (!this.#isIdle()) return;
    for (const wake of this.#idlers.splice(0)) wake();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(decodeURI(url.pathname));
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      if (!path) throw new ApiError(404, 'Not Found');
      const [, file, token, rest = ''] = path;
      if (token !== this.token) throw new ApiError(401, 'Unauthorized');
      if (file) return this.#sendFile(rest, response);
      await this.#answer(rest, await readParams(request, url), response, gone.signal);
    } catch (error) {
      respond(response, failure(error));
    }
  }

  async #answer(
    method: string,
    params: RawParams,
    response: ServerResponse,
    gone: AbortSignal,
  ): Promise<void> {
    const polling = method.toLowerCase() === 'getupdates';
    const call: Call = { method, params };
    if (!polling) this.calls.push(call);
    if (!polling) this.#running += 1;
    try {
      const fault = this.faults.take(method, params);
      if (fault === 'drop-before') return breakOff(call, fault, response);
      const answer =
        fault && fault !== 'drop-after' ? faultAnswer(fault) : await this.#result(method, params, gone);
      if (fault === 'drop-after') return breakOff(call, fault, response);
      call.outcome = answer.ok ? 200 : answer.error_code;
      if (!answer.ok) call.description = answer.description;
      respond(response, answer);
    } finally {
      if (!polling) this.#running -= 1;
      this.#changed();
    }
  }

  async #result(method: string, params: RawParams, gone: AbortSignal): Promise<ApiAnswer> {
    try {
      return { ok: true, result: await this.#call(method, params, gone) };
    } catch (error) {
      return failure(error);
    }
  }

  async #call(name: string, params: RawParams, gone: AbortSignal): Promise<unknown> {
    const wanted = name.toLowerCase();
    if (wanted === 'getupdates') return this.#getUpdates(params, gone);
    if (wanted === 'setwebhook') return this.#setWebhook(params);
    if (wanted === 'deletewebhook') return this.#setWebhook({ ...params, url: '' });
    if (wanted === 'getwebhookinfo') return this.#webhook.info();
    const method = Object.entries(methods).find(([known]) => known.toLowerCase() === wanted)?.[1];
    if (!method) throw new ApiError(404, 'Not Found: method not found');
    return method(this.world, params);
  }

  #getUpdates(raw: RawParams, gone: AbortSignal): Promise<Update[]> {
    const { offset, limit, timeout, allowed_updates } = readAs(pollSchema, raw);
    if (this.#webhook.active) {
      throw new ApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    this.#updates.allow(allowed_updates);
    return this.#updates.poll(offset, Math.min(Math.max(limit, 1), 100), timeout, gone);
  }

  #setWebhook(raw: RawParams): true {
    const params = readAs(webhookSchema, raw);
    if (params.drop_pending_updates) this.#updates.clear();
    this.#updates.allow(params.allowed_updates);
    if (params.url === '') this.#webhook.set(undefined);
    // Telegram wants https; like a server in its --local mode, this one also takes http.
    else if (!URL.canParse(params.url)) throw badRequest('bad webhook: invalid webhook URL specified');
    else {
      this.#webhook.set({
        url: params.url,
        secret: params.secret_token,
        maxConnections: params.max_connections,
      });
    }
    return true;
  }

  #sendFile(path: string, response: ServerResponse): void {
    const file = this.world.files.get(path.replace(/^documents\//, ''));
    if (!file) throw new ApiError(404, 'Not Found');
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes);
  }
}

function breakOff(call: Call, how: 'drop-before' | 'drop-after', response: ServerResponse): void {
  call.outcome = how;
  response.destroy();
}
