import type { FoundPassage } from '../../retrieval/find-passages.ts';
import type { AlertTimes } from '../../store/alert-times.ts';
import type { FollowOutcome } from '../../store/subscriptions.ts';
import { originHtml } from '../citation.ts';
import { shorten } from '../cut-words.ts';
import { directionMark, isolate } from '../direction.ts';
import { excerptButton } from '../excerpt/excerpt-button.ts';
import { type Html, html, joinHtml } from '../html.ts';
import { keyboardOf, row } from '../keyboard.ts';
import { snippetOf } from '../searching/search-view.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import { everythingButton, stopButton, wordsButton } from './following-buttons.ts';
import { rhythmRow, rhythmText, toList } from './subscription-view.ts';

/** Reports of a preview. */
export const PREVIEW = 3;
/** Most of a title in a preview, in UTF-16 code units. */
const PREVIEW_TITLE = 100;

/** What came of the wish to follow: what would have come of it lately, so that it can be sharpened. */
export interface FollowedResult {
  readonly outcome: Exclude<FollowOutcome, { outcome: 'full' }>;
  readonly preview: readonly FoundPassage[];
  readonly times: AlertTimes;
}

/** Says what is followed from now on, what that would have brought lately, and asks how often. */
export function followedView({ outcome, preview, times }: FollowedResult, texts: Texts): View {
  const { t, locale } = texts;
  const mark = directionMark(locale);
  const { subscription } = outcome;
  const { id, topic } = subscription;
  const every = topic === null;
  const about = every ? '' : html`\n${mark}<b>${isolate(topic)}</b>`;
  const all = every ? '-all' : '';
  const heading = t(`followed-${outcome.outcome}${all}`);
  const often = html`${mark}${t('subscription-rhythm')} ${rhythmText(subscription, times, texts)}`;
  const numbers = preview.map(({ passage, sentence }, i) => ({
    text: String(i + 1),
    callback_data: excerptButton.pack({
      reportId: passage.reportId,
      version: passage.report.version,
      start: sentence.start,
      end: sentence.end,
    }),
  }));
  const words = { text: t('words-topic-button'), callback_data: wordsButton.pack({ id, what: 'topic' }) };
  const stop = { text: t('stop-button'), callback_data: stopButton.pack({ id, step: 'ask', here: 0 }) };
  return {
    text: joinHtml([html`${heading}${about}`, lately(preview, every, texts), often], '\n\n'),
    ...keyboardOf([
      row(locale, numbers),
      rhythmRow(subscription, texts),
      row(locale, every ? [stop] : [words, stop]),
      [toList(texts)],
    ]),
  };
}

function lately(preview: readonly FoundPassage[], every: boolean, texts: Texts): Html {
  const { t, locale } = texts;
  const mark = directionMark(locale);
  if (preview.length === 0) return html`${t('preview-none')}`;
  const items = preview.map((found, i) => {
    const { report } = found.passage;
    const origin = originHtml(report, texts);
    const title = html`${mark}<b>${i + 1}.</b> ${isolate(shorten(report.title, PREVIEW_TITLE))}`;
    return html`${title}${origin ? html` — ${origin}` : ''}\n<blockquote>${snippetOf(found)}</blockquote>`;
  });
  const hint = every ? '' : html`\n${t('preview-hint')}`;
  return html`${t('preview-heading')}\n${joinHtml(items, '\n')}${hint}`;
}

/** The question before every new report is sent. */
export function everythingView({ t, locale }: Texts): View {
  const button = (answer: 'yes' | 'no') => ({
    text: t(`everything-${answer}`),
    callback_data: everythingButton.pack({ answer }),
  });
  return {
    text: html`${t('everything-ask')}`,
    keyboard: { inline_keyboard: [row(locale, [button('yes'), button('no')])] },
  };
}
