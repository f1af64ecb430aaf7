import { readFileSync } from 'node:fs';

const code = new WebAssembly.Module(readFileSync(new URL('./vector-scan.wasm', import.meta.url)));

/** See `vector-scan.wat`. */
interface Code {
  dots(query: number, row: number, stride: number, rows: number, out: number): void;
  largest(from: number, stride: number): number;
  quantise(from: number, stride: number, factor: number, high: number, low: number): number;
}

/** The code takes so many numbers at once: shorter rows are filled up with zeros. */
const lane = 16;
/** Rows that lie together: first the high bytes of all of them, then the low ones. */
const blockRows = 256;
const page = 65_536;
/** A number of a row is 256 · its high byte + its low byte, each from -128 to 127. */
const byte = 256;
const most = 127 * byte + 127;
/** Of a row whose largest number is smaller, nothing is kept: 1 ÷ its step could not be told from infinity. */
const leastLargest = 1e-30;
/** Share of the rows by which arrays grow. */
const growth = 0.2;

/** A query as the scan takes it. */
export interface ScanQuery {
  readonly vector: Float32Array;
  /** What the scan gives, times the step of a row, times this, is about the product with the row. */
  readonly unit: number;
  /** How far from it the product can be, at most, for any row. */
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
  readonly #stride: number;
  readonly #memory: WebAssembly.Memory;
  readonly #code: Code;
  /** Addresses in the memory: a query, at 0, a vector to be written, what the scan gives, the rows. */
  readonly #source: number;
  readonly #out: number;
  readonly #rows: number;
  /** Views of the memory. */
  #bytes!: Int8Array;
  #floats!: Float32Array;
  #found!: Int32Array;
  /** One step of a row's 16-bit numbers. */
  #steps = new Float32Array(0);
  /** Of all rows that there have been. */
  #largestStep = 0;
  /** Length of what the low bytes add to a row, at most. */
  #longestRest = 0;

  constructor(dims: number) {
    this.dims = dims;
    this.#stride = Math.max(lane, Math.ceil(dims / lane) * lane);
    this.#source = 2 * this.#stride;
    this.#out = this.#source + 4 * this.#stride;
    this.#rows = this.#out + 4 * blockRows;
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(this.#rows / page) });
    const { exports } = new WebAssembly.Instance(code, { env: { memory: this.#memory } });
    this.#code = exports as unknown as Code;
    this.#view();
  }

  /** Bytes of so many rows that a scan reads. */
  scanned(rows: number): number {
    return rows * this.#stride;
  }

  /** Makes room for so many rows in all. Throws a RangeError when there is no such memory. */
  reserve(rows: number): void {
    if (rows > this.#steps.length) {
      const steps = new Float32Array(rows);
      steps.set(this.#steps);
      this.#steps = steps;
    }
    const blocks = Math.ceil(rows / blockRows);
    const more = this.#rows + blocks * blockRows * 2 * this.#stride - this.#memory.buffer.byteLength;
    if (more <= 0) return;
    this.#memory.grow(Math.ceil(more / page));
    this.#view();
  }

  #view(): void {
    const { buffer } = this.#memory;
    this.#bytes = new Int8Array(buffer);
    this.#floats = new Float32Array(buffer, this.#source, this.#stride);
    this.#found = new Int32Array(buffer, this.#out, blockRows);
  }

  /** Address of a row's high bytes. */
  #high(row: number): number {
    const inBlock = row % blockRows;
    return this.#rows + (2 * (row - inBlock) + inBlock) * this.#stride;
  }

  /** From the high bytes of a row to its low ones. */
  get #toLow(): number {
    return blockRows * this.#stride;
  }

  /** Writes a row: a new one, behind all others, or one that is there. The vector's numbers are finite. */
  set(row: number, vector: Float32Array): void {
    if (row >= this.#steps.length) this.reserve(Math.ceil((1 + growth) * (row + blockRows)));
    const [source, stride] = [this.#source, this.#stride];
    this.#floats.set(vector);
    const largest = this.#code.largest(source, stride);
    const step = largest < leastLargest ? 0 : Math.fround(largest / most);
    const high = this.#high(row);
    const rest = this.#code.quantise(source, stride, step && 1 / step, high, high + this.#toLow);
    this.#steps[row] = step;
    this.#largestStep = Math.max(this.#largestStep, step);
    this.#longestRest = Math.max(this.#longestRest, step * Math.sqrt(rest));
  }

  /** Copies a row over another. */
  move(from: number, to: number): void {
    for (const plane of [0, this.#toLow]) {
      const start = this.#high(from) + plane;
      this.#bytes.copyWithin(this.#high(to) + plane, start, start + this.#stride);
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

  /** Gets a vector of `dims` numbers ready for {@link scan}, until the next one. */
  query(vector: Float32Array): ScanQuery {
    let largest = 0;
    let squares = 0;
    for (let i = 0; i < vector.length; i++) {
      largest = Math.max(largest, Math.abs(vector[i]!));
      squares += vector[i]! * vector[i]!;
    }
    // No sum of products may leave 31 bits.
    const reach = Math.min(32_767, Math.floor((2 ** 31 - 1) / (128 * this.#stride)));
    const step = largest / reach;
    const numbers = new Int16Array(this.#memory.buffer, 0, this.#stride);
    let lost = 0;
    for (let i = 0; i < vector.length; i++) {
      numbers[i] = step > 0 ? Math.round(vector[i]! / step) : 0;
      lost += (vector[i]! - step * numbers[i]!) ** 2;
    }
    // By Cauchy and Schwarz: the product with the low bytes, and that of what the query lost with the high bytes. The
    // last digits of the doubles that all this is reckoned in are not to be trusted.
    const longest = 128 * byte * Math.sqrt(this.dims) * this.#largestStep;
    const off = (Math.sqrt(squares) * this.#longestRest + Math.sqrt(lost) * longest) * (1 + 1e-6);
    return { vector, unit: step * byte, off };
  }

  /** Fills `near` with about the product with the query for each of the first `rows` rows; see {@link ScanQuery}. */
  scan({ unit }: ScanQuery, rows: number, near: Float64Array): void {
    const found = this.#found;
    const steps = this.#steps;
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first);
      this.#code.dots(0, this.#high(first), this.#stride, count, this.#out);
      for (let i = 0; i < count; i++) near[first + i] = found[i]! * (unit * steps[first + i]!);
    }
  }
}
