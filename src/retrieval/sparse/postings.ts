/** Term counts are stored in eighths, so that an ambiguous word can share one occurrence; 31.875 is the most. */
export const COUNT_UNIT = 8;

/**
 * A rare term's postings as bytes. Of each: the distance of its document from the one before, less 1 (the first: its
 * number), times 4, plus 0, 1 or 2 for one, two or three occurrences, or 3 for a count that follows in a byte of its
 * own. The numbers are of variable length, seven bits a byte, lowest first, the high bit on all but the last (LEB128;
 * Dean 2009, "Challenges in Building Large-Scale Information Retrieval Systems"). Over 117,000 news passages a posting
 * takes 1.35 bytes, instead of the 5 of two plain arrays.
 */
const countBits = 2;
const ownByte = 3;

/**
 * A frequent term has half a byte for every document: 0 for none, up to 14 for so many occurrences, 15 for a count that
 * stands among the ordinary postings that follow. Where more than one document in {@link fewOthers} has such a count,
 * it has a whole byte for every document: the count. From some 40 of 100 documents on half bytes are smaller, too; the
 * reason for them is that one document can be looked up without reading the others. Before all that stand two bytes:
 * which of both it is, and the highest count.
 */
const denseShare = 0.3;
const mostInNibble = 14;
const elsewhere = 15;
const fewOthers = 64;
const nibbles = 0;
const wholeBytes = 1;
const headBytes = 2;

/** Whether a term that is in `frequency` of a segment's documents is stored as a frequent one. */
export function isDense(frequency: number, documents: number): boolean {
  return frequency >= denseShare * documents;
}

/** One term's postings in a segment. */
export interface PostingList {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Documents of the segment. */
  readonly documents: number;
  readonly isDense: boolean;
}

/** Where {@link decodePostings} puts one term's postings: room for as many as the segment has documents. */
export interface DecodedPostings {
  readonly docs: Uint32Array;
  /** Occurrences in units of 1/{@link COUNT_UNIT}. */
  readonly counts: Uint8Array;
}

/** Decodes one term's postings into `into`, documents ascending; gives how many there are. */
export function decodePostings(list: PostingList, into: DecodedPostings): number {
  if (!list.isDense) return decodeRare(list.bytes, list.from, list.to, into);
  const { docs, counts } = into;
  const dense = new DenseCounts(list);
  let n = 0;
  for (let doc = 0; doc < list.documents; doc++) {
    const count = dense.of(doc);
    if (count === 0) continue;
    docs[n] = doc;
    counts[n++] = count;
  }
  return n;
}

function decodeRare(bytes: Uint8Array, from: number, to: number, { docs, counts }: DecodedPostings): number {
  let n = 0;
  let doc = -1;
  for (let at = from; at < to; n++) {
    let value = bytes[at++]!;
    if (value > 127) {
      value &= 127;
      for (let shift = 7; ; shift += 7) {
        const byte = bytes[at++]!;
        value |= (byte & 127) << shift;
        if (byte < 128) break;
      }
    }
    doc += (value >>> countBits) + 1;
    docs[n] = doc;
    const short = value & ownByte;
    counts[n] = short === ownByte ? bytes[at++]! : (short + 1) * COUNT_UNIT;
  }
  return n;
}

/** What a term adds to the score of a document: `gain` · tf ÷ (tf + the document's norm), its part of BM25. */
export interface TermGain {
  readonly gain: number;
  /** k₁ · (1 − b + b · length ÷ average length) of each document. */
  readonly norms: Float32Array;
}

/**
 * Adds to `sums` what a rare term gives each of its documents. It decodes by itself, as `decodeRare` does: this loop is
 * most of a search for words, and takes twice as long over decoded arrays.
 */
export function addScores(
  { bytes, from, to }: PostingList,
  { gain, norms }: TermGain,
  sums: Float64Array,
): void {
  let doc = -1;
  for (let at = from; at < to; ) {
    let value = bytes[at++]!;
    if (value > 127) {
      value &= 127;
      for (let shift = 7; ; shift += 7) {
        const byte = bytes[at++]!;
        value |= (byte & 127) << shift;
        if (byte < 128) break;
      }
    }
    doc += (value >>> countBits) + 1;
    const short = value & ownByte;
    const tf = short === ownByte ? bytes[at++]! / COUNT_UNIT : short + 1;
    sums[doc] = sums[doc]! + (gain * tf) / (tf + norms[doc]!);
  }
}

/** A frequent term of a query: what it gives a document is looked up when that is asked for. */
export class DenseTerm {
  /** The most it can give any document whose norm is `leastNorm` or more. */
  readonly most: number;
  readonly #counts: DenseCounts;
  readonly #gain: number;
  readonly #norms: Float32Array;

  constructor(list: PostingList, { gain, norms }: TermGain, leastNorm: number) {
    this.#counts = new DenseCounts(list);
    this.#gain = gain;
    this.#norms = norms;
    const highest = this.#counts.highest / COUNT_UNIT;
    this.most = (gain * highest) / (highest + leastNorm);
  }

