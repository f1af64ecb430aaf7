import { setImmediate as otherWork } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Span } from '../reports/report.ts';
import type { Database } from '../store/database.ts';
import type { Change, ReportVersion } from '../store/delivery.ts';
import {
  type Draft,
  nameAlso,
  type Recipient,
  recipients,
  type Telling,
  tellingsOf,
  writeDrafts,
} from '../store/drafts.ts';
import { subscriptionsSince } from '../store/revision.ts';
import type { Schema } from '../store/schema.ts';
import type { News, NewsHook, Upsert } from '../store/writing.ts';
import { changesBetween } from './changes.ts';
import type { NewText, TopicMatch, TopicMatcher } from './matching.ts';
import { type Due, dueAt } from './schedule.ts';

/**
 * Names the stories of reports, or of what they have become, in their order: near copies of one text must get the same
 * name, whenever they come. It is called inside the transaction that writes the reports, in the order in which they
 * are written.
 */
export type StoriesOf = (
  texts: readonly NewText[],
  trx: Transaction<Schema>,
) => readonly string[] | Promise<readonly string[]>;

/** Changes kept of a report whose matching sentences are in none of them. */
const MOST_CHANGES = 3;

/** Topics learned before other work gets a turn: at a start there may be thousands. */
const TURN = 128;

/** Turns news into deliveries, inside the transaction that writes the reports. */
export class Alerting {
  readonly #matcher: TopicMatcher;
  readonly #storiesOf: StoriesOf;
  #revision = 0;

  /** @param storiesOf default: each report is a story of its own */
  constructor(matcher: TopicMatcher, storiesOf: StoriesOf = ownStories) {
    this.#matcher = matcher;
    this.#storiesOf = storiesOf;
  }

  /**
   * Gives the matcher what is followed now, as far as it does not know it. Done by itself before each match, in
   * the same transaction: what was followed before a report was written, by whatever process, is matched with it.
   */
  async learn(db: Database): Promise<void> {
    const changes = await subscriptionsSince(db, this.#revision);
    for (const [i, subscription] of changes.live.entries()) {
      if (i > 0 && i % TURN === 0) await otherWork();
      this.#matcher.add(subscription);
    }
    for (const id of changes.resting) this.#matcher.remove(id);
    this.#revision = changes.revision;
  }

  /** For `ReportStore`, before it writes reports: lets the matcher get ready for them while nothing waits. */
  async prepare(db: Database, upserts: readonly Upsert[]): Promise<void> {
    await this.learn(db);
    await this.#matcher.prepare?.(
      upserts.flatMap(({ report, passages }) =>
        passages.map(({ start, end }) => report.text.slice(start, end)),
      ),
    );
  }

  /** For `ReportStore`: writes the deliveries of a batch. */
  readonly onNews: NewsHook = async (news, trx, now) => {
    await this.learn(trx);
    // Of topics followed since `prepare`: there are hardly ever any.
    await this.#matcher.prepare?.([]);
    const told = news.map(whatIsNew).filter((one) => one !== null);
    // Also when nobody follows them: a near copy that somebody follows may come later, and find the story's name.
    // A changed report is always told, and then what copies it is not.
    const stories = await this.#storiesOf(
      told.map(({ text }) => text),
      trx,
    );
    const dues = new Map<string, Due>();
    for (const [i, one] of told.entries()) await this.#write({ ...one, story: stories[i]! }, trx, now, dues);
  };

  async #write(
    { text, changes, isNew, story }: WhatIsNew & { readonly story: string },
    trx: Transaction<Schema>,
    now: number,
    dues: Map<string, Due>,
  ): Promise<void> {
    const matches = this.#matcher.match(text);
    if (matches.length === 0) return;
    const to = await recipients(
      trx,
      matches.map((match) => match.subscriptionId),
    );
    const told = isNew ? await toldBefore(trx, story, text.reportId) : new Map<number, Telling[]>();
    const drafts: Draft[] = [];
    for (const match of matches) {
      const recipient = to.get(match.subscriptionId);
      if (recipient === undefined || match.score < recipient.minScore) continue;
      const tellings = told.get(recipient.chatId);
      if (tellings) {
        const own = tellings.find((telling) => telling.subscriptionId === recipient.id);
        if (own?.state === 'due')
          await nameAlso(trx, own, { reportId: text.reportId, version: text.version });
        continue;
      }
      const due = dueOnce(dues, now, recipient);
      drafts.push(draftOf(text, match, { recipient, changes, isNew, story, due }));
    }
    drafts.sort((a, b) => a.subscriptionId - b.subscriptionId);
    await writeDrafts(trx, drafts, now);
  }
}

function ownStories(texts: readonly NewText[]): string[] {
  return texts.map(({ reportId, version }) => `${reportId} ${version}`);
}

/** What is to be matched of news. */
interface WhatIsNew {
  readonly text: NewText;
  readonly changes: readonly Change[];
  readonly isNew: boolean;
}

/** `null` when a changed report says nothing new. */
function whatIsNew({ report, version, passages, previous, signature }: News): WhatIsNew | null {
  const changes = previous === null ? [] : changesBetween(previous, { ...report, passages });
  const changed = changes.flatMap((change) => change.after);
  if (previous !== null && changed.length === 0) return null;
  const { id: reportId, title, text } = report;
  return {
    changes,
    isNew: previous === null,
    text: {
      reportId,
      version,
      title,
      text,
      passages: passages.map((passage) => ({ ...passage, text: text.slice(passage.start, passage.end) })),
      ...(previous !== null && { changed }),
      ...(signature !== undefined && { signature }),
    },
  };
}

/** Per chat, the deliveries that tell the story of another report. */
async function toldBefore(
  trx: Transaction<Schema>,
  story: string,
  reportId: ReportVersion['reportId'],
): Promise<Map<number, Telling[]>> {
  const tellings = await tellingsOf(trx, story);
  return Map.groupBy(
    tellings.filter((telling) => telling.reportId !== reportId),
    (telling) => telling.chatId,
  );
}

/** Ten thousand subscriptions have few different times. */
function dueOnce(dues: Map<string, Due>, now: number, { frequency, weekday, times }: Recipient): Due {
  const key = JSON.stringify([frequency, weekday, times]);
  const due = dues.get(key) ?? dueAt(now, { frequency, weekday }, times);
  dues.set(key, due);
  return due;
}

function draftOf(
  { reportId, version }: NewText,
  { score, sentences }: TopicMatch,
  to: {
    readonly recipient: Recipient;
    readonly changes: readonly Change[];
    readonly isNew: boolean;
    readonly story: string;
    readonly due: Due;
  },
): Draft {
  const holding = to.changes.filter(({ after }) => sentences.some((s) => after.some((a) => overlap(a, s))));
  const changes = holding.length > 0 ? holding : to.changes.slice(0, MOST_CHANGES);
  return {
    chatId: to.recipient.chatId,
    subscriptionId: to.recipient.id,
    reportId,
    version,
    kind: to.isNew ? 'new' : 'changed',
    match: { score, sentences, changes },
    story: to.story,
    dueAt: to.due.at,
    together: to.due.together,
  };
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
