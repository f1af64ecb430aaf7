import type { Logger } from 'pino';
import type { ApiSignal } from './running.ts';
import { seatOf } from './seat.ts';
import type { BotContext } from './texts.ts';

/** Telegram shows a chat action for about 5 s; it is sent again a little earlier, in milliseconds. */
const AGAIN_AFTER = 4500;
/** The answer does not wait longer than this for an action on its way, in milliseconds. */
const WAIT = 1000;

/**
 * Shows that the bot is typing for as long as `work` takes, and gives what it gives. When it returns, no action
 * is on its way that could arrive after the answer. (@grammyjs/auto-chat-action, and grammY's own shortcut, take
 * the thread of any reply for a topic, which groups without topics refuse.)
 */
export async function whileTyping<T>(ctx: BotContext, log: Logger, work: () => Promise<T>): Promise<T> {
  const seat = seatOf(ctx);
  if (!seat) return work();
  const topic = seat.threadId === null ? {} : { message_thread_id: seat.threadId };
  const stuck = new AbortController();
  const send = () =>
    ctx.api.sendChatAction(seat.chatId, 'typing', topic, stuck.signal as unknown as ApiSignal).then(
      () => {},
      (error: unknown) => log.debug({ reason: String(error) }, 'no typing action'),
    );
  let sent = send();
  const timer = setInterval(() => {
    sent = send();
  }, AGAIN_AFTER);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    const limit = setTimeout(() => stuck.abort(), WAIT);
    await sent;
    clearTimeout(limit);
  }
}
