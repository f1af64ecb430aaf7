import type { PassageSpan, Span } from '../reports/report.ts';

/** A report, or what is new in one, to be matched with the topics that are followed. */
export interface NewText {
  readonly reportId: string;
  readonly version: number;
  readonly title: string;
  /** All offsets point into it. */
  readonly text: string;
  readonly passages: readonly (PassageSpan & { readonly text: string })[];
  /** Of a changed report: the sentences that are new or changed, at least one; only they count. */
  readonly changed?: readonly Span[];
  /** What `signatureOf` makes of the text, where it is known already. */
  readonly signature?: Uint32Array | null;
}

/** A topic that a text is about. */
export interface TopicMatch {
  readonly subscriptionId: number;
  readonly score: number;
  /** Matching sentences, best first, offsets into the report's text. */
  readonly sentences: readonly Span[];
}

/** Knows the topics that are followed and finds those that a text is about. */
export interface TopicMatcher {
  match(text: NewText): TopicMatch[];
  /**
   * Works out ahead what takes its time and `match`, which is called inside a transaction, has no time for: what there
   * is to know of the topics added and of the texts of passages to come.
   */
  prepare?(passages: readonly string[]): Promise<void>;
  /** Adds a topic, or puts it in the place of what this subscription followed before; `null` is every report. */
  add(subscription: { readonly id: number; readonly topic: string | null }): void;
  /** Takes a topic out; does nothing when there is none. */
  remove(id: number): void;
}
