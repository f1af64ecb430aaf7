import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

/** Where the scan's WebAssembly is committed. */
export const SCAN_FILE = fileURLToPath(new URL('./vector-scan.wasm', import.meta.url));

/** The WebAssembly of `vector-scan.wat`. Throws what is wrong with that text. */
export async function buildScan(): Promise<Uint8Array> {
  const source = new URL('./vector-scan.wat', import.meta.url);
  const { parseWat } = await wabt();
  const module = parseWat('vector-scan.wat', await readFile(source), { simd: true, threads: true });
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}
