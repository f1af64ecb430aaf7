import type { Place } from '../../reports/stored.ts';

// One letter for what is opened, 12 characters of the report's id, then version, start and end in base 36:
// at most 48 of the 64 characters [A-Za-z0-9_-] that Telegram allows (https://core.telegram.org/bots/features#deep-linking).
const layout = /^x([A-Za-z0-9_-]{12})([0-9a-z]{1,11})-([0-9a-z]{1,11})-([0-9a-z]{1,11})$/;

/** The payload of a link to a place in a report; also the name of that place in inline mode. */
export function packPlace({ reportId, version, start, end }: Place): string {
  const payload = `x${reportId}${[version, start, end].map((n) => n.toString(36)).join('-')}`;
  if (!layout.test(payload)) throw new RangeError('not a place that a link can name');
  return payload;
}

/** The place that a payload names; `undefined` for any other text. */
export function unpackPlace(payload: string): Place | undefined {
  const [, reportId = '', ...numbers] = layout.exec(payload) ?? [];
  const [version = 0, start = 0, end = 0] = numbers.map((text) => Number.parseInt(text, 36));
  if (![version, start, end].every(Number.isSafeInteger) || version < 1 || start >= end) return undefined;
  return { reportId, version, start, end };
}

/** The address that opens a private chat with the bot at a place. `username` without @. */
export function placeLink(username: string, place: Place): string {
  return `https://t.me/${username}?start=${packPlace(place)}`;
}
