/**
 * Sorted strings in two typed arrays: found by binary search, loaded without making one string.
 * Terms are compared by UTF-16 code unit, the order of JavaScript's `<`.
 */
export class TermDictionary {
  /** The terms' code units, one term after the other. */
  readonly units: Uint16Array;
  /** Where each term starts in `units`; one more entry than terms. */
  readonly starts: Uint32Array;

  constructor(units: Uint16Array, starts: Uint32Array) {
    this.units = units;
    this.starts = starts;
  }

  /** Packs terms that are sorted and distinct. */
  static from(sorted: readonly string[]): TermDictionary {
    const starts = new Uint32Array(sorted.length + 1);
    for (const [i, term] of sorted.entries()) starts[i + 1] = starts[i]! + term.length;
    const units = new Uint16Array(starts[sorted.length]!);
    for (const [i, term] of sorted.entries()) {
      const at = starts[i]!;
      for (let c = 0; c < term.length; c++) units[at + c] = term.charCodeAt(c);
    }
    return new TermDictionary(units, starts);
  }

  get size(): number {
    return this.starts.length - 1;
  }

  /** The term of a number from 0 to `size - 1`. */
  term(index: number): string {
    return String.fromCharCode(...this.units.subarray(this.starts[index], this.starts[index + 1]));
  }

  /** The number of a term, or -1. */
  find(term: string): number {
    let low = 0;
    let high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(middle, term);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #compare(index: number, term: string): number {
    const start = this.starts[index]!;
    const length = this.starts[index + 1]! - start;
    const shared = Math.min(length, term.length);
    for (let i = 0; i < shared; i++) {
      const difference = this.units[start + i]! - term.charCodeAt(i);
      if (difference !== 0) return difference;
    }
    return length - term.length;
  }
}
