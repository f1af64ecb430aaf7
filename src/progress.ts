import { SingleBar } from 'cli-progress';

/** One piece of long work being done. */
export interface ProgressTask {
  /** Some more is done. */
  advance(by?: number): void;
  /** It is over, done or given up. Must be called. */
  end(): void;
}

/** What a piece of work is, for a person: "Reading reports: 320 of 1,200 files". */
export interface Work {
  readonly what: string;
  readonly unit: string;
  readonly total: number;
}

/** Tells a person how far long work has come. */
export interface Progress {
  begin(work: Work): ProgressTask;
}

/** A progress that shows itself among other lines. */
export interface VisibleProgress extends Progress {
  /** Writes whole lines above the bar, if there is one; everything else on that stream goes through here. */
  write(lines: string): void;
}

/** Shows nothing. */
export const NO_PROGRESS: Progress = { begin: () => ({ advance() {}, end() {} }) };

/** Does something under a task that ends with it, also when it fails. */
export async function whileShown<T>(
  progress: Progress,
  work: Work,
  action: (task: ProgressTask) => Promise<T>,
): Promise<T> {
  const task = progress.begin(work);
  try {
    return await action(task);
  } finally {
    task.end();
  }
}

/** How often a line is written where there is no terminal, milliseconds. */
const LINE_EVERY = 3_000;

/** A stream that may be a terminal. */
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/**
 * Progress on a stream, normally stderr: a bar when it is a terminal, else a line every few seconds, so that
 * short work writes nothing. One piece of work at a time.
 *
 * @param now milliseconds, any origin
 */
export function createProgress(output: Output, now: () => number = () => performance.now()): VisibleProgress {
  return output.isTTY ? new TerminalProgress(output, now) : new LineProgress(output, now);
}

class LineProgress implements VisibleProgress {
  readonly #output: Output;
  readonly #now: () => number;

  constructor(output: Output, now: () => number) {
    this.#output = output;
    this.#now = now;
  }

  begin(work: Work): ProgressTask {
    const started = this.#now();
    let last = started;
    let done = 0;
    const line = () => this.write(`${work.what}: ${progressText(work, done, this.#now() - started)}\n`);
    return {
      advance: (by = 1) => {
        done += by;
        if (this.#now() - last < LINE_EVERY || done >= work.total) return;
        last = this.#now();
        line();
      },
      end: () => {
        if (this.#now() - started >= LINE_EVERY) line();
      },
    };
  }

  write(lines: string): void {
    this.#output.write(lines);
  }
}

class TerminalProgress implements VisibleProgress {
  readonly #output: Output;
  readonly #now: () => number;
  #redraw: (() => void) | undefined;

  constructor(output: Output, now: () => number) {
    this.#output = output;
    this.#now = now;
  }

  begin(work: Work): ProgressTask {
    const started = this.#now();
    let done = 0;
    const bar = new SingleBar({
      stream: this.#output,
      format: `${work.what} {bar} {text}`,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 24,
      // Its SIGINT handler would keep the process from ending.
      gracefulExit: false,
    });
    const text = () => progressText(work, done, this.#now() - started);
    bar.start(Math.max(work.total, 1), work.total === 0 ? 1 : 0, { text: text() });
    this.#redraw = () => bar.render();
    return {
      advance: (by = 1) => {
        done += by;
        bar.update(Math.min(done, work.total), { text: text() });
      },
      end: () => {
        bar.stop();
        this.#redraw = undefined;
      },
    };
  }

  write(lines: string): void {
    if (this.#redraw === undefined) {
      this.#output.write(lines);
      return;
    }
    // To the start of the bar's line, clear it, and draw it again below (ECMA-48: CSI K).
    this.#output.write(`\r\u001b[K${lines}`);
    this.#redraw();
  }
}

/**
 * How far work has come: `320 of 1,200 files, 45/s, 20 s left`.
 *
 * @param done in the work's unit
 * @param elapsed milliseconds since it began
 */
export function progressText(work: Work, done: number, elapsed: number): string {
  const parts = [`${number(done)} of ${number(work.total)} ${work.unit}`];
  const rate = elapsed > 0 ? (done * 1_000) / elapsed : 0;
  if (rate > 0) {
    parts.push(`${rate < 10 ? rate.toFixed(1) : number(Math.round(rate))}/s`);
    if (done < work.total) parts.push(`${duration((work.total - done) / rate)} left`);
  }
  return parts.join(', ');
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
