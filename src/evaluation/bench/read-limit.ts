import type { Lexicon } from '../../language/concepts.ts';
import { analyse, FIELDS } from '../../retrieval/analyse.ts';
import type { SparseIndex } from '../../retrieval/sparse/sparse-index.ts';
import type { PartsResult } from './job.ts';
import { quantile } from './measure.ts';

/** The packed postings of one term. */
type Run = Uint8Array;

/**
 * The least that an exhaustive search can take on this machine: tight loops that add up the postings of the question's
 * terms, all of them, and as many bytes as a scan of the vectors reads, several at a time, without scoring anything.
 * Looking terms up is not timed.
 */
export function readLimit(options: {
  readonly questions: readonly string[];
  readonly lexicon: Lexicon;
  readonly sparse: SparseIndex;
  /** What a scan of the vectors reads. */
  readonly vectorBytes: number;
}): PartsResult['limit'] {
  // An array of the same size as the index's own.
  const vectors = new Float64Array(Math.ceil(options.vectorBytes / 8)).fill(0.05);
  const touched = options.questions.map((question) => runsOf(question, options));
  const read = (runs: readonly Run[]): number => {
    let sum = sumDoubles(vectors);
    for (const run of runs) sum += sumPostings(run);
    return sum;
  };
  // A sum that nobody looks at might be compiled away.
  let seen = 0;
  for (const runs of touched.slice(0, 30)) seen += read(runs);
  const times = touched.map((runs) => {
    const started = performance.now();
    seen += read(runs);
    return performance.now() - started;
  });
  if (!Number.isFinite(seen)) throw new Error('the postings are damaged');
  const bytes = touched.map((runs) => options.vectorBytes + runs.reduce((n, run) => n + run.length, 0));
  return { p50: quantile(times, 0.5), p95: quantile(times, 0.95), bytes: quantile(bytes, 0.5) };
}

function runsOf(question: string, { lexicon, sparse }: { lexicon: Lexicon; sparse: SparseIndex }): Run[] {
  const query = analyse(question, lexicon);
  const runs: Run[] = [];
  for (const { segment } of sparse.segments()) {
    for (const field of FIELDS) {
      const { terms, starts, postings } = segment.fields[field];
      for (const term of query[field].keys()) {
        const index = terms.find(term);
        if (index >= 0) runs.push(postings.subarray(starts[index]!, starts[index + 1]!));
      }
    }
  }
  return runs;
}

/** Four bytes at a time where they lie so; the rest one by one. */
function sumPostings(run: Run): number {
  const before = -run.byteOffset & 3;
  if (run.length < before) return run.reduce((sum, byte) => sum + byte, 0);
  const words = new Int32Array(run.buffer, run.byteOffset + before, (run.length - before) >> 2);
  let sum = sumIntegers(words);
  for (let p = 0; p < before; p++) sum += run[p]!;
  for (let p = before + words.byteLength; p < run.length; p++) sum += run[p]!;
  return sum;
}

// Four sums side by side, so that no addition waits for the one before it.

function sumIntegers(values: Int32Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a = (a + values[i]!) | 0;
    b = (b + values[i + 1]!) | 0;
    c = (c + values[i + 2]!) | 0;
    d = (d + values[i + 3]!) | 0;
  }
  for (let i = whole; i < values.length; i++) a = (a + values[i]!) | 0;
  return (a + b + c + d) | 0;
}

/** Eight bytes at a time: on this kind of array four times as fast as integers of four. */
function sumDoubles(values: Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  return a + b + c + d;
}
