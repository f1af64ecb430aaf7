import { defineButton, numberField } from '../callback-data.ts';

/** Lists further passages for the question that the message above answers, as a new message. */
export const moreButton = defineButton('m', {});

/** Shows the passages from `offset` on in place of the list it stands under. What was asked is kept with the list. */
export const pageButton = defineButton('p', { offset: numberField });
