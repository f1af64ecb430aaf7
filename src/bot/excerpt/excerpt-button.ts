import { countField, defineButton, numberField, reportIdField } from '../callback-data.ts';

/** The button that shows a cited place in its passage. At most 53 bytes. */
export const excerptButton = defineButton('x', {
  reportId: reportIdField,
  version: countField,
  start: numberField,
  end: countField,
});
