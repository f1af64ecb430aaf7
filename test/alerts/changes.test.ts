import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changesBetween } from '../../src/alerts/changes.ts';
import { cutPassages } from '../../src/reports/passages.ts';

// The towns and events are invented.
const cut = (text: string) => ({ text, passages: cutPassages(text) });

function changed(before: string, after: string) {
  return changesBetween(cut(before), cut(after)).map((change) => [
    change.before.map(({ start, end }) => before.slice(start, end)),
    change.after.map(({ start, end }) => after.slice(start, end)),
  ]);
}

const [opened, closed, bridge, market] = [
  'The road to Nahran was opened on Monday.',
  'The road to Nahran was closed on Monday.',
  'Nobody has mended the bridge of Sallum yet.',
  'The market of Tell Zafaran opens at six.',
];

test('a changed sentence is shown as it was and as it is', () => {
  assert.deepEqual(changed(`${opened} ${bridge}`, `${closed} ${bridge}`), [[[opened], [closed]]]);
});

test('sentences come and go', () => {
  assert.deepEqual(changed(`${opened} ${bridge}`, `${opened} ${market} ${bridge}`), [[[], [market]]]);
  assert.deepEqual(changed(`${opened} ${market} ${bridge}`, `${opened} ${bridge}`), [[[market], []]]);
  assert.deepEqual(changed(`${opened} ${market} ${bridge}`, `${closed} ${market}`), [
    [[opened], [closed]],
    [[bridge], []],
  ]);
});

test('white space and order are no news', () => {
  assert.deepEqual(changed(`${opened} ${bridge}`, `${opened}\n\n${bridge}\n`), []);
  assert.deepEqual(changed(`${opened}\n${bridge}\n${market}`, `${market}\n${opened}\n${bridge}`), []);
});

test('a text that is another one altogether is new sentence by sentence', () => {
  const many = (what: string) =>
    Array.from({ length: 1_500 }, (_, n) => `The ${what} number ${n} of Nahran is open.`).join('\n');
  const changes = changed(many('road'), `${many('bridge')}\nThe road number 7 of Nahran is open.`);
  assert.equal(changes.flatMap(([, after]) => after).length, 1_500);
});

test('before and after, and what stayed, give the new text', () => {
  const sentence = fc.integer({ min: 0, max: 9 }).map((n) => `Sentence ${n} speaks of Nahran.`);
  fc.assert(
    fc.property(fc.array(sentence), fc.array(sentence), (old, now) => {
      const [before, after] = [old.join('\n'), now.join('\n')];
      const changes = changed(before, after);
      const fresh = now.filter((one) => !old.includes(one));
      assert.deepEqual(
        changes.flatMap((change) => change[1]),
        fresh,
      );
      assert.deepEqual(
        changes.flatMap((change) => change[0]),
        old.filter((one) => !now.includes(one)),
      );
    }),
  );
});
