import { html } from '../html.ts';
import type { View } from '../sending.ts';
import { locales, type Texts } from '../texts.ts';
import { languageButton } from './language-button.ts';

/** The languages, the one spoken now with a mark; each is named in itself, for whoever reads no other. */
export function languageView({ t, locale }: Texts, chosen: boolean): View {
  const buttons = locales.map((other) => ({
    text: `${other === locale ? '✓ ' : ''}${t(`language-${other}`)}`,
    callback_data: languageButton.pack({ locale: other }),
  }));
  return {
    text: html`${t(chosen ? 'language-chosen' : 'language-choose')}`,
    keyboard: { inline_keyboard: [buttons] },
  };
}
