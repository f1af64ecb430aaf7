import type { I18n } from '@grammyjs/i18n';
import type { Api } from 'grammy';
import { type BotContext, locales, textsIn } from './texts.ts';

const commands = ['start', 'help'];

/** Publishes the commands and descriptions in every language; English is for all languages without their own. */
export async function publishProfile(api: Api, i18n: I18n<BotContext>): Promise<void> {
  for (const locale of locales) {
    const { t } = textsIn(i18n, locale);
    const language = locale === 'en' ? {} : { language_code: locale };
    await api.setMyCommands(
      commands.map((command) => ({ command, description: t(`command-${command}`) })),
      language,
    );
    await api.setMyDescription(t('profile-description'), language);
    await api.setMyShortDescription(t('profile-short-description'), language);
  }
}
