// `npm run bench:bot [-- PEOPLE QUESTIONS]`: how the bot does when many ask at once, by polling and by webhook.

import { load } from './load.ts';

const [people = 200, each = 5] = process.argv.slice(2).map(Number);
for (const secret of [undefined, 'load-secret-0000000']) {
  const { questions, mistaken, atOnce, alone, perQuestion } = await load(people, each, secret);
  process.stdout.write(
    `${secret ? 'webhook' : 'polling'}: ${people} people, ${each} questions each at once: ${questions} answered, ` +
      `${mistaken} mistaken, ${perQuestion.toFixed(1)} ms for each; waited p50 ${atOnce.p50.toFixed(0)} ms, ` +
      `p95 ${atOnce.p95.toFixed(0)} ms; one after the other p50 ${alone.p50.toFixed(1)} ms, ` +
      `p95 ${alone.p95.toFixed(1)} ms\n`,
  );
  if (mistaken > 0 || questions !== people * each) process.exitCode = 1;
}
