/** An item of a shard's file. */
export interface FileItem {
  readonly id: string;
  /** Its numbers are others once the next item is read. */
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
 * The items in a file that Vectra's `ProtobufCodec` wrote, one after the other. Vectra itself makes an array of doubles
 * of each vector, and takes 9 µs for one; copying the floats to one place takes less than 1, and leaves nothing for the
 * garbage collector, which would take as long as all the rest of a start. What a search does not need (metadata) is
 * passed over.
 *
 * @throws RangeError or Error when the bytes are not such a file
 */
export function* readShardFile(bytes: Uint8Array): Generator<FileItem> {
  const reader = new Reader(bytes);
  let vector = new Float32Array(0);
  while (reader.at < bytes.length) {
    const key = reader.varint();
    if (key !== ((fields.items << 3) | lengthDelimited)) {
      reader.skip(key & 7);
      continue;
    }
    const end = reader.end();
    let id = '';
    let norm = 0;
    let numbers = 0;
    while (reader.at < end) {
      const field = reader.varint();
      if (field === ((fields.id << 3) | lengthDelimited)) id = reader.text(reader.end());
      else if (field === ((fields.norm << 3) | fixed64)) norm = reader.double();
      else if (field === ((fields.vector << 3) | lengthDelimited)) {
        const to = reader.end();
        numbers = (to - reader.at) / 4;
        if (vector.length !== numbers) vector = new Float32Array(numbers);
        reader.floats(vector, to);
      } else reader.skip(field & 7);
    }
    if (numbers === 0) vector = new Float32Array(0);
    yield { id, vector, norm };
  }
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor({ buffer, byteOffset, length }: Uint8Array) {
    this.#bytes = Buffer.from(buffer, byteOffset, length);
  }

  /** Where a piece that has its length in front ends. */
  end(): number {
    return this.#checked(this.varint());
  }

  text(end: number): string {
    const text = this.#bytes.toString('utf8', this.at, end);
    this.at = end;
    return text;
  }

  /** Little-endian floats that may start anywhere. */
  floats(into: Float32Array, end: number): void {
    const bytes = new Uint8Array(into.buffer);
    this.#bytes.copy(bytes, 0, this.at, end);
    this.at = end;
  }

  double(): number {
    const end = this.#checked(8);
    const value = this.#bytes.readDoubleLE(this.at);
    this.at = end;
    return value;
  }

  skip(wire: number): void {
    if (wire === varint) this.varint();
    else if (wire === fixed64) this.at = this.#checked(8);
    else if (wire === lengthDelimited) this.at = this.end();
    else throw new Error(`a field of the unknown wire type ${wire}`);
  }

  /** Numbers here are lengths, keys and a version: below 2^32. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new RangeError('the file ends too early');
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
    throw new RangeError('a number is too long');
  }

  #checked(length: number): number {
    const end = this.at + length;
    if (end > this.#bytes.length) throw new RangeError('the file ends too early');
    return end;
  }
}
