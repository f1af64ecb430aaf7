import type { RenderAlerts } from '../../alerts/render.ts';
import type { Delivery } from '../../store/delivery.ts';
import type { BotServices } from '../services.ts';
import { type Locale, loadI18n, locales, textsIn } from '../texts.ts';
import { type AlertContent, readAlert } from './alert-content.ts';
import { alertView } from './alert-view.ts';
import { digestView } from './digest-view.ts';

/**
 * Makes the messages of the dispatcher: an alert of its own for one report, however many topics it is about, a
 * digest for several. In the language chosen in the chat by now, else in that of the subscription.
 */
export function alertRenderer(services: Pick<BotServices, 'excerpt' | 'excerptAt' | 'chats'>): RenderAlerts {
  const i18n = loadI18n();
  return async (deliveries, locale) => {
    const [first] = deliveries;
    if (!first) return null;
    const kept = await services.chats.chat(first.chatId);
    const texts = textsIn(i18n, localeIn(kept?.locale ?? locale));
    const alerts: AlertContent[] = [];
    for (const [delivery, ...others] of byReport(deliveries)) {
      const alert = delivery && (await readAlert(services, [delivery, ...others]));
      if (alert) alerts.push(alert);
    }
    const [only, ...more] = alerts;
    if (!only) return null;
    const { text, keyboard } = more.length === 0 ? alertView(only, texts) : digestView(alerts, texts);
    return { text: String(text), ...(keyboard ? { keyboard } : {}) };
  };
}

function localeIn(name: string): Locale {
  return locales.find((locale) => locale === name) ?? 'ar';
}

/** Those of one version of a report together, in the order of the first of each. */
function byReport(deliveries: readonly Delivery[]): readonly (readonly Delivery[])[] {
  return [...Map.groupBy(deliveries, ({ reportId, version }) => `${reportId} ${version}`).values()];
}
