/** An item of a shard's file. */
export interface FileItem {
  readonly id: string;
  readonly vector: Float32Array;
  /** The vector's length as it was when it was written. */
  readonly norm: number;
}

/** Protocol Buffers wire types (https://protobuf.dev/programming-guides/encoding). */
const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;

/** `IndexData.items`, `IndexItem.id`, `.vector` and `.norm` of Vectra 0.15's `index.proto`. */
const fields = { items: 3, id: 1, vector: 3, norm: 4 };

/**
 * The items in a file that Vectra's `ProtobufCodec` wrote. Vectra itself makes an array of doubles of each vector, and
 * takes 9 µs for one; copying the floats takes less than 1. What a search does not need (metadata) is passed over.
 *
 * @throws RangeError or Error when the bytes are not such a file
 */
export function readShardFile(bytes: Uint8Array): FileItem[] {
  const items: FileItem[] = [];
  // Not a Buffer, whose `slice` does not copy.
  const floats = new Floats(bytes.length);
  const reader = new Reader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  while (!reader.ended) {
    const { field, wire } = reader.key();
    if (field === fields.items && wire === lengthDelimited) {
      items.push(readItem(new Reader(reader.bytes()), floats));
    } else reader.skip(wire);
  }
  return items;
}

const text = new TextDecoder();

function readItem(reader: Reader, floats: Floats): FileItem {
  let id = '';
  let vector: Float32Array = new Float32Array(0);
  let norm = 0;
  while (!reader.ended) {
    const { field, wire } = reader.key();
    if (field === fields.id && wire === lengthDelimited) id = text.decode(reader.bytes());
    else if (field === fields.vector && wire === lengthDelimited) {
      vector = floats.take(reader.bytes());
    } else if (field === fields.norm && wire === fixed64) norm = reader.double();
    else reader.skip(wire);
  }
  return { id, vector, norm };
}

/** All vectors of a file in one array: an array of its own for each would take longer than all the rest. */
class Floats {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: number) {
    this.#bytes = new Uint8Array(bytes + 8);
  }

  /** Little-endian floats that may start anywhere, in place. */
  take(bytes: Uint8Array): Float32Array {
    const from = this.#at;
    this.#bytes.set(bytes, from);
    this.#at += (bytes.length + 3) & ~3;
    return new Float32Array(this.#bytes.buffer, from, bytes.length / 4);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  key(): { field: number; wire: number } {
    const key = this.#varint();
    return { field: key >>> 3, wire: key & 7 };
  }

  bytes(): Uint8Array {
    return this.#take(this.#varint());
  }

  double(): number {
    const { buffer, byteOffset } = this.#take(8);
    return new DataView(buffer, byteOffset, 8).getFloat64(0, true);
  }

  skip(wire: number): void {
    if (wire === varint) this.#varint();
    else if (wire === fixed64) this.#take(8);
    else if (wire === lengthDelimited) this.bytes();
    else throw new Error(`a field of the unknown wire type ${wire}`);
  }

  /** Numbers here are lengths, keys and a version: below 2^32. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('the file ends too early');
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
    throw new RangeError('a number is too long');
  }

  #take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new RangeError('the file ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
