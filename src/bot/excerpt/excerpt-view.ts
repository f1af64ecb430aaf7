import type { Span } from '../../reports/report.ts';
import type { Excerpt } from '../../reports/stored.ts';
import { originHtml, titleHtml, webAddress } from '../citation.ts';
import { firstWords, lastWords, shorten } from '../cut-words.ts';
import { directionMark } from '../direction.ts';
import { type Html, html } from '../html.ts';
import { keyboardOf, row } from '../keyboard.ts';
import { cardButton } from '../reports/report-buttons.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';
import { turnTo } from './excerpt-button.ts';
import { type BotAccount, shareButton } from './share-button.ts';

/** Most text shown before, in and after the cited words, in UTF-16 code units: the excerpt stays one message. */
const SURROUNDINGS = 1100;
const MARKED = 1200;

/**
 * The passage with the cited words in bold (underlining would run through the dots of Arabic letters). `cited` is
 * the place that paging began from, in this passage or another.
 */
export function excerptView(
  excerpt: Excerpt,
  texts: Texts,
  me: BotAccount,
  cited: Span | null = excerpt.mark,
): View {
  const { t } = texts;
  const { report, ordinal, count } = excerpt;
  const origin = originHtml(report, texts);
  const mark = directionMark(texts.locale);
  const head = html`${mark}<b>${titleHtml(report)}</b>${origin ? html`\n${mark}${origin}` : ''}`;
  const notice = excerpt.state === 'changed' ? html`\n\n${t('excerpt-changed')}` : '';
  const place = count > 1 ? html`\n${t('excerpt-place', { ordinal: ordinal + 1, count })}` : '';
  return {
    text: html`${head}${notice}\n\n<blockquote>${passageHtml(excerpt)}</blockquote>${place}`,
    ...keyboardOf(keyboard(excerpt, texts, me, cited)),
  };
}

function keyboard(excerpt: Excerpt, texts: Texts, me: BotAccount, cited: Span | null) {
  const { t, locale } = texts;
  const { report, ordinal, count } = excerpt;
  const previous = ordinal > 0 ? [turnTo(excerpt, cited, -1, t('previous-button'))] : [];
  const next = ordinal < count - 1 ? [turnTo(excerpt, cited, 1, t('next-button'))] : [];
  const card = { text: t('card-button'), callback_data: cardButton.pack({ reportId: report.id, page: 0 }) };
  const url = webAddress(report.url);
  const original = url === null ? [] : [{ text: t('original-button'), url }];
  return [
    row(locale, [...previous, ...next]),
    row(locale, [card, ...original]),
    [shareButton(excerpt, texts, me)],
  ];
}

/** The passage's letters as they are; `…` where the report goes on before or after what is shown. */
function passageHtml({ text, start, end, mark, ordinal, count }: Excerpt): Html {
  const markStart = mark ? mark.start - start : 0;
  const markEnd = mark ? mark.end - start : 0;
  const before = lastWords(text.slice(0, markStart), SURROUNDINGS);
  const after = firstWords(text.slice(markEnd), mark ? SURROUNDINGS : 2 * SURROUNDINGS);
  const opening = ordinal > 0 || before.length < markStart ? '… ' : '';
  const closing = ordinal < count - 1 || markEnd + after.length < text.length ? ' …' : '';
  const words = shorten(text.slice(markStart, markEnd), MARKED);
  // A passage that is marked from end to end, such as one shared whole, has nothing to tell apart.
  const marked = words === '' || (mark?.start === start && mark.end === end) ? words : html`<b>${words}</b>`;
  return html`${opening}${before}${marked}${after}${closing}`;
}
