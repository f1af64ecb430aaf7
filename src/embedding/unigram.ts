/** What the Unigram model of transformers.js holds, as far as it is read here. */
export interface UnigramModel {
  readonly vocab: readonly string[];
  readonly scores: readonly number[];
  readonly unk_token_id: number;
  readonly unkScore: number;
  trie?: unknown;
  tokenize(normalized: string): string[];
}

/** Whether a tokenizer's model is a Unigram model. */
export function isUnigram(model: unknown): model is UnigramModel {
  const { vocab, scores, unkScore, tokenize } = model as Partial<UnigramModel>;
  return (
    Array.isArray(vocab) &&
    Array.isArray(scores) &&
    typeof unkScore === 'number' &&
    typeof tokenize === 'function'
  );
}

/**
 * The most probable split of a text into pieces (Viterbi; Kudo 2018, "Subword Regularization"): the very pieces that
 * `UnigramModel.tokenize` of transformers.js gives, ties and rounding included, at about a tenth of its time. That one
 * makes an object or two for each piece that could stand at each letter; this one numbers them in typed arrays.
 */
export class UnigramSplitter {
  readonly #trie = new Trie();
  /** The pieces themselves: the library looks up what it is given, and knows the hash of these. */
  readonly #vocab: readonly string[];
  readonly #scores: Float64Array;
  readonly #unknownScore: number;
  // Nodes of the lattice: a piece that could stand at a place. Grown when a text needs more.
  #begins = new Int32Array(1024);
  /** Number of the piece, -1 for the unknown one. */
  #pieces = new Int32Array(1024);
  #previous = new Int32Array(1024);
  #best = new Float64Array(1024);
  #nextWithEnd = new Int32Array(1024);
  /** First and last node that ends at a place; -1 for none. */
  #firstEnding = new Int32Array(1024);
  #lastEnding = new Int32Array(1024);

  constructor({ vocab, scores, unkScore }: UnigramModel) {
    this.#vocab = vocab;
    this.#scores = Float64Array.from(scores);
    this.#unknownScore = unkScore;
    for (const [piece, text] of vocab.entries()) {
      // The library walks texts by code unit and its pieces by code point, so these are never found.
      if (!/[\u{10000}-\u{10ffff}]/u.test(text)) this.#trie.add(text, piece);
    }
  }

  /** The pieces of a normalised text, in order. */
  split(text: string): string[] {
    const length = text.length;
    this.#reset(length);
    const trie = this.#trie;
    let nodes = 1;
    for (let at = 0; at < length; at++) {
      // Somewhere every place is reached: without a piece of one letter, the unknown piece is put in.
      let single = false;
      let state = 0;
      for (let end = at; end < length; ) {
        state = trie.step(state, text.charCodeAt(end));
        if (state < 0) break;
        end++;
        const piece = trie.piece(state);
        if (piece < 0) continue;
        if (end === at + 1) single = true;
        nodes = this.#insert(nodes, at, end, piece);
      }
      if (!single) nodes = this.#insert(nodes, at, at + 1, -1);
    }
    const pieces: string[] = [];
    let end = length;
    for (let node = this.#bestEnding(length, 0); node > 0; node = this.#previous[node]!) {
      const piece = this.#pieces[node]!;
      pieces.push(piece < 0 ? text.slice(this.#begins[node], end) : this.#vocab[piece]!);
      end = this.#begins[node]!;
    }
    return pieces.reverse();
  }

  #reset(length: number): void {
    if (this.#firstEnding.length <= length) {
      this.#firstEnding = new Int32Array(2 * length + 1);
      this.#lastEnding = new Int32Array(2 * length + 1);
    }
    this.#firstEnding.fill(-1, 0, length + 1);
    this.#lastEnding.fill(-1, 0, length + 1);
    // Node 0 is the beginning of the text.
    this.#best[0] = 0;
    this.#nextWithEnd[0] = -1;
    this.#firstEnding[0] = 0;
    this.#lastEnding[0] = 0;
  }

  #insert(node: number, begin: number, end: number, piece: number): number {
    if (node >= this.#begins.length) this.#grow();
    const score = piece < 0 ? this.#unknownScore : this.#scores[piece]!;
    const previous = this.#bestEnding(begin, score);
    this.#begins[node] = begin;
    this.#pieces[node] = piece;
    this.#previous[node] = previous;
    this.#best[node] = this.#best[previous]! + score;
    this.#nextWithEnd[node] = -1;
    if (this.#firstEnding[end]! < 0) this.#firstEnding[end] = node;
    else this.#nextWithEnd[this.#lastEnding[end]!] = node;
    this.#lastEnding[end] = node;
    return node + 1;
  }

  /** The first of the best nodes that end at a place; `score` is added before comparing, for equal rounding. */
  #bestEnding(end: number, score: number): number {
    let best = this.#firstEnding[end]!;
    let most = this.#best[best]! + score;
    for (let node = this.#nextWithEnd[best]!; node >= 0; node = this.#nextWithEnd[node]!) {
      const sum = this.#best[node]! + score;
      if (sum <= most) continue;
      best = node;
      most = sum;
    }
    return best;
  }

  #grow(): void {
    const grown = <A extends Int32Array | Float64Array>(larger: A, old: A): A => {
      larger.set(old);
      return larger;
    };
    const room = 2 * this.#begins.length;
    this.#begins = grown(new Int32Array(room), this.#begins);
    this.#pieces = grown(new Int32Array(room), this.#pieces);
    this.#previous = grown(new Int32Array(room), this.#previous);
    this.#best = grown(new Float64Array(room), this.#best);
    this.#nextWithEnd = grown(new Int32Array(room), this.#nextWithEnd);
  }
}

