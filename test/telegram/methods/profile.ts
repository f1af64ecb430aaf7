import { z } from 'zod';
import { badRequest } from '../errors.ts';
import { checkCommands } from '../limits.ts';
import { chatId, integer, json, readAs } from '../params.ts';
import type { World } from '../world.ts';
import type { MethodTable } from './method.ts';

const language = z
  .string()
  .regex(/^([a-z]{2})?$/, 'LANGUAGE_CODE_INVALID')
  .optional();
const scope = json(z.looseObject({ type: z.string(), chat_id: integer.optional() })).optional();
const commandsSchema = z.object({
  commands: json(z.array(z.object({ command: z.string(), description: z.string() }))),
  scope,
  language_code: language,
});

/** The name of a list of commands: `default:ar`, `chat 5:`. Throws ApiError for a chat the bot does not know. */
function listKey(
  world: World,
  params: {
    scope?: { type: string; chat_id?: number | undefined } | undefined;
    language_code?: string | undefined;
  },
): string {
  const { type = 'default', chat_id: id } = params.scope ?? {};
  if (id !== undefined && world.chat(id).access !== 'open') throw badRequest('chat not found');
  return `${type}${id === undefined ? '' : ` ${id}`}:${params.language_code ?? ''}`;
}

/** Longest texts of the profile, in UTF-16 code units (Bot API). */
const limits = { description: 512, short_description: 120, name: 64 };

function setText(kind: keyof typeof limits) {
  return (world: World, raw: Record<string, unknown>) => {
    const params = readAs(z.object({ [kind]: z.string().optional(), language_code: language }), raw);
    const text = String(params[kind] ?? '');
    if (text.length > limits[kind]) throw badRequest(`${kind.toUpperCase()}_TOO_LONG`);
    world.texts.set(`${kind}:${params.language_code ?? ''}`, text);
    return true;
  };
}

function getText(kind: keyof typeof limits) {
  return (world: World, raw: Record<string, unknown>) => {
    const code = readAs(z.object({ language_code: language }), raw).language_code ?? '';
    return { [kind]: world.texts.get(`${kind}:${code}`) ?? world.texts.get(`${kind}:`) ?? '' };
  };
}

/** The methods about the bot itself, its chats and its files. */
export const profileMethods: MethodTable = {
  getMe: (world) => world.me,
  setMyCommands(world, raw) {
    const params = readAs(commandsSchema, raw);
    checkCommands(params.commands);
    world.commands.set(listKey(world, params), params.commands);
    return true;
  },
  getMyCommands(world, raw) {
    const params = readAs(z.object({ scope, language_code: language }), raw);
    return world.commands.get(listKey(world, params)) ?? [];
  },
  deleteMyCommands(world, raw) {
    const params = readAs(z.object({ scope, language_code: language }), raw);
    return world.commands.delete(listKey(world, params)) || true;
  },
  setMyDescription: setText('description'),
  getMyDescription: getText('description'),
  setMyShortDescription: setText('short_description'),
  getMyShortDescription: getText('short_description'),
  setMyName: setText('name'),
  getMyName: getText('name'),

  getChat: (world, raw) => ({
    ...world.chat(readAs(z.object({ chat_id: chatId }), raw).chat_id).info,
    accent_color_id: 0,
    max_reaction_count: 11,
  }),
  getChatMember(world, raw) {
    const params = readAs(z.object({ chat_id: chatId, user_id: integer }), raw);
    const member = world.writable(params.chat_id).members.get(params.user_id);
    if (member) return member;
    const user = world.users.get(params.user_id);
    if (!user) throw badRequest('PARTICIPANT_ID_INVALID');
    return { status: 'left', user };
  },
  getChatAdministrators(world, raw) {
    const chat = world.writable(readAs(z.object({ chat_id: chatId }), raw).chat_id);
    if (chat.info.type === 'private') throw badRequest('there are no administrators in the private chat');
    return [...chat.members.values()].filter(
      ({ status }) => status === 'administrator' || status === 'creator',
    );
  },
  leaveChat(world, raw) {
    world.writable(readAs(z.object({ chat_id: chatId }), raw).chat_id).access = 'kicked';
    return true;
  },

  getFile(world, raw) {
    const { file_id } = readAs(z.object({ file_id: z.string() }), raw);
    const file = world.files.get(file_id);
    if (!file) throw badRequest('invalid file_id');
    // Bots can fetch files of up to 20 MB (Bot API, getFile).
    if (file.bytes.length > 20 * 1024 * 1024) throw badRequest('file is too big');
    return {
      file_id,
      file_unique_id: file_id,
      file_size: file.bytes.length,
      file_path: `documents/${file_id}`,
    };
  },
};
