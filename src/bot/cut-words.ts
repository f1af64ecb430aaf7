/** The whole words of a text that fit into `limit` UTF-16 code units from its start. */
export function firstWords(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
  return cut.slice(0, Math.max(cut.search(/\s\S*$/), 0)) || cut;
}

/** The whole words of a text that fit into `limit` UTF-16 code units before its end. */
export function lastWords(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(-limit).replace(/^[\udc00-\udfff]/, '');
  const space = cut.search(/\s/);
  return space < 0 ? cut : cut.slice(space + 1);
}

/** A text as it is, or its first words and `…`. */
export function shorten(text: string, limit: number): string {
  const kept = firstWords(text, limit);
  return kept.length < text.length ? `${kept} …` : kept;
}
