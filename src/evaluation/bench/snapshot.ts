import { readFile, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';

/**
 * Writes what an index library gives to be kept: as JSON, its usual form, else (a JSON text can't be longer than
 * half a gigabyte) in V8's binary form.
 */
export async function writeSnapshot(file: string, snapshot: unknown): Promise<void> {
  await writeFile(file, encode(snapshot));
}

function encode(snapshot: unknown): string | Buffer {
  try {
    return JSON.stringify(snapshot);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Through JSON's eyes all the same: only data, no methods.
    return serialize(plain(snapshot));
  }
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON());
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

/** Reads what {@link writeSnapshot} wrote. */
export async function readSnapshot(file: string): Promise<unknown> {
  const bytes = await readFile(file);
  return bytes[0] === 0x7b ? JSON.parse(bytes.toString('utf8')) : deserialize(bytes);
}
