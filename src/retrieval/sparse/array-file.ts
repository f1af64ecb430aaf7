import { crc32 } from 'node:zlib';

/** The arrays a packed file may hold; numbers are in the machine's (little-endian) byte order. */
export type PackedArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const arrayTypes = { Uint8Array, Uint16Array, Uint32Array, Float64Array };
type ArrayType = keyof typeof arrayTypes;

interface Header {
  readonly meta: unknown;
  readonly arrays: Readonly<Record<string, { type: ArrayType; offset: number; length: number }>>;
}

const magic = 0x31445352; // "RSD1"
const prefixBytes = 16; // magic, header length, CRC-32 of all that follows, unused

/** Rounds up to a multiple of 8, so that every array can be a view without a copy. */
function align(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** Packs named typed arrays and a small JSON value into one checksummed block of bytes. */
export function packArrays(meta: unknown, arrays: Readonly<Record<string, PackedArray>>): Uint8Array {
  const places: Record<string, { type: ArrayType; offset: number; length: number }> = {};
  let offset = 0;
  for (const [name, array] of Object.entries(arrays)) {
    places[name] = { type: array.constructor.name as ArrayType, offset, length: array.length };
    offset = align(offset + array.byteLength);
  }
  const header = new TextEncoder().encode(JSON.stringify({ meta, arrays: places } satisfies Header));
  const body = align(prefixBytes + header.length);
  const bytes = new Uint8Array(body + offset);
  bytes.set(header, prefixBytes);
  for (const [name, array] of Object.entries(arrays)) {
    const place = places[name] as { offset: number };
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), body + place.offset);
  }
  const prefix = new Uint32Array(bytes.buffer, 0, 4);
  prefix[0] = magic;
  prefix[1] = header.length;
  prefix[2] = crc32(bytes.subarray(prefixBytes));
  return bytes;
}

/**
 * Unpacks what {@link packArrays} made; the arrays are views on `bytes`, without a copy.
 * Throws when the bytes are not such a block, cut short or damaged.
 *
 * @param trusted they come straight from {@link packArrays}: the checksum is not looked at
 */
export function unpackArrays(
  bytes: Uint8Array,
  trusted = false,
): { meta: unknown; arrays: Record<string, PackedArray> } {
  // A view must start at a multiple of 8; a pooled Buffer may not.
  const own = bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes);
  const prefix = own.length < prefixBytes ? undefined : new Uint32Array(own.buffer, own.byteOffset, 4);
  if (prefix?.[0] !== magic) throw new Error('not an index file');
  if (!trusted && crc32(own.subarray(prefixBytes)) !== prefix[2])
    throw new Error('damaged index file (checksum)');
  const headerLength = prefix[1]!;
  const header = JSON.parse(
    new TextDecoder().decode(own.subarray(prefixBytes, prefixBytes + headerLength)),
  ) as Header;
  const body = own.byteOffset + align(prefixBytes + headerLength);
  const arrays: Record<string, PackedArray> = {};
  for (const [name, { type, offset, length }] of Object.entries(header.arrays)) {
    arrays[name] = new arrayTypes[type](own.buffer as ArrayBuffer, body + offset, length);
  }
  return { meta: header.meta, arrays };
}
