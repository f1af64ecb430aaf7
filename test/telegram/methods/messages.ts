import type { Message } from 'grammy/types';
import { z } from 'zod';
import { badRequest } from '../errors.ts';
import { formatText, MAX_CAPTION, MAX_TEXT } from '../formatting.ts';
import { checkKeyboard } from '../limits.ts';
import { chatId, flag, formatting, integer, json, readAs, sending } from '../params.ts';
import type { World } from '../world.ts';
import type { MethodTable } from './method.ts';

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

const messageSchema = z.object({ ...sending, ...formatting, text: z.string() });
const documentSchema = z.object({
  ...sending,
  caption: z.string().optional(),
  parse_mode: z.string().optional(),
  document: z.unknown().optional(),
  photo: z.unknown().optional(),
});
const target = {
  chat_id: chatId.optional(),
  message_id: integer.optional(),
  inline_message_id: z.string().optional(),
};
const editTextSchema = z.object({
  ...target,
  ...formatting,
  text: z.string(),
  reply_markup: sending.reply_markup,
});
const editMarkupSchema = z.object({ ...target, reply_markup: sending.reply_markup });

/** The methods that send, change and take away messages. */
export const messageMethods: MethodTable = {
  sendMessage(world, raw) {
    const params = readAs(messageSchema, raw);
    const chat = world.writable(params.chat_id);
    const { text, entities } = formatText(params.text, params, MAX_TEXT);
    if (text === '') throw badRequest('message text is empty');
    const keyboard = checkKeyboard(params.reply_markup);
    const content = {
      ...chat.placing(params),
      text,
      ...(entities.length > 0 ? { entities } : {}),
      ...(params.link_preview_options ? { link_preview_options: params.link_preview_options } : {}),
      ...(keyboard ? { reply_markup: keyboard } : {}),
    };
    return chat.add(content, world.me, world.seconds(), true);
  },

  sendDocument: (world, raw) => sendFile(world, raw, 'document'),
  sendPhoto: (world, raw) => sendFile(world, raw, 'photo'),

  editMessageText(world, raw) {
    const params = readAs(editTextSchema, raw);
    const old = findTarget(world, params);
    if (!('text' in old)) throw badRequest('there is no text in the message to edit');
    const { text, entities } = formatText(params.text, params, MAX_TEXT);
    if (text === '') throw badRequest('message text is empty');
    const {
      entities: _entities,
      reply_markup: _markup,
      edit_date: _date,
      ...rest
    } = old as Message.TextMessage & { reply_markup?: unknown; edit_date?: number };
    const keyboard = checkKeyboard(params.reply_markup);
    return change(world, params, old, {
      ...rest,
      text,
      ...(entities.length > 0 ? { entities } : {}),
      ...(keyboard ? { reply_markup: keyboard } : {}),
    });
  },

  editMessageReplyMarkup(world, raw) {
    const params = readAs(editMarkupSchema, raw);
    const old = findTarget(world, params);
    const {
      reply_markup: _markup,
      edit_date: _date,
      ...rest
    } = old as Message.TextMessage & { reply_markup?: unknown; edit_date?: number };
    const keyboard = checkKeyboard(params.reply_markup);
    return change(world, params, old, { ...rest, ...(keyboard ? { reply_markup: keyboard } : {}) });
  },

  deleteMessage(world, raw) {
    const params = readAs(z.object({ chat_id: chatId, message_id: integer }), raw);
    if (!world.writable(params.chat_id).remove(params.message_id)) {
      throw badRequest('message to delete not found');
    }
    return true;
  },

  deleteMessages(world, raw) {
    const params = readAs(z.object({ chat_id: chatId, message_ids: json(z.array(integer)) }), raw);
    const chat = world.writable(params.chat_id);
    for (const id of params.message_ids) chat.remove(id);
    return true;
  },

  sendChatAction(world, raw) {
    const params = readAs(
      z.object({ chat_id: chatId, action: z.string(), message_thread_id: integer.optional() }),
      raw,
    );
    const known =
      /^(typing|choose_sticker|find_location|(upload|record)_(photo|video|voice|document|video_note))$/;
    if (!known.test(params.action)) throw badRequest('wrong parameter action in request');
    world.writable(params.chat_id).actions.push(params.action);
    return true;
  },

  setMessageReaction(world, raw) {
    const schema = z.object({
      chat_id: chatId,
      message_id: integer,
      reaction: json(z.array(z.looseObject({ type: z.string() }))).optional(),
      is_big: flag.optional(),
    });
    const params = readAs(schema, raw);
    const chat = world.writable(params.chat_id);
    if (!chat.message(params.message_id)) throw badRequest('message to react not found');
    if ((params.reaction?.length ?? 0) > 1) throw badRequest('REACTIONS_TOO_MANY');
    world.reactions.push({ chat: chat.id, message: params.message_id, reaction: params.reaction ?? [] });
    return true;
  },
};

