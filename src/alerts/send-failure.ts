import { GrammyError, HttpError } from 'grammy';

/** What to do about a message that could not be sent. */
export type SendFailure =
  /** Telegram asks for a pause, milliseconds. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** The bot may not write in this chat, or in this topic of it. */
  | { readonly kind: 'unreachable'; readonly what: 'chat' | 'thread' }
  /** There is no such chat. */
  | { readonly kind: 'gone' }
  /** The group has another number now. */
  | { readonly kind: 'moved'; readonly to: number }
  /** Telegram refuses this very message. */
  | { readonly kind: 'refused' }
  /** The network or Telegram fails, or the token is refused: another attempt may succeed, when that is mended. */
  | { readonly kind: 'later' };

/** Nobody may write there, or not this bot. */
const NO_RIGHTS = /not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|need administrator rights/i;
const NO_CHAT = /chat not found|PEER_ID_INVALID|group chat was deactivated/i;
const NO_THREAD = /message thread not found|TOPIC_CLOSED|TOPIC_DELETED/i;

/** Reads what Telegram or the network said. */
export function sendFailure(error: unknown): SendFailure {
  if (!(error instanceof GrammyError)) return { kind: 'later' };
  const { error_code: code, description, parameters } = error;
  if (code === 429) return { kind: 'wait', ms: (parameters.retry_after ?? 1) * 1_000 };
  if (code === 403) return { kind: 'unreachable', what: 'chat' };
  if (code === 401 || code === 404 || code === 409 || code >= 500) return { kind: 'later' };
  if (parameters.migrate_to_chat_id !== undefined) {
    return { kind: 'moved', to: parameters.migrate_to_chat_id };
  }
  if (NO_CHAT.test(description)) return { kind: 'gone' };
  if (NO_THREAD.test(description)) return { kind: 'unreachable', what: 'thread' };
  if (NO_RIGHTS.test(description)) return { kind: 'unreachable', what: 'chat' };
  return { kind: 'refused' };
}

/** Why, for the log: nothing of what was to be sent, nor to whom. */
export function reasonOf(error: unknown): string {
  if (error instanceof GrammyError) return `${error.error_code} ${error.description}`;
  if (error instanceof HttpError && error.error instanceof Error) return error.error.message;
  return error instanceof Error ? error.message : String(error);
}
