/** Updates that are being handled. */
export class InHand {
  readonly #running = new Set<Promise<void>>();

  get size(): number {
    return this.#running.size;
  }

  /** Keeps track of one, whose errors have been dealt with by `work` itself. */
  add(work: Promise<void>): void {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  /** Resolves when none is left, those that come meanwhile included, or after `within` milliseconds. */
  async idle(within: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let late = false;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        late = true;
        resolve();
      }, within);
    });
    while (this.#running.size > 0 && !late) await Promise.race([Promise.all(this.#running), limit]);
    clearTimeout(timer);
  }
}
