/** Values that arrive, for a reader who awaits them in order. */
export class Inbox<T> {
  readonly #values: T[] = [];
  readonly #waiting: ((value: T) => void)[] = [];

  /** Puts a value at the end. */
  push(value: T): void {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(value);
    else this.#values.push(value);
  }

  /** The next value, as soon as there is one; an error that says `what` was awaited after `guard` ms. */
  next(what: string, guard: number): Promise<T> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve(value);
    let waiter: ((value: T) => void) | undefined;
    const arrived = new Promise<T>((resolve) => {
      waiter = resolve;
      this.#waiting.push(resolve);
    });
    return guarded(arrived, what, guard).catch((error: unknown) => {
      if (waiter) this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      throw error;
    });
  }

  /** Takes everything that has arrived and was not read. */
  drain(): T[] {
    return this.#values.splice(0);
  }
}

/** The promise's value, or an error after `guard` milliseconds, so that a failing test ends by itself. */
export async function guarded<T>(promise: Promise<T>, what: string, guard: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${guard} ms`)), guard);
    // The guard alone must not keep a process alive; a server that listens does.
    timer.unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
