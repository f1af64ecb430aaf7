import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Message } from 'grammy/types';
import { zoneButton } from '../../src/bot/following/following-buttons.ts';
import { formatMoment, weekdayName } from '../../src/bot/following/moments.ts';
import { readTimeZone, zoneName } from '../../src/bot/following/time-zone.ts';
import { loadI18n, textsIn } from '../../src/bot/texts.ts';
import type { TestUser } from '../telegram/people.ts';
import { plain, runBot } from './fixtures.ts';

const arabic = { first_name: 'ليان', language_code: 'ar' };
const english = { first_name: 'Mira', language_code: 'en' };
/** Presses a button; gives the message as it reads then. */
const turned = async (person: TestUser, message: Message, label: string) => {
  await person.presses(message, label);
  return person.chat.seesEdit();
};

describe('when alerts come', () => {
  test('time zone, hour and quiet hours are chosen with buttons', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const lian = bot.server.user(arabic);
    lian.sends('/timezone');
    const zones = await lian.hears();
    assert.match(plain(zones.text), /^المنطقة الزمنية: دمشق \(الساعة الآن 03:00\)\n\nبتوقيت أي مدينة؟$/);
    const times = await turned(lian, zones, 'برلين');
    assert.equal(
      plain(times.text),
      'متى تصل التنبيهات هنا؟\nالمنطقة الزمنية: برلين (الساعة الآن 02:00)\nساعة الموجز: 08:00\nساعات الهدوء: لا توجد',
    );
    const hours = await turned(lian, times, 'ساعة الموجز');
    const quiet = await turned(lian, await turned(lian, hours, '19:00'), 'ساعات الهدوء');
    const until = await turned(lian, quiet, '22:00');
    assert.match(plain(until.text), /^تبدأ في 22:00\. متى تنتهي؟$/);
    const chosen = await turned(lian, until, '07:00');
    assert.match(plain(chosen.text), /\nساعة الموجز: 19:00\nساعات الهدوء: من 22:00 إلى 07:00$/);
    assert.deepEqual(await bot.alerts.following.times(lian.chat.id), {
      timeZone: 'Europe/Berlin',
      digestAt: 19 * 60,
      quiet: { from: 22 * 60, to: 7 * 60 },
    });
    const none = await turned(lian, await turned(lian, chosen, 'ساعات الهدوء'), 'بلا ساعات هدوء');
    assert.match(plain(none.text), /ساعات الهدوء: لا توجد$/);
  });

  test('a zone is typed after the command or in a reply', async () => {
    await using bot = await runBot({ ask: 'shelf' });
    const mira = bot.server.user(english);
    mira.sends('/timezone UTC+5:30');
    assert.match(plain((await mira.hears()).text), /\nTime zone: UTC\+05:30 \(it is 05:3\d there\)\n/);
    mira.sends('/timezone Atlantis');
    assert.match(plain((await mira.hears()).text), /^I don't know this time zone\./);
    mira.sends('/timezone');
    await mira.presses(await mira.hears(), 'Another city');
    const prompt = await mira.hears();
    mira.sends('rome', { replyTo: prompt });
    assert.match(plain((await mira.hears()).text), /\nTime zone: Europe\/Rome /);
    const forged = { data: zoneButton.pack({ zone: 'Asia/Nowhere' }) };
    assert.match((await mira.presses(prompt, forged)).text ?? '', /no longer works/);
    assert.equal((await bot.alerts.following.times(mira.chat.id)).timeZone, 'Europe/Rome');
  });

  test('zones are understood as people write them', () => {
    const read = [
      ...['Asia/Damascus', 'asia/damascus', ' دمشق ', 'عمان', 'القاهره', 'new york', '+3', '+٣', 'UTC-03:30'],
      ...['GMT', 'utc+0', 'UTC +14', '+15', '-12:30', '+3:75', 'Europe/Nowhere', '', 'غداً'],
    ].map(readTimeZone);
    assert.deepEqual(read, [
      ...[
        'Asia/Damascus',
        'Asia/Damascus',
        'Asia/Damascus',
        'Asia/Amman',
        'Africa/Cairo',
        'America/New_York',
      ],
      ...['+03:00', '+03:00', '-03:30', 'UTC', 'UTC', '+14:00', null, null, null, null, null, null],
    ]);
    assert.deepEqual(
      [zoneName('Asia/Amman', 'ar'), zoneName('+03:00', 'ar'), zoneName('Europe/Rome', 'en')],
      ['عمّان', 'UTC+03:00', 'Europe/Rome'],
    );
  });

  test('moments are told in the time of the chat, with both names of the month', () => {
    const texts = (locale: 'ar' | 'en') => textsIn(loadI18n(), locale);
    const late = Date.UTC(2031, 0, 31, 22, 5);
    assert.equal(formatMoment(late, 'Asia/Damascus', texts('ar')), '1 شباط/فبراير 2031، 01:05');
    assert.equal(formatMoment(late, '-03:30', texts('en')), '31 January 2031, 18:35');
    assert.deepEqual([weekdayName(1, 'ar'), weekdayName(7, 'en')], ['الاثنين', 'Sunday']);
  });
});
