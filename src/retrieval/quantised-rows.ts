import { BLOCK_ROWS, loadScanModule, ScanCode, type ScanMemory, ScanThread } from './vector-scan.ts';

const module = loadScanModule();

/** The code takes so many numbers at once: shorter rows are filled up with zeros. */
const lane = 16;
const page = 65_536;
/** All that 32-bit addresses reach; only what is written to is really taken. */
const mostPages = 65_536;
/** Fewer rows than this are scanned at once here, in a third of a millisecond. */
const worthAThread = 16_384;
/** A number of a row is 256 · its high byte + its low byte, each from -128 to 127. */
const byte = 256;
const most = 127 * byte + 127;
/** Of a row whose largest number is smaller, nothing is kept: 1 ÷ its step could not be told from infinity. */
const leastLargest = 1e-30;
/** Share of the rows by which arrays grow. */
const growth = 0.2;

/** What a scan finds. */
export interface Nearness {
  /** About the product of each row with the query; it is overwritten by the next scan. */
  readonly near: Float64Array;
  /** How far from it the product itself can be, at most. */
  readonly off: number;
}

/**
 * Vectors in 16 bits a number, with a scale for each vector, so that each number is right to 1/64,000 of the vector's
 * largest. The high bytes lie apart: a scan reads only these, a quarter of what floats would be, and knows how far off
 * it can be; what comes close to the best is then compared exactly. All lies in WebAssembly's memory, which grows
 * without being copied.
 */
export class QuantisedRows {
  readonly dims: number;
  readonly #memory: ScanMemory;
  readonly #code: ScanCode;
  readonly #thread: ScanThread;
  readonly #threadFrom: number;
  /** Address of a vector that is to be written. */
  readonly #source: number;
  readonly #floats: Float32Array;
  /** All of the memory. */
  #bytes: Int8Array;
  /** One step of a row's 16-bit numbers. */
  #steps = new Float32Array(new SharedArrayBuffer(0));
  /** What the last scan found. */
  #near = new Float64Array(new SharedArrayBuffer(0));
  /** Of all rows that there have been. */
  #largestStep = 0;
  /** Length of what the low bytes add to a row, at most. */
  #longestRest = 0;

  /** @param threadFrom rows from which a scan is done by another thread */
  constructor(dims: number, threadFrom = worthAThread) {
    this.dims = dims;
    this.#threadFrom = threadFrom;
    const stride = Math.max(lane, Math.ceil(dims / lane) * lane);
    this.#source = 2 * stride;
    const out = this.#source + 4 * stride;
    const rows = out + 4 * BLOCK_ROWS;
    const initial = Math.ceil(rows / page);
    const memory = new WebAssembly.Memory({ initial, maximum: mostPages, shared: true });
    this.#memory = { module, memory, stride, out, rows };
    this.#code = new ScanCode(this.#memory);
    this.#thread = new ScanThread(this.#memory, this.#code);
    this.#floats = new Float32Array(memory.buffer, this.#source, stride);
    this.#bytes = new Int8Array(memory.buffer);
  }

  /** Bytes of so many rows that a scan reads. */
  scanned(rows: number): number {
    return rows * this.#memory.stride;
  }

  /** Makes room for so many rows in all. Throws a RangeError when there is no such memory. */
  reserve(rows: number): void {
    if (rows > this.#steps.length) {
      const steps = new Float32Array(new SharedArrayBuffer(4 * rows));
      steps.set(this.#steps);
      this.#steps = steps;
    }
    const { memory, stride, rows: start } = this.#memory;
    const end = start + Math.ceil(rows / BLOCK_ROWS) * BLOCK_ROWS * 2 * stride;
    const more = end - memory.buffer.byteLength;
    if (more <= 0) return;
    memory.grow(Math.ceil(more / page));
    this.#bytes = new Int8Array(memory.buffer);
  }

  /** Address of a row's high bytes. */
  #high(row: number): number {
    const inBlock = row % BLOCK_ROWS;
    return this.#memory.rows + (2 * (row - inBlock) + inBlock) * this.#memory.stride;
  }

