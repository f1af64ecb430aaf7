/** Phrases word by word, so that no text's words need be joined to be looked up. Node 0 is where all start. */
export class PhraseTree {
  readonly #words = new Map<string, number>();
  /** Node and word, as one number → next node. */
  readonly #steps = new Map<number, number>();
  /** What the phrase that ends in a node means. */
  readonly #concepts: (readonly number[] | undefined)[] = [undefined];

  /** `concepts` is kept, not copied. */
  add(phrase: string, concepts: readonly number[]): void {
    let node = 0;
    for (const spelling of phrase.split(' ')) {
      const word = this.#words.get(spelling) ?? this.#words.size;
      this.#words.set(spelling, word);
      let next = this.#steps.get(stepKey(node, word));
      if (next === undefined) {
        next = this.#concepts.length;
        this.#concepts.push(undefined);
        this.#steps.set(stepKey(node, word), next);
      }
      node = next;
    }
    this.#concepts[node] = concepts;
  }

  /** The number of a word that stands in some phrase; -1 for others. */
  word(spelling: string): number {
    return this.#words.get(spelling) ?? -1;
  }

  /** The node that a word leads to from another; -1 for none. */
  step(node: number, word: number): number {
    return node < 0 || word < 0 ? -1 : (this.#steps.get(stepKey(node, word)) ?? -1);
  }

  /** What the phrase that ends in a node means; `undefined` where none ends. */
  concepts(node: number): readonly number[] | undefined {
    return node < 0 ? undefined : this.#concepts[node];
  }
}

/** Words of phrases are some twenty thousand. */
function stepKey(node: number, word: number): number {
  return node * 0x100000 + word;
}
