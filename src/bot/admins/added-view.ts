import { isolate } from '../direction.ts';
import { html } from '../html.ts';
import { row } from '../keyboard.ts';
import type { View } from '../sending.ts';
import type { AddedReport } from '../services.ts';
import type { Texts } from '../texts.ts';
import { replaceButton } from './replace-button.ts';

/** What became of a report file that an admin sent. */
export function addedView(added: AddedReport, texts: Texts): View {
  const { t } = texts;
  switch (added.outcome) {
    case 'ingested': {
      const { change, passages, reports } = added;
      return {
        text: html`<b>${isolate(added.title)}</b>\n${t(`report-${change}`, { passages, name: added.name })}\n${t('report-total', { reports })}`,
      };
    }
    case 'written':
    case 'replaced':
      return { text: html`${t('report-later', { name: added.name })}` };
    case 'same':
      return { text: html`${t('report-same', { name: added.name })}` };
    case 'there':
      return { text: html`${t('report-there', { name: added.name })}`, keyboard: keyboard(texts) };
    case 'unreadable':
      return { text: html`${t(`unreadable-${added.reason}`)}` };
    case 'no-name':
      return { text: html`${t('report-no-name')}` };
    case 'not-writable':
      return { text: html`${t('report-not-writable', { code: added.code })}` };
  }
}

function keyboard({ t, locale }: Texts) {
  const button = (action: 'replace' | 'keep' | 'no') => ({
    text: t(`report-button-${action}`),
    callback_data: replaceButton.pack({ action }),
  });
  return { inline_keyboard: [row(locale, [button('replace'), button('keep')]), [button('no')]] };
}