type Target = z.infer<z.ZodObject<typeof target>>;

function findTarget(world: World, params: Target): Message {
  if (params.inline_message_id !== undefined) {
    const message = world.inlineMessages.get(params.inline_message_id);
    if (!message) throw badRequest('MESSAGE_ID_INVALID');
    return message;
  }
  if (params.chat_id === undefined) throw badRequest('message identifier is not specified');
  const message = world.writable(params.chat_id).message(params.message_id ?? 0);
  if (!message) throw badRequest('message to edit not found');
  if (message.from?.id !== world.me.id) throw badRequest("message can't be edited");
  return message;
}

function change(world: World, params: Target, old: Message, changed: object): Message | true {
  const { edit_date: _date, ...before } = old as Message & { edit_date?: number };
  if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(changed))) throw badRequest(NOT_MODIFIED);
  const message = { ...changed, edit_date: world.seconds() } as Message;
  if (params.inline_message_id !== undefined) world.inlineMessages.set(params.inline_message_id, message);
  world.chats.get(message.chat.id)?.replace(message, true);
  return params.inline_message_id === undefined ? message : true;
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sendFile(world: World, raw: Record<string, unknown>, kind: 'document' | 'photo'): Message {
  const params = readAs(documentSchema, raw);
  const chat = world.writable(params.chat_id);
  const file = uploaded(raw, params[kind]);
  const id = typeof file === 'string' ? file : world.keepFile(file);
  const kept = world.files.get(id);
  if (!kept) throw badRequest('wrong file identifier/HTTP URL specified');
  if (kept.bytes.length === 0) throw badRequest('file must be non-empty');
  const caption = params.caption === undefined ? undefined : formatText(params.caption, params, MAX_CAPTION);
  const keyboard = checkKeyboard(params.reply_markup);
  const described = { file_id: id, file_unique_id: id, file_size: kept.bytes.length };
  const content = {
    ...chat.placing(params),
    ...(kind === 'document'
      ? { document: { ...described, file_name: kept.name, mime_type: kept.type } }
      : { photo: [{ ...described, width: 1, height: 1 }] }),
    ...(caption?.text ? { caption: caption.text, caption_entities: caption.entities } : {}),
    ...(keyboard ? { reply_markup: keyboard } : {}),
  };
  return chat.add(content, world.me, world.seconds(), true);
}

/** The file itself, one part of the form (`attach://part`), or the id of a file sent before. */
function uploaded(raw: Record<string, unknown>, value: unknown) {
  const part = typeof value === 'string' && value.startsWith('attach://') ? raw[value.slice(9)] : value;
  if (part !== null && typeof part === 'object' && 'bytes' in part) {
    return part as { name: string; type: string; bytes: Uint8Array };
  }
  if (typeof part === 'string' && part !== '') return part;
  throw badRequest('there is no document in the request');
}
