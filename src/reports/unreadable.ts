/** Why a file gives no report. */
export type UnreadableReason =
  | 'empty'
  | 'binary'
  | 'unreadable'
  | 'too-large'
  | 'undecodable'
  | 'front-matter'
  | 'loop'
  | 'unknown-format';

/** A file that gives no report: it is skipped, named and counted. The message is one clear English sentence. */
export class UnreadableReport extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason, message: string) {
    super(message);
    this.name = 'UnreadableReport';
    this.reason = reason;
  }
}
