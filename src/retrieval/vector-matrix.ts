import { BestHits, type Hit } from './best-hits.ts';
import { QuantisedRows } from './quantised-rows.ts';

/** Vectors of one length, found by id, each number in 16 bits: see `QuantisedRows`. */
export class VectorMatrix {
  readonly #rows: QuantisedRows;
  #ids: number[] = [];
  readonly #rowOf = new Map<number, number>();
  #turn: Promise<unknown> = Promise.resolve();
  /** Pieces of work that are not done. */
  #waiting = 0;

  /** @param threadFrom vectors from which a search uses another thread; default a number where that pays */
  constructor(dims: number, threadFrom?: number) {
    this.#rows = new QuantisedRows(dims, threadFrom);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Bytes that a search reads of all vectors. */
  get scannedBytes(): number {
    return this.#rows.scanned(this.size);
  }

  ids(): IterableIterator<number> {
    return this.#rowOf.keys();
  }

  has(id: number): boolean {
    return this.#rowOf.has(id);
  }

  /** A copy of the id's vector, as it is kept. */
  get(id: number): Float32Array | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : this.#rows.get(row);
  }

  /** The product of a vector and that of an id; 0 for an unknown one. */
  dot(vector: Float32Array, id: number): number {
    const row = this.#rowOf.get(id);
    return row === undefined ? 0 : this.#rows.dot(vector, row);
  }

  /** Throws a RangeError when this id or vector can't be stored. */
  check(id: number, vector: Float32Array): void {
    if (!Number.isSafeInteger(id) || id < 0)
      throw new RangeError(`A passage id must be a whole number, not ${id}.`);
    this.#checkLength(vector);
    // One NaN would come first or last in every search, silently.
    if (!vector.every(Number.isFinite))
      throw new RangeError(`The vector of passage ${id} is not all numbers.`);
  }

  #checkLength({ length }: Float32Array): void {
    const { dims } = this.#rows;
    if (length !== dims) throw new RangeError(`The index holds vectors of ${dims} numbers, not ${length}.`);
  }

  /** Adds or replaces. */
  set(id: number, vector: Float32Array): void {
    let row = this.#rowOf.get(id);
    if (row === undefined) {
      row = this.#ids.length;
      this.#ids.push(id);
      this.#rowOf.set(id, row);
    }
    this.#rows.set(row, vector);
  }

  /** Makes room for so many rows in all. */
  reserve(rows: number): void {
    this.#rows.reserve(rows);
  }

  /** The last row takes the place of the removed one. */
  delete(id: number): void {
    const row = this.#rowOf.get(id);
    if (row === undefined) return;
    this.#rowOf.delete(id);
    const lastId = this.#ids.pop() as number;
    if (lastId === id) return;
    this.#rows.move(this.#ids.length, row);
    this.#ids[row] = lastId;
    this.#rowOf.set(lastId, row);
  }

  /** See `VectorIndex.search`. */
  async nearest(vector: Float32Array, k: number, filter?: (id: number) => boolean): Promise<Hit[]> {
    this.#checkLength(vector);
    return this.#inTurn(() => this.#nearest(vector, k, filter));
  }

  /** Calls `change` when no search is under way: only then may vectors be set and deleted. */
  change(change: () => void): Promise<void> {
    return this.#inTurn(async () => change());
  }

  /** Ends what runs beside this thread. */
  async close(): Promise<void> {
    await this.#inTurn(() => this.#rows.close());
  }

  /** Does one piece of work after the other; at once when there is none. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#waiting === 0 ? work() : this.#turn.then(work);
    this.#waiting++;
    this.#turn = turn.then(
      () => this.#waiting--,
      () => this.#waiting--,
    );
    return turn;
  }

  async #nearest(vector: Float32Array, k: number, filter?: (id: number) => boolean): Promise<Hit[]> {
    const ids = this.#ids;
    const { near, off } = await this.#rows.scan(vector, ids.length);
    const nearest = new BestHits(k);
    let { worst } = nearest;
    for (let row = 0; row < ids.length; row++) {
      if (near[row]! < worst || (filter && !filter(ids[row]!))) continue;
      nearest.offer(ids[row]!, near[row]!);
      worst = nearest.worst;
    }
    // The worst of these is `off` worse at most; what is better than that is `off` better at most than it looks.
    const enough = worst - 2 * off;
    const best = new BestHits(k);
    for (let row = 0; row < ids.length; row++) {
      if (near[row]! < enough || (filter && !filter(ids[row]!))) continue;
      best.offer(ids[row]!, this.#rows.dot(vector, row));
    }
    return best.sorted();
  }
}
