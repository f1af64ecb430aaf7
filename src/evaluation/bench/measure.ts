import { setTimeout as sleep } from 'node:timers/promises';

/** The value below which a share `q` (0 to 1) of the values lies, by nearest rank; 0 for no values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

/** Memory of this process, bytes. */
export interface Memory {
  /** Resident. */
  readonly rss: number;
  /** What JavaScript holds on to: its heap, and typed arrays and buffers outside of it. */
  readonly held: number;
}

/** Memory once garbage is collected. Needs `--expose-gc`: without it, what is no longer used would count. */
export async function memoryInUse(): Promise<Memory> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    // Freed pages go back to the system a little later.
    await sleep(20);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, held: heapUsed + external };
}
