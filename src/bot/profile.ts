import type { Api, Bot } from 'grammy';
import type { BotCommand, BotCommandScope } from 'grammy/types';
import { describeError } from './failures.ts';
import type { BotServices } from './services.ts';
import { type BotContext, type Locale, loadI18n, locales, type Texts, textsIn } from './texts.ts';

/** The commands that Telegram offers, in the order in which it shows them; their texts are `command-…`. */
export const commands = {
  private: ['help', 'reports', 'search', 'follow', 'following', 'timezone', 'language', 'privacy', 'forget'],
  groups: ['ask', 'reports', 'search', 'following', 'help', 'privacy'],
  groupAdmins: [
    ...['ask', 'reports', 'search', 'follow', 'following', 'timezone'],
    ...['help', 'language', 'privacy', 'forget'],
  ],
  admin: ['stats'],
} as const;

/** The languages of the profile: English is for everybody whose own there is not. */
const languageOptions = { ar: { language_code: 'ar' }, en: {} } as const;

/** Publishes the profile when the bot is up; a failure is no reason not to answer. */
export async function announceProfile(
  bot: Bot<BotContext>,
  { log, chats, admins }: Pick<BotServices, 'log' | 'chats'> & { readonly admins: readonly number[] },
): Promise<void> {
  try {
    const i18n = loadI18n();
    const chosen = admins.map(async (id) => {
      const kept = await chats.chat(id);
      return { id, locale: locales.find((locale) => locale === kept?.locale) };
    });
    await publishProfile(bot.api, (locale) => textsIn(i18n, locale), await Promise.all(chosen));
  } catch (error) {
    log.warn(describeError(error, bot.token), 'could not publish the commands');
  }
}

/**
 * Publishes the commands and descriptions in every language, those that differ from what Telegram has. `admins`
 * are offered their commands too, in the language they chose if they did, once they have written to the bot.
 */
export async function publishProfile(
  api: Api,
  textsFor: (locale: Locale) => Texts,
  admins: readonly { readonly id: number; readonly locale: Locale | undefined }[] = [],
): Promise<void> {
  for (const locale of locales) {
    const texts = textsFor(locale);
    const language = languageOptions[locale];
    const publish = (scope: BotCommandScope, names: readonly string[]) =>
      publishCommands(api, scope, language, commandsOf(names, texts));
    await publish({ type: 'default' }, commands.private);
    await publish({ type: 'all_group_chats' }, commands.groups);
    await publish({ type: 'all_chat_administrators' }, commands.groupAdmins);
    for (const admin of admins) {
      const all = commandsOf([...commands.private, ...commands.admin], textsFor(admin.locale ?? locale));
      // Telegram knows no chat with those who never wrote to the bot.
      await publishCommands(api, { type: 'chat', chat_id: admin.id }, language, all).catch(() => {});
    }
    const description = texts.t('profile-description');
    if ((await api.getMyDescription(language)).description !== description) {
      await api.setMyDescription(description, language);
    }
    const short = texts.t('profile-short-description');
    if ((await api.getMyShortDescription(language)).short_description !== short) {
      await api.setMyShortDescription(short, language);
    }
  }
}

/** Offers a private chat the commands in the language it chose, whatever the language of the phone. */
export async function publishChatCommands(
  api: Api,
  texts: Texts,
  chatId: number,
  admin: boolean,
): Promise<void> {
  const names = [...commands.private, ...(admin ? commands.admin : [])];
  const scope = { type: 'chat', chat_id: chatId } as const;
  for (const language of Object.values(languageOptions)) {
    // An admin's chat may have commands in each language already.
    await api.setMyCommands(commandsOf(names, texts), { scope, ...language });
  }
}

/** Takes back what {@link publishChatCommands} did. */
export async function unpublishChatCommands(api: Api, chatId: number): Promise<void> {
  const scope = { type: 'chat', chat_id: chatId } as const;
  for (const language of Object.values(languageOptions)) await api.deleteMyCommands({ scope, ...language });
}

function commandsOf(names: readonly string[], { t }: Texts): BotCommand[] {
  return names.map((command) => ({ command, description: t(`command-${command}`) }));
}

async function publishCommands(
  api: Api,
  scope: BotCommandScope,
  language: { language_code?: 'ar' },
  wanted: BotCommand[],
): Promise<void> {
  const there = await api.getMyCommands({ scope, ...language });
  const same =
    there.length === wanted.length &&
    wanted.every((w, i) => w.command === there[i]?.command && w.description === there[i]?.description);
  if (!same) await api.setMyCommands(wanted, { scope, ...language });
}