  /** From the high bytes of a row to its low ones. */
  get #toLow(): number {
    return BLOCK_ROWS * this.#memory.stride;
  }

  /** Writes a row: a new one, behind all others, or one that is there. The vector's numbers are finite. */
  set(row: number, vector: Float32Array): void {
    if (row >= this.#steps.length) this.reserve(Math.ceil((1 + growth) * (row + BLOCK_ROWS)));
    const source = this.#source;
    const { stride } = this.#memory;
    this.#floats.set(vector);
    const largest = this.#code.exports.largest(source, stride);
    const step = largest < leastLargest ? 0 : Math.fround(largest / most);
    const high = this.#high(row);
    const rest = this.#code.exports.quantise(source, stride, step && 1 / step, high, high + this.#toLow);
    this.#steps[row] = step;
    this.#largestStep = Math.max(this.#largestStep, step);
    this.#longestRest = Math.max(this.#longestRest, step * Math.sqrt(rest));
  }

  /** Copies a row over another. */
  move(from: number, to: number): void {
    for (const plane of [0, this.#toLow]) {
      const start = this.#high(from) + plane;
      this.#bytes.copyWithin(this.#high(to) + plane, start, start + this.#memory.stride);
    }
    this.#steps[to] = this.#steps[from]!;
  }

  /** A row's vector, as far as it is kept. */
  get(row: number): Float32Array {
    const vector = new Float32Array(this.dims);
    const step = this.#steps[row]!;
    const high = this.#high(row);
    const low = high + this.#toLow;
    const bytes = this.#bytes;
    for (let i = 0; i < vector.length; i++) vector[i] = step * (byte * bytes[high + i]! + bytes[low + i]!);
    return vector;
  }

  /** The product of a vector of `dims` numbers and a row. */
  dot(vector: Float32Array, row: number): number {
    const high = this.#high(row);
    const low = high + this.#toLow;
    const bytes = this.#bytes;
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += vector[i]! * (byte * bytes[high + i]! + bytes[low + i]!);
    return this.#steps[row]! * sum;
  }

  /**
   * Finds about the product of a vector of `dims` numbers with each of the first `rows` rows. One at a time, and no row
   * may be written meanwhile.
   */
  async scan(vector: Float32Array, rows: number): Promise<Nearness> {
    const { unit, off } = this.#setQuery(vector);
    if (this.#near.length < rows) {
      this.#near = new Float64Array(new SharedArrayBuffer(8 * Math.ceil((1 + growth) * rows)));
    }
    const scan = { rows, steps: this.#steps, unit, near: this.#near };
    if (rows < this.#threadFrom) this.#code.scan(scan);
    else await this.#thread.scan(scan);
    return { near: this.#near, off };
  }

  /** Ends the other thread, if there is one. */
  async close(): Promise<void> {
    await this.#thread.close();
  }

  #setQuery(vector: Float32Array): { unit: number; off: number } {
    let largest = 0;
    let squares = 0;
    for (let i = 0; i < vector.length; i++) {
      largest = Math.max(largest, Math.abs(vector[i]!));
      squares += vector[i]! * vector[i]!;
    }
    // No sum of products may leave 31 bits.
    const reach = Math.min(32_767, Math.floor((2 ** 31 - 1) / (128 * this.#memory.stride)));
    const step = largest / reach;
    const numbers = new Int16Array(this.#memory.memory.buffer, 0, this.#memory.stride);
    let lost = 0;
    for (let i = 0; i < vector.length; i++) {
      numbers[i] = step > 0 ? Math.round(vector[i]! / step) : 0;
      lost += (vector[i]! - step * numbers[i]!) ** 2;
    }
    // By Cauchy and Schwarz: the product with the low bytes, and that of what the query lost with the high bytes. The
    // last digits of the doubles that all this is reckoned in are not to be trusted.
    const longest = 128 * byte * Math.sqrt(this.dims) * this.#largestStep;
    const off = (Math.sqrt(squares) * this.#longestRest + Math.sqrt(lost) * longest) * (1 + 1e-6);
    return { unit: step * byte, off };
  }
}
