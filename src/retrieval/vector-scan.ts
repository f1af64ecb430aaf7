import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Rows that lie together: first the high bytes of all of them, then the low ones. */
export const BLOCK_ROWS = 256;

/** The memory that the code works on, and where in it things are. All threads share it. */
export interface ScanMemory {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Bytes of a row's high bytes, and of its low bytes: a multiple of 16. */
  readonly stride: number;
  /** Addresses: of what a scan gives for a block, and of the rows. The query is at 0. */
  readonly out: number;
  readonly rows: number;
}

/** One scan: fills `near` for the first `rows` rows. */
export interface Scan {
  readonly rows: number;
  /** One step of each row's numbers. */
  readonly steps: Float32Array;
  /** What is found, times the row's step, times this, is about the product with the query. */
  readonly unit: number;
  readonly near: Float64Array;
}

/** The compiled code of `vector-scan.wat`. */
export function loadScanModule(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL('./vector-scan.wasm', import.meta.url)));
}

interface Exports {
  dots(query: number, row: number, stride: number, rows: number, out: number): void;
  largest(from: number, stride: number): number;
  quantise(from: number, stride: number, factor: number, high: number, low: number): number;
}

/** The code of `vector-scan.wat` over a memory, in this thread. */
export class ScanCode {
  readonly exports: Exports;
  readonly #memory: ScanMemory;
  readonly #found: Int32Array;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
    const { exports } = new WebAssembly.Instance(memory.module, { env: { memory: memory.memory } });
    this.exports = exports as unknown as Exports;
    this.#found = new Int32Array(memory.memory.buffer, memory.out, BLOCK_ROWS);
  }

  /** Does a scan. */
  scan({ rows, steps, unit, near }: Scan): void {
    const { stride, out } = this.#memory;
    const found = this.#found;
    for (let first = 0; first < rows; first += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - first);
      this.exports.dots(0, this.#memory.rows + 2 * first * stride, stride, count, out);
      for (let i = 0; i < count; i++) near[first + i] = found[i]! * (unit * steps[first + i]!);
    }
  }
}

/**
 * Another thread for scans, so that the words can be searched at the same time. It starts with the first scan and does
 * not keep the process alive. If it fails, scans are done here: a search must not fail for the lack of a thread.
 */
export class ScanThread {
  readonly #memory: ScanMemory;
  readonly #here: ScanCode;
  #worker: Worker | null | undefined;
  #done: ((failed: boolean) => void) | undefined;

  /** @param here the same code in this thread */
  constructor(memory: ScanMemory, here: ScanCode) {
    this.#memory = memory;
    this.#here = here;
  }

  /** Does a scan; one at a time. */
  async scan(scan: Scan): Promise<void> {
    if (this.#worker === undefined) this.#worker = this.#start();
    const worker = this.#worker;
    if (worker) {
      const failed = await new Promise<boolean>((resolve) => {
        this.#done = resolve;
        worker.postMessage(scan);
      });
      if (!failed) return;
    }
    this.#here.scan(scan);
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./vector-scan-thread.ts', import.meta.url), {
      workerData: this.#memory,
      // What this process was started with (a profiler, a test runner) is not for it.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
    });
    worker.unref();
    worker.on('message', () => this.#settle(false));
    worker.on('error', () => this.#fail());
    worker.on('exit', () => this.#fail());
    return worker;
  }

  #fail(): void {
    this.#worker = null;
    this.#settle(true);
  }

  #settle(failed: boolean): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(failed);
  }
}
