import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { detectEntities, formatText } from './formatting.ts';
import { parseHtml } from './html-parser.ts';

const refused = (source: string, why: string) =>
  assert.throws(() => parseHtml(source), { message: `Bad Request: can't parse entities: ${why}` });

describe("Telegram's HTML", () => {
  test('becomes text and entities with offsets in UTF-16 units', () => {
    assert.deepEqual(
      parseHtml(
        '😀 <b>a<i>b</i></b> &lt;&#1576;&#x1F600;&nbsp; <a href="https://a.example/?x=1&amp;y">c</a>',
      ),
      {
        text: '😀 ab <ب😀&nbsp; c',
        entities: [
          { type: 'bold', offset: 3, length: 2 },
          { type: 'italic', offset: 4, length: 1 },
          { type: 'text_link', offset: 17, length: 1, url: 'https://a.example/?x=1&y' },
        ],
      },
    );
    assert.deepEqual(
      parseHtml(
        '<blockquote expandable>q</blockquote><span class="tg-spoiler">s</span><pre><code class="language-x">p</code></pre><tg-emoji emoji-id="5">e</tg-emoji><s></s>',
      ).entities.map(({ type }) => type),
      ['expandable_blockquote', 'spoiler', 'pre', 'custom_emoji'],
    );
  });

  test('that is not well formed is refused in its words', () => {
    refused('<b>a', 'Can\'t find end tag corresponding to start tag "b"');
    refused('a</b>', 'Unexpected end tag at byte offset 1');
    refused('ب<b>a</i>', 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"');
    refused('1 < 2', 'Unsupported start tag "" at byte offset 2');
    refused('1 <', 'Unclosed start tag at byte offset 2');
    refused('<p>a</p>', 'Unsupported start tag "p" at byte offset 0');
    refused('<br/>', 'Unsupported start tag "br/" at byte offset 0');
    refused('<span>a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0');
    refused(
      '<a href>a</a>',
      'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
    );
    refused('<a href="x>a</a>', 'Unclosed start tag at byte offset 0');
    refused('<b>a</b', 'Unclosed end tag at byte offset 4');
    refused(
      '<blockquote>a<blockquote>b</blockquote></blockquote>',
      "Blockquote can't be nested at byte offset 13",
    );
  });

  test('is cleaned, trimmed and measured after parsing', () => {
    assert.deepEqual(formatText(' \u202e<b> a\rb </b>\t', { parse_mode: 'HTML' }, 10), {
      text: 'ab',
      entities: [{ type: 'bold', offset: 0, length: 2 }],
    });
    assert.equal(
      formatText(`<b>${'&amp;'.repeat(4096)}</b>`, { parse_mode: 'HTML' }, 4096).text.length,
      4096,
    );
    assert.throws(() => formatText('a'.repeat(4097), {}, 4096), {
      message: 'Bad Request: message is too long',
    });
  });
});

test('commands, mentions and links are found in what people type', () => {
  const text = '/start@rasid_bot x @lian https://a.example/b a/b a@b.c';
  assert.deepEqual(
    detectEntities(text).map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]),
    [
      ['bot_command', '/start@rasid_bot'],
      ['mention', '@lian'],
      ['url', 'https://a.example/b'],
    ],
  );
});
