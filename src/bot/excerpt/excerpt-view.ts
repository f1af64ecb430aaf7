import type { Excerpt } from '../../reports/stored.ts';
import { originHtml, titleHtml } from '../citation.ts';
import { directionMark } from '../direction.ts';
import { type Html, html } from '../html.ts';
import type { View } from '../sending.ts';
import type { Texts } from '../texts.ts';

/** Most text shown before and after the cited words, in UTF-16 code units: the excerpt stays one message. */
const SURROUNDINGS = 1200;

/** The passage with the cited words in bold (underlining would run through the dots of Arabic letters). */
export function excerptView(excerpt: Excerpt, texts: Texts): View {
  const { t } = texts;
  const { report, ordinal, count } = excerpt;
  const origin = originHtml(report, texts);
  const mark = directionMark(texts.locale);
  const head = html`${mark}<b>${titleHtml(report)}</b>${origin ? html`\n${mark}${origin}` : ''}`;
  const notice = excerpt.state === 'changed' ? html`\n\n<i>${t('excerpt-changed')}</i>` : '';
  const place = count > 1 ? html`\n${t('excerpt-place', { ordinal: ordinal + 1, count })}` : '';
  return { text: html`${head}${notice}\n\n<blockquote>${passageHtml(excerpt)}</blockquote>${place}` };
}

/** The passage's letters as they are; `…` where the report goes on before or after what is shown. */
function passageHtml({ text, start, mark, ordinal, count }: Excerpt): Html {
  const markStart = mark ? mark.start - start : 0;
  const markEnd = mark ? mark.end - start : 0;
  const before = lastWords(text.slice(0, markStart), SURROUNDINGS);
  const after = firstWords(text.slice(markEnd), mark ? SURROUNDINGS : 2 * SURROUNDINGS);
  const opening = ordinal > 0 || before.length < markStart ? '… ' : '';
  const closing = ordinal < count - 1 || markEnd + after.length < text.length ? ' …' : '';
  const marked = markEnd > markStart ? html`<b>${text.slice(markStart, markEnd)}</b>` : '';
  return html`${opening}${before}${marked}${after}${closing}`;
}

function firstWords(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
  return cut.slice(0, Math.max(cut.search(/\s\S*$/), 0)) || cut;
}

function lastWords(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(-limit).replace(/^[\udc00-\udfff]/, '');
  const space = cut.search(/\s/);
  return space < 0 ? cut : cut.slice(space + 1);
}
