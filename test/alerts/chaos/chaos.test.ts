import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../../store/fixtures.ts';
import type { Call } from '../../telegram/bot-api-server.ts';
import { runChaos } from './chaos.ts';
import { readLedger } from './ledger.ts';

test('killed at any moment, with a server that fails: nothing lost, in order, twice only what was on its way', async (t) => {
  const figures = await runChaos({
    rounds: 20,
    seed: 20,
    reports: temporaryFolder(t),
    data: temporaryFolder(t),
  });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.kills > 5, 'hardly anything was killed');
  assert.ok(figures.delivered > 50, 'hardly anything was delivered');
});

describe('the ledger', () => {
  const call = (numbers: number[], outcome: NonNullable<Call['outcome']> = 200): Call => ({
    method: 'sendMessage',
    params: { chat_id: 1, text: numbers.map((n) => `#${n} s1 report${n} v1 new`).join('\n') },
    outcome,
  });

  test('lets lost messages come again', () => {
    const calls = [call([1], 'drop-after'), call([1, 2]), call([3], 429), call([3]), call([3]), call([4])];
    const figures = { accepted: 5, lost: 2, delivered: 4, duplicates: 2, repeated: 2 };
    assert.deepEqual(readLedger(calls, [4]).figures, figures);
  });

  test('does not let others come again, nor any overtake', () => {
    assert.throws(() => readLedger([call([1]), call([1])], []), /came after/);
    assert.throws(() => readLedger([call([1]), call([2]), call([1])], [1]), /came after/);
    assert.throws(() => readLedger([call([2]), call([1])], [2]), /came after/);
    assert.throws(() => readLedger([call([1, 2]), call([2, 3])], []), /came after/);
    assert.throws(() => readLedger([call([1], 'drop-after'), call([2]), call([1])], []), /came after/);
  });
});
