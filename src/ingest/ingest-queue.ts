/** Lets ingests run one after the other, and knows whether one is under way. */
export class IngestQueue {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Whether one runs or waits. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  /** Runs `work` after those that came before, whatever became of them. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const result = this.#last.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#last = result.catch(() => {});
    return result;
  }
}
