import type { Message, MessageEntity, User } from 'grammy/types';
import type { Span } from '../../reports/report.ts';

/** The bot's own account, as far as people name it. */
type Me = Pick<User, 'id'> & { readonly username: string };

/** How a message in a group speaks to the bot; `undefined` when it doesn't. */
export function addressedBy(message: Message, me: Me): 'mention' | 'reply' | undefined {
  // Bots that answer each other would never stop. An admin who writes as the group looks like a bot, too.
  if (message.from?.is_bot && !message.sender_chat) return undefined;
  if (commandOf(message)) return undefined;
  if (mentions(message, me).length > 0) return 'mention';
  const to = message.reply_to_message;
  // The first message of a topic counts as replied to by all others in it.
  return to?.from?.id === me.id && !('forum_topic_created' in to) ? 'reply' : undefined;
}

/** The command at a message's start, if there is one. */
export function commandOf(message: Message): MessageEntity | undefined {
  return message.entities?.find(({ type, offset }) => type === 'bot_command' && offset === 0);
}

/** The command at a message's start, in lower case without its slash; not `ours` when it names another bot. */
export function commandIn(message: Message, me: Me): { name: string; ours: boolean } | undefined {
  const command = commandOf(message);
  if (!command) return undefined;
  const written = textOf(message).slice(1, command.length).toLowerCase();
  const [name = '', bot] = written.split('@');
  return { name, ours: bot === undefined || bot === me.username.toLowerCase() };
}

/** The text of a message, or the words under its picture or file. */
export function textOf(message: Message): string {
  return message.text ?? message.caption ?? '';
}

/** What a message says, without the command at its start and the mentions of the bot. */
export function wordsFor(message: Message, me: Me): string {
  const text = textOf(message);
  const command = commandOf(message);
  const out = [...(command ? [spanOf(command)] : []), ...mentions(message, me)];
  let at = 0;
  const pieces: string[] = [];
  for (const { start, end } of out.sort((a, b) => a.start - b.start)) {
    pieces.push(text.slice(at, Math.max(at, start)));
    at = Math.max(at, end);
  }
  pieces.push(text.slice(at));
  const words = pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
  // What stood between the name and the question: "@bot: who …", "@bot، من …".
  return words.join(' ').replace(/^[\s:,،؛;–—-]+/, '');
}

function mentions(message: Message, me: Me): Span[] {
  const text = textOf(message);
  const name = `@${me.username}`.toLowerCase();
  return (message.entities ?? message.caption_entities ?? [])
    .filter((entity) =>
      entity.type === 'mention'
        ? text.slice(entity.offset, entity.offset + entity.length).toLowerCase() === name
        : entity.type === 'text_mention' && entity.user.id === me.id,
    )
    .map(spanOf);
}

function spanOf({ offset, length }: MessageEntity): Span {
  return { start: offset, end: offset + length };
}
