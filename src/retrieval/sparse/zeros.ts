/** Arrays kept: as many searches are seldom under way at a time. */
const mostSpare = 2;

/**
 * Arrays of zeros to be used again: a search needs some megabytes of them, and what is thrown away at every question
 * is given back to the system late, and makes the garbage collector run often.
 */
export class Zeros {
  readonly #spare: Float64Array[] = [];

  /** An array of at least so many numbers, all zero. */
  take(length: number): Float64Array {
    const spare = this.#spare.pop();
    if (spare && spare.length >= length) return spare.fill(0);
    // With some room, because an index grows a little with every report.
    return new Float64Array(Math.ceil(1.05 * length));
  }

  /** Takes back an array that is not used any more. */
  give(array: Float64Array): void {
    if (this.#spare.length < mostSpare) this.#spare.push(array);
  }
}
