import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shelf } from './shelf.ts';

// The town and its council are invented.

const rasid = shelf({ reports: { 'dam.txt': 'أعلن مجلس بلدة نهران فتح السد يوم الأحد. حضر الأهالي.' } });

describe('of a single report, whose passage comes first whatever is asked', () => {
  for (const nonsense of ['asdkjh qwe zxc', 'غثظ ذضطق؟', 'zzz']) {
    it(`nothing is quoted for ${nonsense}`, async () => {
      const answer = await rasid().ask(nonsense);
      assert.equal(answer.outcome, 'none');
      assert.deepEqual(answer.sentences, []);
    });
  }

  it('what it says is', async () => {
    assert.equal((await rasid().ask('متى فُتح السد في نهران؟')).outcome, 'answer');
  });
});