  /** What it gives a document. */
  score(doc: number): number {
    const tf = this.#counts.of(doc) / COUNT_UNIT;
    return tf === 0 ? 0 : (this.#gain * tf) / (tf + this.#norms[doc]!);
  }
}

/** The counts of a frequent term, by document. */
class DenseCounts {
  readonly highest: number;
  readonly #list: PostingList;
  readonly #bytes: Uint8Array;
  readonly #first: number;
  readonly #areNibbles: boolean;
  #others: Map<number, number> | undefined;

  constructor(list: PostingList) {
    this.#list = list;
    this.#bytes = list.bytes;
    this.#first = list.from + headBytes;
    this.#areNibbles = list.bytes[list.from] === nibbles;
    this.highest = list.bytes[list.from + 1]!;
  }

  /** In units of 1/{@link COUNT_UNIT}; 0 where the term is not. */
  of(doc: number): number {
    if (!this.#areNibbles) return this.#bytes[this.#first + doc]!;
    const nibble = (this.#bytes[this.#first + (doc >>> 1)]! >>> ((doc & 1) << 2)) & 15;
    return nibble === elsewhere ? this.#other(doc) : nibble * COUNT_UNIT;
  }

  #other(doc: number): number {
    this.#others ??= this.#decodeOthers();
    return this.#others.get(doc)!;
  }

  #decodeOthers(): Map<number, number> {
    const { bytes, to, documents } = this.#list;
    const start = this.#first + ((documents + 1) >>> 1);
    const room = { docs: new Uint32Array(to - start), counts: new Uint8Array(to - start) };
    const n = decodeRare(bytes, start, to, room);
    const others = new Map<number, number>();
    for (let p = 0; p < n; p++) others.set(room.docs[p]!, room.counts[p]!);
    return others;
  }
}

/** Whether half a byte can say a count. */
function isSmall(count: number): boolean {
  return count % COUNT_UNIT === 0 && count <= mostInNibble * COUNT_UNIT;
}

/** Most bytes of one posting. */
const mostBytes = 6;

/** Writes postings, term after term. */
export class PostingsWriter {
  readonly #documents: number;
  #bytes: Uint8Array;
  #at = 0;
  #last = -1;

  /**
   * @param documents of the segment, below 2^29
   * @param expected bytes there will be, about
   */
  constructor(documents: number, expected = 1024) {
    this.#documents = documents;
    this.#bytes = new Uint8Array(expected);
  }

  /** Bytes written. */
  get length(): number {
    return this.#at;
  }

  /**
   * Writes the first `count` postings, those of one term: documents ascend, counts are 1 to 255, in units of
   * 1/{@link COUNT_UNIT}.
   */
  append({ docs, counts }: DecodedPostings, count: number): void {
    this.#last = -1;
    if (isDense(count, this.#documents)) this.#appendDense(docs, counts, count);
    else {
      this.#makeRoom(count * mostBytes);
      for (let p = 0; p < count; p++) this.#appendRare(docs[p]!, counts[p]!);
    }
  }

  #appendDense(docs: Uint32Array, counts: Uint8Array, count: number): void {
    let highest = 0;
    let others = 0;
    for (let p = 0; p < count; p++) {
      highest = Math.max(highest, counts[p]!);
      if (!isSmall(counts[p]!)) others++;
    }
    const areNibbles = others * fewOthers <= this.#documents;
    const size = areNibbles ? (this.#documents + 1) >>> 1 : this.#documents;
    this.#makeRoom(headBytes + size + others * mostBytes);
    const bytes = this.#bytes;
    bytes[this.#at] = areNibbles ? nibbles : wholeBytes;
    bytes[this.#at + 1] = highest;
    const first = this.#at + headBytes;
    this.#at = first + size;
    for (let p = 0; p < count; p++) {
      const doc = docs[p]!;
      if (areNibbles) {
        const nibble = isSmall(counts[p]!) ? counts[p]! / COUNT_UNIT : elsewhere;
        bytes[first + (doc >>> 1)]! |= nibble << ((doc & 1) << 2);
      } else bytes[first + doc] = counts[p]!;
      if (areNibbles && !isSmall(counts[p]!)) this.#appendRare(doc, counts[p]!);
    }
  }

  #appendRare(doc: number, count: number): void {
    const bytes = this.#bytes;
    const short =
      count % COUNT_UNIT === 0 && count <= ownByte * COUNT_UNIT ? count / COUNT_UNIT - 1 : ownByte;
    let value = (((doc - this.#last - 1) << countBits) | short) >>> 0;
    this.#last = doc;
    while (value > 127) {
      bytes[this.#at++] = (value & 127) | 128;
      value >>>= 7;
    }
    bytes[this.#at++] = value;
    if (short === ownByte) bytes[this.#at++] = count;
  }

  /** Everything written, in an array of its own. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  #makeRoom(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.ceil(1.5 * this.#bytes.length) + more);
    bytes.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = bytes;
  }
}
