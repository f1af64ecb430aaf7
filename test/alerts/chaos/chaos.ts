import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportId } from '../../../src/reports/readers.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { SubscriptionStore } from '../../../src/store/subscriptions.ts';
import { BotApiServer } from '../../telegram/bot-api-server.ts';
import type { Fault } from '../../telegram/faults.ts';
import type { ChildOrders } from './child.ts';
import { keyOf, type LedgerFigures, readLedger } from './ledger.ts';

// All reports are invented: the towns, names and events do not exist.

const CHILD = path.join(import.meta.dirname, 'child.ts');
/** The children's clock runs so much faster than ours, and a claim of theirs lasts 2 real seconds. */
const SPEED = 20;
const LEASE = 40_000;
const REAL_MATCHER_HEAD = 1_500;
const WORDS = ['road', 'bridge', 'market', 'well', 'school'];

/** How the test is run. */
export interface ChaosOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Folders of this run: reports, and the database. */
  readonly reports: string;
  readonly data: string;
  /** Match as the bot does; a child then needs longer to begin. */
  readonly realMatcher?: boolean;
}

/** What happened. */
export interface ChaosFigures extends LedgerFigures {
  readonly rounds: number;
  readonly kills: number;
  readonly subscriptions: number;
  readonly versions: number;
  readonly faults: Record<string, number>;
}

interface Version {
  readonly reportId: string;
  readonly version: number;
  /** Place in the row of all versions written, from 1. */
  readonly number: number;
  /** The sentences that are new in it. */
  readonly fresh: readonly string[];
}

interface Follower {
  readonly id: number;
  readonly topic: string | null;
  /** Versions written from this number on must be heard. */
  readonly from: number;
  /** Versions that were ingested before must not. */
  readonly tooOld: ReadonlySet<string>;
}

