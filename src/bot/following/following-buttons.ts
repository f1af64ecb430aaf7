import { z } from 'zod';
import { countField, defineButton, numberField, reportIdField } from '../callback-data.ts';

/** Follows what the answer above it was asked about. The question is kept with the answer. */
export const followAnswerButton = defineButton('q', {});

/** Follows what a report is about, by its title. */
export const followReportButton = defineButton('n', { reportId: reportIdField });

/** Confirms that every new report is wanted, or not. */
export const everythingButton = defineButton('e', { answer: z.enum(['yes', 'no']) });

/** Shows a page (from 1) of what is followed; with `here` 1 in place of the message it stands under. */
export const followedButton = defineButton('i', { page: countField, here: numberField });

/** Shows one subscription and what can be changed of it; with `here` 1 in place of the message it stands under. */
export const subscriptionButton = defineButton('s', { id: countField, here: numberField });

/** How often a subscription alerts; `weekday` 1 (Monday) to 7 counts for a weekly digest only. */
export const rhythmButton = defineButton('h', {
  id: countField,
  frequency: z.enum(['at-once', 'daily', 'weekly']),
  weekday: countField.refine((day) => day <= 7),
});

/** Pauses a subscription, lets it go on, or lets weaker matches count again. */
export const switchButton = defineButton('u', { id: countField, to: z.enum(['pause', 'resume', 'loose']) });

/** Asks for a new name of a subscription, or for other words to follow. */
export const wordsButton = defineButton('k', { id: countField, what: z.enum(['name', 'topic']) });

/**
 * Stops a subscription: `ask` asks first, with `here` 1 in place of the message it stands under (the settings),
 * else in a message of its own (an alert stays as it is).
 */
export const stopButton = defineButton('d', {
  id: countField,
  step: z.enum(['ask', 'yes', 'no']),
  here: numberField,
});

/** From now on, what matches as weakly as this is no alert: `score` is a thousandth of the match's score. */
export const lessButton = defineButton('g', { id: countField, score: numberField });

/** Shows when the chat is alerted, or one of the choices about it, in place of the message it stands under. */
export const timesButton = defineButton('j', { show: z.enum(['times', 'hour', 'quiet', 'zone']) });

/** The hour of digests, 0 to 23, local time. */
export const hourButton = defineButton('y', { hour: numberField.refine((hour) => hour < 24) });

/**
 * Quiet hours from one hour to another, local time. `to` 24: the end is chosen next. Equal ones: none.
 */
export const quietButton = defineButton('Q', {
  from: numberField.refine((hour) => hour < 24),
  to: numberField.refine((hour) => hour <= 24),
});

/** A time zone by its IANA name; `?` asks for one in words. */
export const zoneButton = defineButton('z', { zone: z.string().regex(/^(?:\?|[A-Za-z0-9_+:/-]{1,48})$/) });
