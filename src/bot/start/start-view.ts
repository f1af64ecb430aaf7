import { html, joinHtml } from '../html.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';

/** What the bot is. */
export function startView({ t }: Texts): View {
  return { text: html`${t('start')}` };
}

/** How to ask, with examples that a tap copies. */
export function helpView({ t }: Texts): View {
  const examples = [1, 2, 3].map((n) => html`<code>${t(`help-example-${n}`)}</code>`);
  return {
    text: html`<b>${t('help-title')}</b>\n${t('help')}\n\n<b>${t('help-examples-title')}</b>\n${joinHtml(examples, '\n')}`,
  };
}
