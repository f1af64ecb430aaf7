/** One hit of a search. */
export interface Hit {
  readonly id: number;
  readonly score: number;
}

/** The k best hits seen so far: a heap with the worst of them on top. */
export class BestHits {
  readonly #k: number;
  readonly #hits: Hit[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  /** The score that another hit must reach at least. */
  get worst(): number {
    return this.#hits.length < this.#k
      ? Number.NEGATIVE_INFINITY
      : (this.#hits[0]?.score ?? Number.POSITIVE_INFINITY);
  }

  offer(id: number, score: number): void {
    const hits = this.#hits;
    if (hits.length < this.#k) {
      hits.push({ id, score });
      this.#up(hits.length - 1);
      return;
    }
    const worst = hits[0];
    if (!worst || score < worst.score || (score === worst.score && id > worst.id)) return;
    hits[0] = { id, score };
    this.#down();
  }

  sorted(): Hit[] {
    return [...this.#hits].sort((x, y) => y.score - x.score || x.id - y.id);
  }

  #isWorse(x: number, y: number): boolean {
    const a = this.#hits[x] as Hit;
    const b = this.#hits[y] as Hit;
    return a.score < b.score || (a.score === b.score && a.id > b.id);
  }

  #swap(x: number, y: number): void {
    const kept = this.#hits[x] as Hit;
    this.#hits[x] = this.#hits[y] as Hit;
    this.#hits[y] = kept;
  }

  #up(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorse(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(): void {
    let at = 0;
    for (;;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#hits.length && this.#isWorse(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}
