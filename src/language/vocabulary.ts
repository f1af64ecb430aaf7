/** Which words there are, for telling a mistyped word from one that is only rare. All terms are normalised. */
export interface Vocabulary {
  /** In how many passages of the reports a word of this light stem stands. */
  passagesWith(stem: string): number;
  /** Whether the stem is a word in the reports or in news at large. */
  isWord(stem: string): boolean;
  /** Whether a name in the reports has this consonant skeleton. */
  sounds(skeleton: string): boolean;
}
