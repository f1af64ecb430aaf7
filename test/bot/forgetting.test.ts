import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type RunningBot, runBot, settled } from './fixtures.ts';

/** All that the files of the database hold. */
async function bytes({ db }: RunningBot): Promise<Buffer> {
  const { rows } = await sql<{ file: string }>`pragma database_list`.execute(db);
  const file = rows[0]?.file ?? '';
  const log = `${file}-wal`;
  return Buffer.concat([readFileSync(file), existsSync(log) ? readFileSync(log) : Buffer.alloc(0)]);
}

for (const webhookSecret of [undefined, 'a-secret-of-this-test']) {
  test(`/forget leaves no trace in the files, by ${webhookSecret ? 'webhook' : 'polling'}`, async () => {
    await using bot = await runBot({ ask: 'shelf' }, { ...(webhookSecret && { webhookSecret }) });
    await bot.polling.ready;
    const [lian, mira] = [{ first_name: 'Zarqaalyamama' }, { first_name: 'Mira' }].map((details) =>
      bot.server.user({ language_code: 'en', ...details }),
    );
    assert.ok(lian && mira);
    const group = bot.server.group();
    lian.sends('/ask What about the qorqomas?', { chat: group });
    await group.hears();
    for (let i = 0; i < 20; i += 1) {
      lian.sends(`When will the market of Sallum open? ${'qorqomas '.repeat(1 + 5 * i)}`);
      await lian.hears();
      mira.sends(`Who spoke of the zaffron harvest ${i}?`);
      await mira.hears();
    }
    lian.sends('/follow qorqomas');
    await lian.hears();
    await bot.server.idle();
    const before = await bytes(bot);
    for (const word of ['qorqomas', 'Zarqaalyamama', 'zaffron']) assert.ok(before.includes(word), word);
    lian.sends('/forget');
    const asked = await lian.hears();
    await lian.presses(asked, 'Delete');
    assert.match((await lian.chat.seesEdit()).text, /^Deleted/);
    while (bot.polling.health().inHand > 0) await new Promise((resolve) => setImmediate(resolve));
    const after = await bytes(bot);
    assert.ok(!after.includes('qorqomas'));
    assert.ok(!after.includes('Zarqaalyamama'));
    assert.ok(after.includes('zaffron'));
    await settled(mira, mira.sends('/help'));
  });
}
