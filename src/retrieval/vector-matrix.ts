/** One hit of a search. */
export interface VectorHit {
  readonly id: number;
  /** Cosine, -1 to 1. */
  readonly score: number;
}

const firstCapacity = 256;
/** Share of the rows by which a full array grows: each is 1.5 kB at 384 dimensions. */
const growth = 0.2;

/** Vectors of one length in one contiguous array, found by id. */
export class VectorMatrix {
  readonly #dims: number;
  #values: Float32Array;
  #ids: number[] = [];
  readonly #rowOf = new Map<number, number>();

  constructor(dims: number) {
    this.#dims = dims;
    this.#values = new Float32Array(firstCapacity * dims);
  }

  get size(): number {
    return this.#ids.length;
  }

  ids(): IterableIterator<number> {
    return this.#rowOf.keys();
  }

  has(id: number): boolean {
    return this.#rowOf.has(id);
  }

  /** A copy of the id's vector. */
  get(id: number): Float32Array | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : this.#values.slice(row * this.#dims, (row + 1) * this.#dims);
  }

  /** Throws a RangeError when this id or vector can't be stored. */
  check(id: number, vector: Float32Array): void {
    if (!Number.isSafeInteger(id) || id < 0)
      throw new RangeError(`A passage id must be a whole number, not ${id}.`);
    if (vector.length !== this.#dims) {
      throw new RangeError(`The index holds vectors of ${this.#dims} numbers, not ${vector.length}.`);
    }
    // One NaN would come first or last in every search, silently.
    if (!vector.every(Number.isFinite))
      throw new RangeError(`The vector of passage ${id} is not all numbers.`);
  }

  /** Adds or replaces. A full array is replaced by one a fifth larger. */
  set(id: number, vector: Float32Array): void {
    let row = this.#rowOf.get(id);
    if (row === undefined) {
      row = this.#ids.length;
      if ((row + 1) * this.#dims > this.#values.length) {
        this.reserve(Math.ceil((1 + growth) * (row + 1)));
      }
      this.#ids.push(id);
      this.#rowOf.set(id, row);
    }
    this.#values.set(vector, row * this.#dims);
  }

  /** Makes room for so many rows in all. */
  reserve(rows: number): void {
    if (rows * this.#dims <= this.#values.length) return;
    const grown = new Float32Array(rows * this.#dims);
    grown.set(this.#values);
    this.#values = grown;
  }

  /** The last row takes the place of the removed one. */
  delete(id: number): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) return;
    this.#rowOf.delete(id);
    const lastId = this.#ids.pop() as number;
    if (lastId === id) return;
    const last = this.#ids.length;
    this.#values.copyWithin(row * this.#dims, last * this.#dims, (last + 1) * this.#dims);
    this.#ids[row] = lastId;
    this.#rowOf.set(lastId, row);
  }

  /** See `VectorIndex.search`. */
  nearest(vector: Float32Array, k: number, filter?: (id: number) => boolean): VectorHit[] {
    if (vector.length !== this.#dims) {
      throw new RangeError(`The index holds vectors of ${this.#dims} numbers, not ${vector.length}.`);
    }
    const heap = new BestHits(k);
    for (let row = 0; row < this.#ids.length; row++) {
      const id = this.#ids[row] as number;
      if (filter && !filter(id)) continue;
      heap.offer(id, dot(this.#values, row * this.#dims, vector));
    }
    return heap.sorted();
  }
}

/** Eight sums side by side, so that no multiplication waits for the one before it. */
function dot(values: Float32Array, offset: number, vector: Float32Array): number {
  const length = vector.length;
  const whole = length - (length % 8);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  let i = 0;
  for (; i < whole; i += 8) {
    const o = offset + i;
    a += (values[o] as number) * (vector[i] as number);
    b += (values[o + 1] as number) * (vector[i + 1] as number);
    c += (values[o + 2] as number) * (vector[i + 2] as number);
    d += (values[o + 3] as number) * (vector[i + 3] as number);
    e += (values[o + 4] as number) * (vector[i + 4] as number);
    f += (values[o + 5] as number) * (vector[i + 5] as number);
    g += (values[o + 6] as number) * (vector[i + 6] as number);
    h += (values[o + 7] as number) * (vector[i + 7] as number);
  }
  for (; i < length; i++) a += (values[offset + i] as number) * (vector[i] as number);
  return a + b + (c + d) + (e + f) + (g + h);
}

/** The k best hits seen so far: a heap with the worst of them on top. */
class BestHits {
  readonly #k: number;
  readonly #hits: VectorHit[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  offer(id: number, score: number): void {
    const hits = this.#hits;
    if (hits.length < this.#k) {
      hits.push({ id, score });
      this.#up(hits.length - 1);
      return;
    }
    const worst = hits[0];
    if (!worst || score < worst.score || (score === worst.score && id > worst.id)) return;
    hits[0] = { id, score };
    this.#down();
  }

  sorted(): VectorHit[] {
    return [...this.#hits].sort((x, y) => y.score - x.score || x.id - y.id);
  }

  #isWorse(x: number, y: number): boolean {
    const a = this.#hits[x] as VectorHit;
    const b = this.#hits[y] as VectorHit;
    return a.score < b.score || (a.score === b.score && a.id > b.id);
  }

  #swap(x: number, y: number): void {
    const kept = this.#hits[x] as VectorHit;
    this.#hits[x] = this.#hits[y] as VectorHit;
    this.#hits[y] = kept;
  }

  #up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(): void {
    let at = 0;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#hits.length && this.#isWorse(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}
