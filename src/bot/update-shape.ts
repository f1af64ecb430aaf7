import type { MiddlewareFn } from 'grammy';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { BotContext } from './texts.ts';

const user = z.looseObject({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  username: z.string().optional(),
  language_code: z.string().optional(),
});
const chat = z.looseObject({ id: z.int(), type: z.enum(['private', 'group', 'supergroup', 'channel']) });
const entities = z
  .array(z.looseObject({ type: z.string(), offset: z.int().nonnegative(), length: z.int().positive() }))
  .optional();
const message = z.looseObject({
  message_id: z.int(),
  date: z.int(),
  chat,
  from: user.optional(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  text: z.string().optional(),
  entities,
  caption: z.string().optional(),
  caption_entities: entities,
  document: z
    .looseObject({ file_id: z.string(), file_name: z.string().optional(), file_size: z.number().optional() })
    .optional(),
  migrate_to_chat_id: z.int().optional(),
});
/** Entities are places in a text. */
const hasTextForEntities = (m: z.infer<typeof message>) =>
  (m.entities === undefined || m.text !== undefined) &&
  (m.caption_entities === undefined || m.caption !== undefined);
const messageWithReply = message
  .extend({ reply_to_message: message.refine(hasTextForEntities).optional() })
  .refine(hasTextForEntities);
const member = z.looseObject({ status: z.string() });

/** The kinds of updates the bot handles, each with what its handlers rely on (Bot API, Update). */
const kinds = {
  message: messageWithReply,
  edited_message: messageWithReply,
  callback_query: z.looseObject({
    id: z.string(),
    from: user,
    message: messageWithReply.optional(),
    inline_message_id: z.string().optional(),
    data: z.string().optional(),
  }),
  inline_query: z.looseObject({ id: z.string(), from: user, query: z.string(), offset: z.string() }),
  my_chat_member: z.looseObject({ chat, from: user, old_chat_member: member, new_chat_member: member }),
};

/** What Telegram is asked to send (`allowed_updates`). */
export const handledKinds = Object.keys(kinds) as (keyof typeof kinds)[];

const updateShape = z.union(
  handledKinds.map((kind) => z.looseObject({ [kind]: kinds[kind] })) as unknown as [z.ZodType, z.ZodType],
);

/**
 * Middleware that lets pass what has the shape of an update the bot handles. A webhook is open to whoever
 * learns its secret, and a handler may rely on the types that Telegram promises only after this.
 */
export function wellFormed(log: Logger): MiddlewareFn<BotContext> {
  return async (ctx, next) => {
    if (updateShape.safeParse(ctx.update).success) return next();
    const known = handledKinds.some((kind) => kind in ctx.update);
    log[known ? 'warn' : 'debug']({ update: ctx.update.update_id }, 'an update of another shape is left out');
  };
}
