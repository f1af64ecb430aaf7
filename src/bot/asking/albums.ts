import type { MiddlewareFn } from 'grammy';
import type { BotContext } from '../texts.ts';

/** Albums remembered; the messages of one come within a second. */
const REMEMBERED = 1000;

/**
 * Middleware: an album comes as a message for each picture, but is sent once. So only its first message passes,
 * and those with words. `keepsAll`: every file counts for itself.
 */
export function albumsOnce(keepsAll: (ctx: BotContext) => boolean): MiddlewareFn<BotContext> {
  const seen = new Set<string>();
  return (ctx, next) => {
    const album = ctx.message?.media_group_id;
    if (album === undefined || keepsAll(ctx)) return next();
    const name = `${ctx.message?.chat.id} ${album}`;
    if (seen.has(name) && ctx.message?.caption === undefined) return;
    seen.add(name);
    const [oldest] = seen;
    if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
    return next();
  };
}
