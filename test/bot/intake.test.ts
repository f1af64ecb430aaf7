import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Update } from 'grammy/types';
import { AcceptedUpdates } from '../../src/store/accepted-updates.ts';
import { type RunningBot, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };

/** What is kept of the updates that are not done. */
async function kept({ db }: RunningBot): Promise<string[]> {
  const rows = await db.selectFrom('accepted_updates').select('body').where('body', 'is not', null).execute();
  return rows.map(({ body }) => body ?? '');
}

describe('an update', () => {
  test('is kept until it is done, and not its words after that; inline queries are not kept', async () => {
    const found: string[][] = [];
    await using bot = await runBot({
      ask: async (question, options) => {
        found.push(await kept(bot));
        return bot.shelf.services.ask(question, options);
      },
    });
    const lian = bot.server.user(arabic);
    lian.sends('ما مدة الهدنة؟');
    await lian.hears();
    assert.deepEqual(
      found.map((bodies) => bodies.map((body) => (JSON.parse(body) as Update).message?.text)),
      [['ما مدة الهدنة؟']],
    );
    await lian.inline('الهدنة');
    await bot.server.idle();
    assert.deepEqual(await kept(bot), []);
    const rows = await bot.db.selectFrom('accepted_updates').select('update_id').execute();
    assert.equal(rows.length, 1);
  });

  test('that a process left half done is done by the next, before what comes then; an answer there is edited', async () => {
    const before = await runBot({ ask: 'shelf' });
    const lian = before.server.user(arabic);
    const question = lian.sends('ما مدة الهدنة؟');
    const answered = await lian.hears();
    await before.polling.stop();
    const { text, ...rest } = question;
    const again = { update_id: 7, message: question };
    const missed = { update_id: 8, message: { ...rest, message_id: 900, text: 'من تحدث عن موسم القمح؟' } };
    assert.ok(text);
    const bodies = [again, missed].map((update) => ({ id: update.update_id, body: JSON.stringify(update) }));
    await new AcceptedUpdates(before.db).accept(before.server.world.me.id, bodies);
    lian.sends('ومتى؟');
    await using bot = await runBot({ ask: 'shelf' }, { after: before });
    assert.match((await lian.hears()).text, /تحدث أهالي كرمين عن موسم القمح/);
    await lian.hears();
    await bot.server.idle();
    assert.deepEqual(
      bot.shelf.asked.map((one) => one.question),
      ['ما مدة الهدنة؟', 'ما مدة الهدنة؟', 'من تحدث عن موسم القمح؟', 'ومتى؟'],
    );
    assert.equal(lian.chat.messages.filter(({ text }) => text === answered.text).length, 1);
    assert.deepEqual(await kept(bot), []);
  });

  test('that can not be kept is not taken: Telegram is asked for it again', async () => {
    await using bot = await runBot({}, { webhookSecret: 'a-secret-of-this-test' });
    await bot.polling.ready;
    await bot.db.schema.alterTable('accepted_updates').renameTo('away').execute();
    const lian = bot.server.user(arabic);
    lian.sends('من؟');
    const refused = () => bot.log.some((line) => line.includes('a post to the webhook broke off'));
    while (!refused()) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(lian.chat.unheard(), []);
    await bot.db.schema.alterTable('away').renameTo('accepted_updates').execute();
    assert.match((await lian.hears()).text, /^جاء في أحد/);
  });
});
