import type { Logger } from 'pino';
import type { Answer } from '../answering/answer.ts';
import type { Excerpt, Place } from '../reports/stored.ts';

/** What the bot needs from the rest of Rasid. */
export interface BotServices {
  /** What the reports say to a question of one language or the other. */
  ask(question: string): Promise<Answer>;
  /** The passage around a cited place, of the version that was cited; `null` when nothing is known of it. */
  excerpt(place: Place): Promise<Excerpt | null>;
  readonly log: Logger;
}
