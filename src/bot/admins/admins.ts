import { Composer, GrammyError } from 'grammy';
import type { Document } from 'grammy/types';
import type { IncomingFile } from '../../ingest/add-report.ts';
import { MAX_REPORT_BYTES, readerFor } from '../../reports/readers.ts';
import { type AccessRules, isAdmin } from '../access/access.ts';
import { html } from '../html.ts';
import { sendView, showInstead, type View } from '../sending.ts';
import type { AddedReport, BotServices } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { whileTyping } from '../typing.ts';
import { addedView } from './added-view.ts';
import { downloadFile, FileTooLarge } from './download.ts';
import { replaceButton } from './replace-button.ts';
import { statsView } from './stats-view.ts';

/** Where files are fetched from. */
export interface FileSource {
  readonly apiRoot: string;
  readonly token: string;
}

/** For those who run the bot, in private: /stats, and report files that they send. */
export function adminsFeature(
  services: Pick<BotServices, 'stats' | 'addReport' | 'log'>,
  { rules, source, textsOf }: { rules: AccessRules; source: FileSource; textsOf: (ctx: BotContext) => Texts },
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const admins = composer.chatType('private').filter((ctx) => isAdmin(rules, ctx.from?.id));

  admins.command('stats', async (ctx) => sendView(ctx, statsView(await services.stats(), textsOf(ctx))));

  admins.on('message:document', async (ctx) => {
    const view = await take(ctx, ctx.msg.document, 'ask');
    return sendView(ctx, view, ctx.msg.message_id);
  });

  admins.callbackQuery(replaceButton.pattern, async (ctx, next) => {
    const pressed = replaceButton.unpack(ctx.callbackQuery.data);
    if (!pressed) return next();
    const document = ctx.callbackQuery.message?.reply_to_message?.document;
    if (!document) return next();
    await ctx.answerCallbackQuery();
    const { action } = pressed;
    if (action === 'no') return showInstead(ctx, { text: html`${textsOf(ctx).t('report-left')}` });
    return showInstead(ctx, await take(ctx, document, action === 'keep' ? 'keep-both' : 'replace'));
  });

  return composer;

  async function take(ctx: BotContext, document: Document, ifThere: IncomingFile['ifThere']): Promise<View> {
    const name = document.file_name ?? '';
    const added = await whileTyping(ctx, services.log, async (): Promise<AddedReport> => {
      if (readerFor(name) === null) return { outcome: 'unreadable', reason: 'unknown-format' };
      if ((document.file_size ?? 0) > MAX_REPORT_BYTES) return { outcome: 'unreadable', reason: 'too-large' };
      const bytes = await fetchBytes(ctx, document);
      if (bytes === null) return { outcome: 'unreadable', reason: 'too-large' };
      return services.addReport({ name, bytes, ifThere });
    });
    services.log.info({ outcome: added.outcome, admin: ctx.from?.id }, 'an admin sent a file');
    return addedView(added, textsOf(ctx));
  }

  async function fetchBytes(ctx: BotContext, document: Document): Promise<Uint8Array | null> {
    try {
      return await downloadFile(ctx.api, document.file_id, { ...source, maxBytes: MAX_REPORT_BYTES });
    } catch (error) {
      if (error instanceof FileTooLarge) return null;
      if (error instanceof GrammyError && error.description.includes('file is too big')) return null;
      throw error;
    }
  }
}
