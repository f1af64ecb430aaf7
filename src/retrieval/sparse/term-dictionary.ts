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
    const end = this.starts[index + 1]!;
    let term = '';
    // In parts: a term may have more code units than a call can have arguments.
    for (let at = this.starts[index]!; at < end; at += 4096) {
      term += String.fromCharCode(...this.units.subarray(at, Math.min(end, at + 4096)));
    }
    return term;
  }

  /** The number of a term, or -1. */
  find(term: string): number {
    let low = 0;
    let high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.#compareWith(middle, term);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Negative, 0 or positive as a term comes before, is, or comes after one of another dictionary. */
  compare(index: number, other: TermDictionary, otherIndex: number): number {
    const start = this.starts[index]!;
    const length = this.starts[index + 1]! - start;
    const otherStart = other.starts[otherIndex]!;
    const otherLength = other.starts[otherIndex + 1]! - otherStart;
    const shared = Math.min(length, otherLength);
    for (let i = 0; i < shared; i++) {
      const difference = this.units[start + i]! - other.units[otherStart + i]!;
      if (difference !== 0) return difference;
    }
    return length - otherLength;
  }

  #compareWith(index: number, term: string): number {
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

/** Puts together a dictionary of terms of others, in their order. */
export class TermWriter {
  readonly #units: Uint16Array;
  readonly #starts: Uint32Array;
  #size = 0;

  /** Has room for every term of `sources`. */
  constructor(sources: readonly TermDictionary[]) {
    this.#units = new Uint16Array(sources.reduce((sum, source) => sum + source.units.length, 0));
    this.#starts = new Uint32Array(sources.reduce((sum, source) => sum + source.size, 1));
  }

  /** Adds a term, which must come after the one added before. */
  append(source: TermDictionary, index: number): void {
    const from = source.starts[index]!;
    const to = source.starts[index + 1]!;
    const at = this.#starts[this.#size]!;
    for (let i = from; i < to; i++) this.#units[at + i - from] = source.units[i]!;
    this.#starts[++this.#size] = at + to - from;
  }

  dictionary(): TermDictionary {
    return new TermDictionary(
      this.#units.slice(0, this.#starts[this.#size]),
      this.#starts.slice(0, this.#size + 1),
    );
  }
}
