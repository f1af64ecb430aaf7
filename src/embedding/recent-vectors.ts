import type { Embedder } from './embedder.ts';

/** Passages kept: those of a few hundred reports, 3 MB of vectors of 384 numbers. */
const MOST_KEPT = 2_048;

/**
 * An embedder that remembers the vectors of the passages it met last, so that one passage is embedded once for the
 * alerts about it and for the index.
 */
export class RecentVectors implements Embedder {
  readonly #embedder: Embedder;
  readonly #most: number;
  /** Text of a passage → its vector, the one met longest ago first. */
  readonly #known = new Map<string, Float32Array>();

  /** @param most passages kept */
  constructor(embedder: Embedder, most = MOST_KEPT) {
    this.#embedder = embedder;
    this.#most = most;
  }

  get model(): string {
    return this.#embedder.model;
  }

  get dims(): number {
    return this.#embedder.dims;
  }

  async embed(texts: readonly string[], kind: 'query' | 'passage'): Promise<Float32Array[]> {
    if (kind === 'query') return this.#embedder.embed(texts, kind);
    // Another call may let go of some meanwhile.
    const vectors = new Map(texts.map((text) => [text, this.#known.get(text)]));
    const missing = [...vectors.keys()].filter((text) => vectors.get(text) === undefined);
    const made = missing.length > 0 ? await this.#embedder.embed(missing, kind) : [];
    for (const [i, text] of missing.entries()) vectors.set(text, made[i]!);
    for (const [text, vector] of vectors) {
      this.#known.delete(text);
      this.#known.set(text, vector!);
    }
    for (const text of this.#known.keys()) {
      // All of this call can be recalled, however many they are.
      if (this.#known.size <= Math.max(this.#most, vectors.size)) break;
      this.#known.delete(text);
    }
    return texts.map((text) => vectors.get(text)!);
  }

  /** The vector of a passage that was met lately. */
  recall(text: string): Float32Array | undefined {
    return this.#known.get(text);
  }

  async close(): Promise<void> {
    this.#known.clear();
    await this.#embedder.close();
  }
}