/** Letters lead from state to state: one hash table of (state, letter) → state for all of them. */
class Trie {
  #size = 1;
  /** Piece that ends in a state; -1 for none. */
  #pieces = new Int32Array(1024).fill(-1);
  /** Open addressing, two numbers a slot: state · 2^16 + letter as a double, and the next state. */
  #keys = new Float64Array(1 << 12).fill(-1);
  #next = new Int32Array(1 << 12);
  #mask = (1 << 12) - 1;

  add(text: string, piece: number): void {
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      const letter = text.charCodeAt(i);
      const next = this.step(state, letter);
      state = next < 0 ? this.#push(state, letter) : next;
    }
    if (state > 0) this.#pieces[state] = piece;
  }

  piece(state: number): number {
    return this.#pieces[state]!;
  }

  /** The state after a letter; -1 when no piece goes on so. */
  step(state: number, letter: number): number {
    const key = state * 65_536 + letter;
    for (let slot = hash(state, letter) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      if (this.#keys[slot] === key) return this.#next[slot]!;
      if (this.#keys[slot] === -1) return -1;
    }
  }

  #push(state: number, letter: number): number {
    const next = this.#size++;
    if (next >= this.#pieces.length) {
      const pieces = new Int32Array(2 * this.#pieces.length).fill(-1);
      pieces.set(this.#pieces);
      this.#pieces = pieces;
    }
    if (2 * next > this.#mask) this.#rehash();
    this.#put(state * 65_536 + letter, next);
    return next;
  }

  #put(key: number, next: number): void {
    let slot = hash(Math.floor(key / 65_536), key % 65_536) & this.#mask;
    while (this.#keys[slot] !== -1) slot = (slot + 1) & this.#mask;
    this.#keys[slot] = key;
    this.#next[slot] = next;
  }

  #rehash(): void {
    const keys = this.#keys;
    const next = this.#next;
    this.#mask = 2 * keys.length - 1;
    this.#keys = new Float64Array(2 * keys.length).fill(-1);
    this.#next = new Int32Array(2 * keys.length);
    for (let slot = 0; slot < keys.length; slot++) {
      if (keys[slot] !== -1) this.#put(keys[slot]!, next[slot]!);
    }
  }
}

function hash(state: number, letter: number): number {
  const mixed = Math.imul(state, 0x9e3779b1) ^ Math.imul(letter, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
