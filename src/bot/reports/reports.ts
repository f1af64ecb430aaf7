import { Composer } from 'grammy';
import { excerptView } from '../excerpt/excerpt-view.ts';
import { seatOf } from '../seat.ts';
import { sendView, showInstead } from '../sending.ts';
import type { BotServices, ReportCard } from '../services.ts';
import type { BotContext, Texts } from '../texts.ts';
import { cardButton, leaveButton, listButton, readButton, withinButton } from './report-buttons.ts';
import { cardView, pageCount, REPORTS_PER_PAGE, reportListView, withinView } from './report-views.ts';

/** /reports and all that starts from a report: its card, reading it, asking within it. */
export function reportsFeature(
  services: BotServices,
  textsOf: (ctx: BotContext) => Texts,
): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { conversations } = services;

  composer.command('reports', async (ctx) => {
    const replyTo = ctx.chat.type === 'private' ? undefined : ctx.msg.message_id;
    return sendView(ctx, reportListView(await page(1), textsOf(ctx)), replyTo);
  });

  composer.callbackQuery(listButton.pattern, async (ctx, next) => {
    const wanted = listButton.unpack(ctx.callbackQuery.data);
    if (!wanted) return next();
    const list = await page(wanted.page);
    await ctx.answerCallbackQuery();
    await showInstead(ctx, reportListView(list, textsOf(ctx)));
  });

  composer.callbackQuery(cardButton.pattern, async (ctx, next) => {
    const wanted = cardButton.unpack(ctx.callbackQuery.data);
    if (!wanted) return next();
    const report = await services.report(wanted.reportId);
    if (!isThere(report)) return refuse(ctx, report);
    await ctx.answerCallbackQuery();
    const view = cardView(report, wanted.page, textsOf(ctx));
    if (wanted.page > 0) return showInstead(ctx, view);
    return sendView(ctx, view, ctx.callbackQuery.message?.message_id);
  });

  composer.callbackQuery(readButton.pattern, async (ctx, next) => {
    const wanted = readButton.unpack(ctx.callbackQuery.data);
    if (!wanted) return next();
    const report = await services.report(wanted.reportId);
    if (!isThere(report)) return refuse(ctx, report);
    const start = { reportId: report.id, version: report.version, ordinal: 0 };
    const excerpt = await services.excerptAt(start);
    if (!excerpt) return refuse(ctx, null);
    await ctx.answerCallbackQuery();
    const view = excerptView(excerpt, textsOf(ctx), ctx.me);
    return sendView(ctx, view, ctx.callbackQuery.message?.message_id);
  });

  composer.callbackQuery(withinButton.pattern, async (ctx, next) => {
    const wanted = withinButton.unpack(ctx.callbackQuery.data);
    const seat = seatOf(ctx);
    if (!wanted || !seat) return next();
    const report = await services.report(wanted.reportId);
    if (!isThere(report)) return refuse(ctx, report);
    await conversations.setScope(seat, report.id);
    await ctx.answerCallbackQuery();
    const view = withinView(report, ctx.chat?.type !== 'private', textsOf(ctx));
    return sendView(ctx, view, ctx.callbackQuery.message?.message_id);
  });

  composer.callbackQuery(leaveButton.pattern, async (ctx, next) => {
    const wanted = leaveButton.unpack(ctx.callbackQuery.data);
    const seat = seatOf(ctx);
    if (!wanted || !seat) return next();
    await conversations.leaveScope(seat);
    // Asking again is up to the feature that asks.
    if (wanted.again === 1) return next();
    return ctx.answerCallbackQuery({ text: textsOf(ctx).t('scope-left') });
  });

  /** A page from 1; the last one when there are fewer by now. */
  async function page(wanted: number) {
    const limit = REPORTS_PER_PAGE;
    const offset = Math.min((wanted - 1) * limit, Number.MAX_SAFE_INTEGER - limit);
    const found = await services.reports({ offset, limit });
    const last = pageCount(found.total);
    if (wanted <= last) return { page: wanted, ...found };
    return { page: last, ...(await services.reports({ offset: (last - 1) * limit, limit })) };
  }

  function refuse(ctx: BotContext, report: ReportCard | null) {
    const text = textsOf(ctx).t(report ? 'excerpt-withdrawn' : 'report-unknown');
    return ctx.answerCallbackQuery({ text, show_alert: true });
  }

  return composer;
}

function isThere(report: ReportCard | null): report is ReportCard {
  return report !== null && report.withdrawnAt === null;
}
