import type { Message, MessageEntity } from 'grammy/types';

/** A message as a web page shows it: its text with the entities as tags, its buttons below. */
export function messageHtml(message: Message, side: 'in' | 'out'): string {
  const text = entitiesHtml(message.text ?? '', message.entities ?? []);
  const rows = message.reply_markup?.inline_keyboard ?? [];
  const buttons = rows.map(
    (row) =>
      `<div class="row">${row.map((button) => `<span dir="auto">${escaped(button.text)}</span>`).join('')}</div>`,
  );
  const quoted = message.reply_to_message && side === 'in' ? replyHtml(message.reply_to_message) : '';
  return `<div class="message ${side}"><div class="bubble">${quoted}<div class="text">${text}</div></div>${buttons.join('')}</div>`;
}

/** The text with its entities as tags; entities are nested or apart, as Telegram gives them. */
export function entitiesHtml(text: string, entities: readonly MessageEntity[]): string {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const render = (from: number, to: number, index: number): [html: string, next: number] => {
    let html = '';
    let at = from;
    let i = index;
    for (; i < sorted.length; ) {
      const entity = sorted[i] as MessageEntity;
      if (entity.offset >= to) break;
      const end = Math.min(entity.offset + entity.length, to);
      html += escaped(text.slice(at, entity.offset));
      const [inner, next] = render(entity.offset, end, i + 1);
      html += wrap(entity, inner);
      at = end;
      i = next;
    }
    return [html + escaped(text.slice(at, to)), i];
  };
  return lines(render(0, text.length, 0)[0]);
}

/** Each line has the direction of its first strong letter, as on a phone; a blockquote breaks lines by itself. */
function lines(html: string): string {
  return html
    .replace(/\n?(<blockquote[^>]*>)/g, '$1')
    .replace(/(<\/blockquote>)\n?/g, '$1')
    .split(/(<blockquote[^>]*>.*?<\/blockquote>)/s)
    .map((part) => (part.startsWith('<blockquote') ? part : lineHtml(part)))
    .join('');
}

function lineHtml(part: string): string {
  if (part === '') return '';
  return part
    .split('\n')
    .map((line) => `<p dir="auto">${line === '' ? '&nbsp;' : line}</p>`)
    .join('');
}

function wrap(entity: MessageEntity, inner: string): string {
  switch (entity.type) {
    case 'bold':
      return `<b>${inner}</b>`;
    case 'italic':
      return `<i>${inner}</i>`;
    case 'code':
      return `<code>${inner}</code>`;
    case 'text_link':
      return `<a>${inner}</a>`;
    case 'url':
    case 'bot_command':
    case 'mention':
      return `<a>${inner}</a>`;
    case 'blockquote':
    case 'expandable_blockquote':
      return `<blockquote dir="auto">${inner}</blockquote>`;
    default:
      return inner;
  }
}

function replyHtml(original: Message): string {
  const [first = ''] = (original.text ?? '').split('\n');
  return `<div class="reply" dir="auto">${escaped(first)}</div>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c);
}
