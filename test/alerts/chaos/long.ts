// The long form of the crash test: npm run test:chaos [-- ROUNDS [SEED]]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChaos } from './chaos.ts';

const [rounds = '200', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const folders = [1, 2].map(() => mkdtempSync(path.join(tmpdir(), 'rasid-chaos-'))) as [string, string];
const [reports, data] = folders;
const started = performance.now();
process.stdout.write(`${rounds} rounds, seed ${seed}\n`);
try {
  const figures = await runChaos({
    rounds: Number(rounds),
    seed: Number(seed),
    reports,
    data,
    realMatcher: true,
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${JSON.stringify({ ...figures, seconds }, null, 2)}\n`);
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
