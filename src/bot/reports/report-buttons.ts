import { countField, defineButton, numberField, reportIdField } from '../callback-data.ts';

/** Shows a page (from 1) of the list of reports in place of the message it stands under. */
export const listButton = defineButton('b', { page: countField });

/**
 * Shows a report's card: with the `page` (from 1) of the list that it was chosen from, in place of that list;
 * with page 0 as a new message.
 */
export const cardButton = defineButton('c', { reportId: reportIdField, page: numberField });

/** Shows the beginning of a report, as a new message. */
export const readButton = defineButton('o', { reportId: reportIdField });

/** From now on, the one who presses it asks within a report. */
export const withinButton = defineButton('w', { reportId: reportIdField });

/** The one who presses it asks in all reports again; with `again` 1, the question above is asked again there. */
export const leaveButton = defineButton('v', { again: numberField });
