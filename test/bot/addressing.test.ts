import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Message } from 'grammy/types';
import { addressedBy, wordsFor } from '../../src/bot/asking/addressing.ts';
import { detectEntities } from '../telegram/formatting.ts';

const me = { id: 7, is_bot: true, first_name: 'Rasid', username: 'rasid_test_bot' } as const;
const person = { id: 8, is_bot: false, first_name: 'ليان' };
const message = (text: string, change: object = {}): Message =>
  ({
    message_id: 1,
    date: 0,
    chat: { id: -1, type: 'group' },
    from: person,
    text,
    entities: detectEntities(text),
    ...change,
  }) as Message;

describe('a message in a group', () => {
  test('speaks to the bot by its name anywhere, or as a reply to it', () => {
    const cases: [string, Message][] = [
      ['mention', message('@rasid_test_bot من أعلن الهدنة؟')],
      ['mention', message('😀😀 من أعلن الهدنة يا @Rasid_Test_Bot؟')],
      [
        'mention',
        message('راصد: من؟', { entities: [{ type: 'text_mention', offset: 0, length: 4, user: me }] }),
      ],
      ['reply', message('ومتى؟', { reply_to_message: message('جواب', { from: me }) })],
    ];
    for (const [how, said] of cases) assert.equal(addressedBy(said, me), how, said.text);
  });

  test('else is left to the people there', () => {
    const topic = message('', { from: me, forum_topic_created: { name: 'موضوع', icon_color: 0 } });
    for (const said of [
      message('من أعلن الهدنة؟'),
      message('@rasid_test_bot2 من؟'),
      message('mail@rasid_test_bot.example'),
      message('/weather@other_bot @rasid_test_bot'),
      message('شكراً', { reply_to_message: message('سؤال') }),
      message('في موضوع فتحه البوت', { reply_to_message: topic }),
      message('@rasid_test_bot', { from: { ...me, id: 9 } }),
    ]) {
      assert.equal(addressedBy(said, me), undefined, said.text);
    }
    // An admin who writes as the group itself is not one of the bots that could answer each other.
    const group = { id: -1, type: 'group', title: 'مجموعة' };
    const anonymous = message('@rasid_test_bot من؟', { from: { ...me, id: 1087968824 }, sender_chat: group });
    assert.equal(addressedBy(anonymous, me), 'mention');
  });
});

describe('the words of a question', () => {
  test('are what is left without the name and the command', () => {
    const cases: [string, string][] = [
      ['@rasid_test_bot: من أعلن الهدنة؟', 'من أعلن الهدنة؟'],
      ['@rasid_test_bot، من أعلن الهدنة؟', 'من أعلن الهدنة؟'],
      ['😀 من أعلن @RASID_TEST_BOT الهدنة؟', '😀 من أعلن الهدنة؟'],
      ['/ask@rasid_test_bot Who? @lian', 'Who? @lian'],
      ['/ask\n\nمن؟', 'من؟'],
      ['@rasid_test_bot', ''],
      ['من كتب @rasid_test_bot @rasid_test_bot هذا؟', 'من كتب هذا؟'],
    ];
    for (const [text, words] of cases) assert.equal(wordsFor(message(text), me), words);
  });

  test('lose nothing else, wherever the name stands and whatever entities there are', () => {
    const words = fc.array(fc.constantFrom('من', 'أعلن', '😀', 'a&b', '👨‍👩‍👧'), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const text = [...before, '@rasid_test_bot', ...after].join(' ');
        assert.equal(wordsFor(message(text), me), [...before, ...after].join(' '));
      }),
      { numRuns: 100 },
    );
    const spans = fc.array(fc.record({ offset: fc.nat(30), length: fc.integer({ min: 1, max: 30 }) }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), spans, (text, all) => {
        const entities = all.map((span) => ({ ...span, type: 'text_mention', user: me }));
        assert.ok(wordsFor(message(text, { entities }), me).length <= text.length);
      }),
      { numRuns: 100 },
    );
  });
});
