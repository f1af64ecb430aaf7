/**
 * Arrays of zeros to be used again: a search needs some megabytes of them, and what is thrown away at every question
 * is given back to the system late, and makes the garbage collector run often.
 */
export class Zeros {
  readonly #spare: Float64Array[] = [];
  readonly #most: number;

  /** @param most arrays kept */
  constructor(most = 2) {
    this.#most = most;
  }

  /** An array of at least so many numbers, all zero. */
  take(length: number): Float64Array {
    const spare = this.#spare.pop();
    if (spare && spare.length >= length) return spare.fill(0);
    // With some room, because an index grows a little with every report.
    return new Float64Array(Math.ceil(1.05 * length));
  }

  /** Takes back an array that is not used any more. */
  give(array: Float64Array): void {
    if (this.#spare.length < this.#most) this.#spare.push(array);
  }
}
