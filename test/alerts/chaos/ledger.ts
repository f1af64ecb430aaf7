import assert from 'node:assert/strict';
import type { Call } from '../../telegram/bot-api-server.ts';

/** A delivery as its message names it. */
interface Named {
  readonly id: number;
  /** Subscription, report and version: what must be heard once. */
  readonly key: string;
}

/** A message that the server accepted. */
interface Accepted {
  readonly chat: number;
  readonly deliveries: readonly Named[];
  /** Whether the sender may not know that it was accepted. */
  readonly lost: boolean;
}

/** What the ledger proved. */
export interface LedgerFigures {
  readonly accepted: number;
  /** Messages that their sender may not have known to be accepted: it was killed, or the connection dropped. */
  readonly lost: number;
  /** Deliveries heard, each counted once. */
  readonly delivered: number;
  /** Deliveries heard once more. */
  readonly duplicates: number;
  /** Messages that brought such. */
  readonly repeated: number;
}

/** The name of what a subscription hears of a version. */
export function keyOf(subscription: number, reportId: string, version: number): string {
  return `s${subscription} ${reportId} v${version}`;
}

/**
 * Proves from the server's calls alone that, per chat, deliveries came in the order of their numbers, and that only
 * those of lost messages came again. `ends` are the numbers of calls at which everything that sent was killed: the
 * last message of each chat before that may have been on its way. Gives what was heard, and how often.
 */
export function readLedger(
  calls: readonly Call[],
  ends: readonly number[],
): {
  heard: Map<string, number>;
  figures: LedgerFigures;
} {
  const byChat = Map.groupBy(acceptedIn(calls, new Set(ends)), ({ chat }) => chat);
  const heard = new Map<string, number>();
  const total = { accepted: 0, lost: 0, delivered: 0, duplicates: 0, repeated: 0 };
  for (const [chat, messages] of byChat) {
    const known = new Map<number, { key: string; lost: boolean }>();
    let last = 0;
    let previous: Accepted | undefined;
    for (const message of messages) {
      const where = `chat ${chat}, ${message.deliveries.map(({ id }) => id)}`;
      if (previous !== undefined) {
        const [first] = message.deliveries;
        const floor = previous.lost ? previous.deliveries[0]!.id : previous.deliveries.at(-1)!.id + 1;
        assert.ok(first!.id >= floor, `${where}: came after ${previous.deliveries.map(({ id }) => id)}`);
      }
      const before = total.duplicates;
      for (const { id, key } of message.deliveries) {
        const earlier = known.get(id);
        if (earlier === undefined) {
          assert.ok(id > last, `${where}: ${id} came after ${last}`);
          last = id;
          total.delivered++;
          heard.set(key, (heard.get(key) ?? 0) + 1);
        } else {
          assert.equal(earlier.key, key, `${where}: ${id} is another one now`);
          assert.ok(earlier.lost, `${where}: ${id} came again although its sender knew that it was accepted`);
          total.duplicates++;
        }
        known.set(id, { key, lost: message.lost });
      }
      total.accepted++;
      if (total.duplicates > before) total.repeated++;
      if (message.lost) total.lost++;
      previous = message;
    }
  }
  return { heard, figures: total };
}

function acceptedIn(calls: readonly Call[], ends: ReadonlySet<number>): Accepted[] {
  const accepted: Accepted[] = [];
  const lastOfChat = new Map<number, number>();
  const endRound = () => {
    for (const index of lastOfChat.values()) accepted[index] = { ...accepted[index]!, lost: true };
    lastOfChat.clear();
  };
  for (const [i, { params, outcome }] of calls.entries()) {
    if (ends.has(i)) endRound();
    if (outcome !== 200 && outcome !== 'drop-after') continue;
    const chat = Number(params.chat_id);
    const lines = String(params.text).split('\n');
    const deliveries = lines.map((line) => {
      const [, id, key] = /^#(\d+) (s\d+ \S+ v\d+) (?:new|changed)$/.exec(line) ?? assert.fail(line);
      return { id: Number(id), key: key! };
    });
    lastOfChat.set(chat, accepted.length);
    accepted.push({ chat, deliveries, lost: outcome === 'drop-after' });
  }
  if (ends.has(calls.length)) endRound();
  return accepted;
}
