/** The score of a text that says all of a topic. */
const BEST = 1;
/** Scores are told apart to a thousandth. */
const STEP = 0.001;

/** The threshold that keeps away what matches with this score or less; `null` where nothing could match better. */
export function stricterThan(score: number): number | null {
  return score >= BEST ? null : Math.min(score + STEP, BEST);
}
