import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { shelf } from './shelf.ts';

// The reports are invented: see test/evaluation/guard/README.md.

const rasid = shelf({ folder: path.join(import.meta.dirname, '../evaluation/guard/reports') });

/** Questions as people type them, and as they are understood; `told` where the answer says so. */
const asked: readonly { readonly typed: string; readonly meant: string; readonly told: boolean }[] = [
  { typed: 'leish ghili el khobz b ras el botom?', meant: 'ليش غلي الخبز براس البطم؟', told: true },
  {
    typed: 'emta 3adet el kahraba 3al kermawiyye',
    meant: 'ايمتى عادت الكهرباء على الكرماوية',
    told: true,
  },
  { typed: 'meen ra2iset ba3thet el mora2abe', meant: 'مين رئيسة بعثة المراقبة', told: true },
  { typed: 'متى عادت الكهرءباء إلى الكرماوية؟', meant: 'متى عادت الكهرباء إلى الكرماوية؟', told: true },
  { typed: 'متىعادت الكهرباء إلى الكرماوية؟', meant: 'متى عادت الكهرباء إلى الكرماوية؟', told: true },
  { typed: 'متي عااااادت الكهرباء الى الكرماويه', meant: 'متى عادت الكهرباء إلى الكرماوية', told: false },
  { typed: 'من هي رئيسه بعثه المراقبه', meant: 'من هي رئيسة بعثة المراقبة', told: false },
  {
    typed: 'How many schools are damgaed in Sindyan?',
    meant: 'How many schools are damaged in Sindyan?',
    told: true,
  },
];

describe('a question is answered as it was meant', () => {
  for (const { typed, meant, told } of asked) {
    it(typed, async () => {
      const answer = await rasid().ask(typed);
      const clean = await rasid().ask(meant);
      assert.equal(answer.question, typed);
      assert.equal(answer.understoodAs, told ? meant : null);
      assert.equal(clean.understoodAs, null);
      assert.equal(answer.outcome, 'answer');
      assert.deepEqual(answer.sentences, clean.sentences);
      assert.equal(answer.language, clean.language);
    });
  }

  it('and a follow-up goes on from it', async () => {
    const first = await rasid().ask('meen ra2iset ba3thet el mora2abe');
    const previous = { question: first.understoodAs!, reportIds: [] };
    const then = await rasid().ask('w wein 2alet?', { previous });
    assert.match(then.understoodAs ?? '', /^ووين .* — مين رئيسة بعثة المراقبة$/);
  });

  it('passages are found by the same reading', async () => {
    const { passages } = await rasid().search('meen ra2iset ba3thet el mora2abe', { offset: 0, limit: 1 });
    assert.match(passages[0]!.passage.text, /إيرما سولبكن/);
  });
});
