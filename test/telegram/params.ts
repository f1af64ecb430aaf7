import type { IncomingMessage } from 'node:http';
import type { MessageEntity } from 'grammy/types';
import { z } from 'zod';
import { badRequest } from './errors.ts';

/** A file that came in a multipart request, or the name of one sent before. */
export type UploadedFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

/** What a request carries, before a method reads it. Values of form fields are strings. */
export type RawParams = Record<string, unknown>;

/** The largest body the server reads, in bytes (Telegram's upload limit for bots is 50 MB). */
const MAX_BODY = 50 * 1024 * 1024;

/** Reads the parameters of a call from the query and from a JSON, urlencoded or multipart body. */
export async function readParams(request: IncomingMessage, url: URL): Promise<RawParams> {
  const params: RawParams = Object.fromEntries(url.searchParams);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw badRequest('request entity too large');
    chunks.push(chunk);
  }
  if (size === 0) return params;
  const type = request.headers['content-type'] ?? '';
  const body = Buffer.concat(chunks);
  if (type.startsWith('application/json')) return { ...params, ...readJson(body.toString('utf8')) };
  const form = await new Response(body, { headers: { 'content-type': type } }).formData().catch(() => {
    throw badRequest("can't parse the request's body");
  });
  for (const [name, value] of form) {
    params[name] =
      typeof value === 'string'
        ? value
        : { name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) };
  }
  return params;
}

function readJson(body: string): RawParams {
  const parsed = z.record(z.string(), z.unknown()).safeParse(tryJson(body));
  if (!parsed.success) throw badRequest("can't parse JSON object");
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== null));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads `params` by `schema`; a wrong one is refused in Telegram's style with the field's name. */
export function readAs<T>(schema: z.ZodType<T>, params: RawParams): T {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw badRequest(`parameter "${issue?.path.join('.')}" is invalid: ${issue?.message}`);
}

/** A whole number, also as a string: the Bot API takes both. */
export const integer = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number),
]);
/** True or false, also as a string. */
export const flag = z.union([
  z.boolean(),
  z.enum(['true', 'True', '1', 'false', 'False', '0']).transform((s) => /^(true|1)$/i.test(s)),
]);
/** A chat by number or `@name`. */
export const chatId = z.union([integer, z.string()]);

/** An object or array, also as a JSON string. */
export function json<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (typeof value === 'string' ? tryJson(value) : value), schema);
}

const entity = z
  .looseObject({ type: z.string(), offset: z.number().int(), length: z.number().int() })
  .transform((value) => value as unknown as MessageEntity);

/** Fields shared by the methods that send a message. */
export const sending = {
  chat_id: chatId,
  message_thread_id: integer.optional(),
  disable_notification: flag.optional(),
  reply_parameters: json(
    z.looseObject({ message_id: integer, allow_sending_without_reply: flag.optional() }),
  ).optional(),
  reply_markup: json(z.record(z.string(), z.unknown())).optional(),
};
/** Fields of a text with its formatting. */
export const formatting = {
  parse_mode: z.string().optional(),
  entities: json(z.array(entity)).optional(),
  link_preview_options: json(
    z.looseObject({ is_disabled: flag.optional(), url: z.string().optional() }),
  ).optional(),
};
