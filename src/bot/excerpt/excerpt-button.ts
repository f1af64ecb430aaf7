import type { InlineKeyboardButton } from 'grammy/types';
import type { Span } from '../../reports/report.ts';
import type { Excerpt, Place } from '../../reports/stored.ts';
import { countField, defineButton, numberField, reportIdField } from '../callback-data.ts';

/** The button that shows a cited place in its passage, as a new message. At most 53 bytes. */
export const excerptButton = defineButton('x', {
  reportId: reportIdField,
  version: countField,
  start: numberField,
  end: countField,
});

/**
 * The button that shows a passage in place of the message it stands under. The place marked in it, if it is
 * there, goes along, so that paging back finds it marked; `end` 0 is no mark. At most 63 bytes.
 */
export const turnButton = defineButton('t', {
  reportId: reportIdField,
  version: countField,
  ordinal: numberField,
  start: numberField,
  end: numberField,
});

/** A button to the neighbour of an excerpt, `step` passages away. `cited` is the place that paging began from. */
export function turnTo(
  { report, ordinal }: Excerpt,
  cited: Span | null,
  step: 1 | -1,
  text: string,
): InlineKeyboardButton {
  const { start, end } = cited ?? { start: 0, end: 0 };
  const data = { reportId: report.id, version: report.version, ordinal: ordinal + step, start, end };
  return { text, callback_data: turnButton.pack(data) };
}

/** What an excerpt's link opens: the marked place, or the whole passage. */
export function placeOf({ report, mark, start, end }: Excerpt): Place {
  return { reportId: report.id, version: report.version, ...(mark ?? { start, end }) };
}