/**
 * Rounds of writing reports, following, ingesting and sending, each ended by kill -9 at some moment, against a Bot
 * API server that fails at random; at the end one run in peace. Then the server's ledger must hold every alert that
 * was due, in order, and only those twice whose sender could not know. Throws what it does not hold.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosFigures> {
  const run = await Run.begin(options);
  try {
    for (let round = 1; round <= options.rounds; round++) await run.round(round);
    await run.drain();
    return await run.prove();
  } finally {
    await run.close();
  }
}

class Run {
  readonly #options: ChaosOptions;
  readonly #random: () => number;
  readonly #server: BotApiServer;
  readonly #db: Database;
  readonly #store: SubscriptionStore;
  readonly #chats: number[];
  readonly #began = Date.now();
  readonly #versions: Version[] = [];
  readonly #sentences = new Map<string, string[]>();
  readonly #followers: Follower[] = [];
  readonly #ends: number[] = [];
  readonly #faults: Record<string, number> = {};
  #children: ChildProcess[] = [];
  /** Kills the children at a call of theirs. */
  #killAtCall = 0;
  #kills = 0;

  private constructor(options: ChaosOptions, server: BotApiServer, db: Database) {
    this.#options = options;
    this.#random = generator(options.seed);
    this.#server = server;
    this.#db = db;
    this.#store = new SubscriptionStore(db);
    const people = Array.from({ length: 5 }, () => server.user({ started: true }).chat.id);
    this.#chats = [...people, server.group().id, server.group().id];
  }

  static async begin(options: ChaosOptions): Promise<Run> {
    return new Run(options, await BotApiServer.start(), await openDatabase(options.data));
  }

  async round(round: number): Promise<void> {
    await this.#follow();
    const known = await this.#ingested();
    for (let n = this.#below(3); n >= 0; n--) this.#write(`${round}-${n}.txt`);
    if (this.#below(12) === 0) for (let n = 10; n < 24; n++) this.#write(`${round}-${n}.txt`);
    const old = this.#versions.filter((v) => known.has(`${v.reportId} ${v.version}`) && this.#isNewest(v));
    const changed = old[this.#below(old.length + 2)];
    const file = changed && [...this.#sentences.keys()].find((name) => reportId(name) === changed.reportId);
    if (file) this.#write(file);

    const how = this.#below(3);
    this.#killAtCall = how === 0 ? 1 + this.#below(16) : 0;
    this.#server.faults.always(() => this.#fault());
    const orders = this.#orders(how === 1 ? 5 + this.#below(300) : 0);
    this.#children = Array.from({ length: this.#below(4) === 0 ? 2 : 1 }, () => child(orders));
    const ends = this.#children.map((process) => once(process, 'exit'));
    const timer = new AbortController();
    const limit = (how === 2 ? 400 + this.#below(1_400) : 2_500) + this.#head;
    const meanwhile = this.#meanwhile(round);
    await Promise.race([...ends, sleep(limit, undefined, { signal: timer.signal }).catch(() => {})]);
    this.#killAll();
    await Promise.all(ends);
    timer.abort();
    await meanwhile;
    await this.#allArrived();
    if (this.#children.some((process) => process.signalCode === 'SIGKILL')) {
      this.#kills++;
      this.#ends.push(this.#server.calls.length);
    }
    const failed = this.#children.find((process) => process.exitCode !== null && process.exitCode !== 0);
    assert.equal(failed, undefined, `round ${round}: a child failed`);
  }

  /** What a child needs to begin with the real matcher, milliseconds. */
  get #head(): number {
    return this.#options.realMatcher ? REAL_MATCHER_HEAD : 0;
  }

  /** While the children are at work, somebody follows, and another report comes. */
  async #meanwhile(round: number): Promise<void> {
    await sleep(500 + this.#below(500) + this.#head);
    if (this.#below(2) === 0) await this.#follow();
    this.#write(`${round}-meanwhile.txt`);
  }

  /** One run without kills and faults. */
  async drain(): Promise<void> {
    this.#server.faults.always(undefined);
    const last = child(this.#orders(0));
    const [code] = (await once(last, 'exit')) as [number | null];
    assert.equal(code, 0);
    await this.#allArrived();
  }

  async prove(): Promise<ChaosFigures> {
    const { heard, figures } = readLedger(this.#server.calls, this.#ends);
    const ingested = await this.#ingested();
    assert.equal(ingested.size, this.#versions.length, 'reports are missing');
    const allowed = new Set<string>();
    for (const follower of this.#followers) {
      for (const version of this.#versions) {
        const { topic } = follower;
        const fits = version.fresh.some((sentence) => topic === null || sentence.includes(topic));
        if (!fits || follower.tooOld.has(`${version.reportId} ${version.version}`)) continue;
        const key = keyOf(follower.id, version.reportId, version.version);
        allowed.add(key);
        if (version.number >= follower.from) assert.equal(heard.get(key), 1, `${key} was lost`);
      }
    }
    for (const [key, times] of heard) {
      assert.ok(allowed.has(key), `${key} was never due`);
      assert.equal(times, 1, `${key} came under two numbers`);
    }
    const open = await this.#db.selectFrom('deliveries').select('id').where('state', '!=', 'sent').execute();
    assert.deepEqual(open, []);
    return {
      ...figures,
      rounds: this.#options.rounds,
      kills: this.#kills,
      subscriptions: this.#followers.length,
      versions: this.#versions.length,
      faults: this.#faults,
    };
  }

  async close(): Promise<void> {
    this.#killAll();
    await this.#server.close();
    await this.#db.destroy();
  }

  #write(file: string): void {
    const before = this.#sentences.get(file) ?? [];
    const version = this.#versions.filter((v) => v.reportId === reportId(file)).length + 1;
    const fresh = Array.from({ length: 1 + this.#below(3) }, (_, n) => {
      const word = WORDS[this.#below(WORDS.length)];
      return `In Nahran the ${word} of ${file} was mended for the time ${version}.${n} by its people.`;
    });
    const sentences = [...before.slice(this.#below(2)), ...fresh];
    this.#sentences.set(file, sentences);
    const number = this.#versions.length + 1;
    this.#versions.push({ reportId: reportId(file), version, number, fresh });
    // Whole at once: the children read whenever they like.
    const target = path.join(this.#options.reports, file);
    writeFileSync(`${this.#options.data}/writing`, `${sentences.join('\n')}\n`);
    renameSync(`${this.#options.data}/writing`, target);
  }

  async #follow(): Promise<void> {
    const count = this.#followers.length < 4 ? 4 : this.#below(2);
    for (let n = 0; n < count && this.#followers.length < 16; n++) {
      const chatId = this.#chats[this.#below(this.#chats.length)]!;
      const topic = [...WORDS, null][this.#below(WORDS.length + 1)] ?? null;
      const tooOld = await this.#ingested();
      const wish = { chatId, threadId: null, createdBy: 1, topic, name: topic ?? 'all', locale: 'en' };
      const followed = await this.#store.follow(wish);
      if (followed.outcome !== 'added') continue;
      const from = this.#versions.length + 1;
      this.#followers.push({ id: followed.subscription.id, topic, from, tooOld });
    }
  }

  /** What is in the database: `reportId version`. */
  async #ingested(): Promise<Set<string>> {
    const newest = await this.#db.selectFrom('reports').select(['id', 'version']).execute();
    const kept = newest.flatMap(({ id, version }) =>
      Array.from({ length: version }, (_, before) => `${id} ${before + 1}`),
    );
    return new Set(kept);
  }

  #isNewest({ reportId, version }: Version): boolean {
    return !this.#versions.some((other) => other.reportId === reportId && other.version > version);
  }

  #fault(): Fault | undefined {
    const dice = this.#random();
    const kill = this.#killAtCall > 0 && --this.#killAtCall === 0;
    if (kill) this.#killAll();
    const fault: Fault | undefined = kill
      ? dice < 0.5
        ? 'drop-before'
        : 'drop-after'
      : dice < 0.08
        ? { code: 429, retryAfter: 1 + this.#below(3) }
        : dice < 0.14
          ? { code: 500 }
          : dice < 0.19
            ? 'drop-before'
            : dice < 0.24
              ? 'drop-after'
              : undefined;
    const name = fault === undefined ? 'none' : typeof fault === 'string' ? fault : String(fault.code);
    this.#faults[name] = (this.#faults[name] ?? 0) + 1;
    return fault;
  }

  #killAll(): void {
    for (const process of this.#children) process.kill('SIGKILL');
  }

  /** The server has read all that the dead had written. */
  async #allArrived(): Promise<void> {
    await sleep(30);
    await this.#server.idle();
  }

  #orders(killAt: number): ChildOrders {
    const { apiRoot, token } = this.#server;
    const { reports: folder, data } = this.#options;
    return {
      folder,
      data,
      apiRoot,
      token,
      began: this.#began,
      speed: SPEED,
      lease: LEASE,
      passes: 10,
      killAt,
      realMatcher: this.#options.realMatcher ?? false,
    };
  }

  /** From 0 to below `n`. */
  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }
}

function child(orders: ChildOrders): ChildProcess {
  return spawn(process.execPath, [CHILD, JSON.stringify(orders)], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Mulberry32, a small generator of numbers from 0 to below 1. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
