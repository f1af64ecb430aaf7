/** Well-formed HTML of the Bot API (https://core.telegram.org/bots/api#html-style). Made by {@link html} only. */
export class Html {
  readonly #source: string;

  constructor(source: string, proof: symbol) {
    if (proof !== made) throw new TypeError('Html is made by html`…`, so that everything in it is escaped');
    this.#source = source;
  }

  toString(): string {
    return this.#source;
  }
}

const made = Symbol('made by this module');

/** What can stand in a template: text, which is escaped, or HTML, or several pieces of it. */
export type HtmlValue = string | number | Html | readonly Html[];

/** HTML from a template. Every value that is not HTML itself is escaped; the template's own text is trusted. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const source = strings.reduce((all, part, i) => all + render(values[i - 1] ?? '') + part);
  return new Html(source, made);
}

/** Pieces of HTML with a separator between them; a separator of plain text is escaped. */
export function joinHtml(pieces: readonly Html[], separator: string): Html {
  return new Html(pieces.map(String).join(escapeText(separator)), made);
}

/** HTML taken as it is. For {@link splitHtml}, which cuts HTML that was made here. */
export function trustedHtml(source: string): Html {
  return new Html(source, made);
}

function render(value: HtmlValue): string {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) ? value.map(String).join('') : String(value);
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML shows it, also inside an attribute's double quotes. Lone surrogates, which no server takes, become U+FFFD. */
export function escapeText(text: string): string {
  return text.toWellFormed().replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}
