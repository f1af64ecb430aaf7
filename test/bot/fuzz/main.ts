// `npm run test:fuzz [-- COUNT SEED]`: many made-up updates through the webhook; exit code 1 when any does harm.

import { fuzz } from './fuzz.ts';

const [count = 10_000, seed = 1] = process.argv.slice(2).map(Number);
const result = await fuzz(count, seed);
const { refused, failures, unanswered, unhandled } = result;
const harm = [...refused, ...failures, ...unanswered, ...unhandled];
for (const line of harm.slice(0, 20)) process.stdout.write(`${line}\n`);
const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
process.stdout.write(
  `seed ${seed}: ${result.updates} updates in ${result.seconds.toFixed(1)} s, ${result.messages} messages sent, ` +
    `${refused.length} refused, ${failures.length} failed, ${unanswered.length} unanswered, ` +
    `${unhandled.length} unhandled; heap grew by ${megabytes(result.growth)}, ` +
    `resident ${megabytes(result.resident)}\n`,
);
if (harm.length > 0 || result.growth > 50 * 2 ** 20) process.exitCode = 1;
