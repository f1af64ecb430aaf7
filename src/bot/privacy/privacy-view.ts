import { html } from '../html.ts';
import { row } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import { forgetButton } from './forget-button.ts';

/**
 * What is kept of a chat, who else gets what is asked, and how to have it deleted. `summaries`: questions and quotes
 * go to a language model's server.
 */
export function privacyView({ t }: Texts, summaries: boolean): View {
  const machine = t(summaries ? 'privacy-summaries' : 'privacy-alone');
  return { text: html`<b>${t('privacy-title')}</b>\n${t('privacy')}\n${machine}\n\n${t('privacy-forget')}` };
}

/** The question before all is deleted. */
export function forgetView({ t, locale }: Texts): View {
  const button = (answer: 'yes' | 'no') => ({
    text: t(`forget-${answer}`),
    callback_data: forgetButton.pack({ answer }),
  });
  const buttons = row(locale, [button('yes'), button('no')]);
  return { text: html`${t('forget-ask')}`, keyboard: { inline_keyboard: [buttons] } };
}

/** What came of it. */
export function forgottenView(answer: 'yes' | 'no', { t }: Texts): View {
  return { text: html`${t(answer === 'yes' ? 'forget-done' : 'forget-not')}` };
}
