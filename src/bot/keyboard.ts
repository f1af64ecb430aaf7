import type { InlineKeyboardButton } from 'grammy/types';
import type { Locale } from './texts.ts';

/** Most buttons of one message; Telegram refuses keyboards of about a hundred. */
export const MAX_BUTTONS = 30;

/**
 * A row of buttons given in the order in which they are read. Telegram's apps lay rows out from left to right
 * in every language, so an Arabic reader's first button comes last.
 */
export function row(locale: Locale, buttons: readonly InlineKeyboardButton[]): InlineKeyboardButton[] {
  return locale === 'ar' ? [...buttons].reverse() : [...buttons];
}

/** Buttons in rows of `width`, in the order in which they are read. */
export function rows(
  locale: Locale,
  buttons: readonly InlineKeyboardButton[],
  width: number,
): InlineKeyboardButton[][] {
  const shown = buttons.slice(0, MAX_BUTTONS);
  const all: InlineKeyboardButton[][] = [];
  for (let i = 0; i < shown.length; i += width) all.push(row(locale, shown.slice(i, i + width)));
  return all;
}

/** A keyboard of the rows that have buttons, or none. */
export function keyboardOf(all: readonly (readonly InlineKeyboardButton[])[]): {
  keyboard?: { inline_keyboard: InlineKeyboardButton[][] };
} {
  const filled = all.filter((one) => one.length > 0).map((one) => [...one]);
  return filled.length > 0 ? { keyboard: { inline_keyboard: filled } } : {};
}
