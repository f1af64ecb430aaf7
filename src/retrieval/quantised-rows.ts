import { readFileSync } from 'node:fs';

const code = new WebAssembly.Module(readFileSync(new URL('./vector-scan.wasm', import.meta.url)));

type Dots = (query: number, row: number, stride: number, rows: number, out: number) => void;

/** The scan takes so many numbers at once: shorter rows are filled up with zeros. */
const lane = 16;
/** Rows of one call of the scan: what it gives stays in the processor's cache. */
const block = 4_096;
const page = 65_536;
/** A number of a row is 256 · its high byte + its low byte, each from -128 to 127. */
const byte = 256;
const most = 127 * byte + 127;

/** A query as the scan takes it. */
export interface ScanQuery {
  readonly vector: Float32Array;
  /** What the scan gives, times the step of a row, times this, is about the product with the row. */
  readonly unit: number;
  /** How far from it the product can be, at most, for any row. */
  readonly off: number;
}

/**
 * Vectors in 16 bits a number, with a scale for each vector, so that each number is right to 1/65,000 of the vector's
 * largest. The high bytes lie apart, in WebAssembly's memory: a scan reads only these, a quarter of what floats would
 * be, and knows how far off it can be; what comes close to the best is then compared exactly.
 */
export class QuantisedRows {
  readonly dims: number;
  readonly #stride: number;
  readonly #memory: WebAssembly.Memory;
  readonly #dots: Dots;
  /** Addresses in the memory: the query, what the scan gives, the rows. */
  readonly #out: number;
  readonly #rows: number;
  /** Views of the memory. */
  #high: Int8Array;
  #found: Int32Array;
  #low: Int8Array;
  /** One step of a row's 16-bit numbers. */
  #steps: Float32Array;
  /** Of all rows that there have been. */
  #largestStep = 0;
  /** Length of what the low bytes add to a row, at most. */
  #longestRest = 0;

  constructor(dims: number) {
    this.dims = dims;
    this.#stride = Math.max(lane, Math.ceil(dims / lane) * lane);
    this.#out = 2 * this.#stride;
    this.#rows = this.#out + 4 * block;
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(this.#rows / page) });
    this.#dots = new WebAssembly.Instance(code, { env: { memory: this.#memory } }).exports.dots as Dots;
    this.#high = new Int8Array(0);
    this.#found = new Int32Array(0);
    this.#view();
    this.#low = new Int8Array(0);
    this.#steps = new Float32Array(0);
  }

  /** Rows there is room for. */
  get capacity(): number {
    return this.#steps.length;
  }

  /** Bytes of so many rows that a scan reads. */
  scanned(rows: number): number {
    return rows * this.#stride;
  }

  /** Makes room for so many rows in all. */
  reserve(rows: number): void {
    if (rows <= this.capacity) return;
    const more = this.#rows + rows * this.#stride - this.#memory.buffer.byteLength;
    if (more > 0) {
      // The pages are there only once they are written to; nothing is copied.
      this.#memory.grow(Math.ceil(more / page));
      this.#view();
    }
    this.#low = grown(this.#low, new Int8Array(rows * this.dims));
    this.#steps = grown(this.#steps, new Float32Array(rows));
  }

  #view(): void {
    this.#high = new Int8Array(this.#memory.buffer, this.#rows);
    this.#found = new Int32Array(this.#memory.buffer, this.#out, block);
  }

  /** Writes a row there is room for; the vector's numbers are finite. */
  set(row: number, vector: Float32Array): void {
    let largest = 0;
    for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
    const step = Math.fround(largest / most);
    const perStep = step > 0 ? 1 / step : 0;
    const low = row * this.dims;
    const high = row * this.#stride;
    let rest = 0;
    for (let i = 0; i < vector.length; i++) {
      const exact = vector[i]! * perStep;
      // Rounded; `Math.round` takes several times as long.
      const value = Math.min(most, Math.max(-most, (exact < 0 ? exact - 0.5 : exact + 0.5) | 0));
      const upper = (value + 128) >> 8;
      const lower = value - byte * upper;
      this.#high[high + i] = upper;
      this.#low[low + i] = lower;
      rest += lower * lower;
    }
    this.#steps[row] = step;
    this.#largestStep = Math.max(this.#largestStep, step);
    this.#longestRest = Math.max(this.#longestRest, step * Math.sqrt(rest));
  }

  /** Copies a row over another. */
  move(from: number, to: number): void {
    this.#high.copyWithin(to * this.#stride, from * this.#stride, (from + 1) * this.#stride);
    this.#low.copyWithin(to * this.dims, from * this.dims, (from + 1) * this.dims);
    this.#steps[to] = this.#steps[from]!;
  }

  /** A row's vector, as far as it is kept. */
  get(row: number): Float32Array {
    const vector = new Float32Array(this.dims);
    const step = this.#steps[row]!;
    for (let i = 0; i < vector.length; i++) vector[i] = step * this.#value(row, i);
    return vector;
  }

  #value(row: number, i: number): number {
    return byte * this.#high[row * this.#stride + i]! + this.#low[row * this.dims + i]!;
  }

  /** The product of a vector of `dims` numbers and a row. */
  dot(vector: Float32Array, row: number): number {
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += vector[i]! * this.#value(row, i);
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
    for (let first = 0; first < rows; first += block) {
      const count = Math.min(block, rows - first);
      this.#dots(0, this.#rows + first * this.#stride, this.#stride, count, this.#out);
      for (let i = 0; i < count; i++) near[first + i] = this.#found[i]! * (unit * this.#steps[first + i]!);
    }
  }
}

function grown<A extends Int8Array | Float32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
