import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en-GB' };

describe('start and help', () => {
  test('speak the language of the user', async () => {
    await using bot = await runBot();
    const lian = bot.server.user(arabic);
    lian.startsBot();
    assert.match((await lian.hears()).text, /^أهلاً بك، أنا راصد\./);
    lian.sends('/help');
    const help = await lian.hears();
    assert.match(help.text, /^كيف تسأل؟/);
    assert.equal(help.entities?.filter(({ type }) => type === 'code').length, 3);

    const mira = bot.server.user(english);
    mira.startsBot('some-payload');
    assert.match((await mira.hears()).text, /^Hello, I am Rasid\./);
    mira.sends('/help@rasid_test_bot');
    assert.match((await mira.hears()).text, /^How to ask/);
  });

  test('commands and descriptions are published in both languages', async () => {
    await using bot = await runBot();
    await bot.profile;
    const { commands, texts } = bot.server.world;
    const described = (list: string) =>
      commands.get(list)?.find(({ command }) => command === 'help')?.description;
    assert.deepEqual([described('default:'), described('default:ar')], ['How to ask', 'كيف تسأل؟']);
    assert.match(texts.get('description:') ?? '', /^I answer your questions/);
    assert.match(texts.get('short_description:ar') ?? '', /^أسئلتك/);
  });
});
