import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from './fuzz/fuzz.ts';
import { load } from './load/load.ts';

// The long forms are `npm run test:fuzz` and `npm run bench:bot`.

test('made-up updates, sound, odd and damaged, do no harm', async () => {
  const { refused, failures, unanswered, unhandled, growth, messages } = await fuzz(1500, 20_310_504);
  assert.deepEqual(
    { refused, failures, unanswered, unhandled },
    { refused: [], failures: [], unanswered: [], unhandled: [] },
  );
  assert.ok(messages > 500, 'the updates reach the features');
  assert.ok(growth < 50 * 2 ** 20, `the heap grew by ${growth} bytes`);
});

test('many who ask at once get each their answer, in order, by polling and by webhook', async () => {
  for (const secret of [undefined, 'load-secret-0000000']) {
    const { questions, mistaken } = await load(20, 3, secret);
    assert.deepEqual({ questions, mistaken }, { questions: 60, mistaken: 0 });
  }
});
