/** The part of the DOM that reading needs: the project doesn't use TypeScript's browser types. */
export interface DomElement {
  readonly nodeType: number;
  readonly localName?: string;
  readonly textContent: string | null;
  readonly firstChild: DomElement | null;
  readonly nextSibling: DomElement | null;
  readonly parentNode: DomElement | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): DomElement | null;
  querySelectorAll(selector: string): Iterable<DomElement>;
}

const names = (list: string) => new Set(list.split(' '));
const UNREAD = names(
  'script style noscript template iframe svg math canvas audio video object embed head title meta link select textarea button input',
);
/** What stands around the main text of a page. */
const FURNITURE = names('nav footer aside form');
const PARAGRAPHS = names(
  'p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre figure hr article section main header',
);
const LINES = names('div li tr dt dd figcaption caption address option summary details body br');

/**
 * The text of a tree as a reader sees it: paragraphs, headings, lists and tables are parted by a blank line, other
 * blocks, list items, rows and `<br>` by a line end; items keep a "- " or their number, cells are parted by a tab.
 * White space is collapsed as a browser does it. Walks without recursion: a hostile page can't exhaust the stack.
 */
export function domText(root: DomElement, options: { withoutFurniture?: boolean } = {}): string {
  const out = new Lines();
  const numbers = new Map<DomElement, number>();
  let pre = 0;
  let node: DomElement | null = root;
  while (node !== null) {
    let descend = false;
    if (node.nodeType === 3) {
      out.text(node.textContent ?? '', pre > 0);
    } else if (node.nodeType === 1) {
      const name = node.localName ?? '';
      const hidden = node.getAttribute('hidden') !== null || node.getAttribute('aria-hidden') === 'true';
      if (!UNREAD.has(name) && !hidden && !(options.withoutFurniture && FURNITURE.has(name))) {
        out.breakBefore(name, node.parentNode?.localName);
        if (name === 'li') out.text(marker(node, numbers), true);
        if (name === 'pre') pre++;
        descend = node.firstChild !== null;
        if (!descend) out.breakAfter(name, node.parentNode?.localName);
        if (!descend && name === 'pre') pre--;
      }
    } else {
      descend = node.firstChild !== null;
    }
    if (descend) {
      node = node.firstChild;
      continue;
    }
    while (node !== null && node !== root && node.nextSibling === null) {
      node = node.parentNode;
      if (node?.localName === 'pre') pre--;
      if (node?.localName) out.breakAfter(node.localName, node.parentNode?.localName);
    }
    node = node === root || node === null ? null : node.nextSibling;
  }
  return out.toString();
}

/** "- ", or "3. " in a numbered list. */
function marker(item: DomElement, numbers: Map<DomElement, number>): string {
  const list = item.parentNode;
  if (list?.localName !== 'ol') return '- ';
  const number = (numbers.get(list) ?? (Number(list.getAttribute('start') ?? 1) || 1) - 1) + 1;
  numbers.set(list, number);
  return `${number}. `;
}

/** Gathers text, and knows how many line ends are due before the next. */
class Lines {
  #parts: string[] = [];
  #due = 0;
  #space = false;
  #atLineStart = true;

  text(raw: string, asWritten: boolean): void {
    if (asWritten) {
      if (raw !== '') this.#push(raw);
      this.#space = false;
      return;
    }
    const text = raw.replace(/[ \t\n\r\f]+/gu, ' ');
    const trimmed = text.replace(/^ | $/gu, '');
    if (trimmed === '') {
      this.#space ||= text !== '';
      return;
    }
    if ((text.startsWith(' ') || this.#space) && this.#due === 0 && !this.#atLineStart) this.#parts.push(' ');
    this.#push(trimmed);
    this.#space = text.endsWith(' ');
  }

  breakBefore(name: string, parent: string | undefined): void {
    if (PARAGRAPHS.has(name) && parent !== 'li' && parent !== 'td' && parent !== 'th') this.#break(2);
    else if (LINES.has(name)) this.#break(1);
    else if ((name === 'td' || name === 'th') && !this.#atLineStart && this.#due === 0) this.#cell();
  }

  breakAfter(name: string, parent: string | undefined): void {
    if (name !== 'br' && name !== 'td' && name !== 'th') this.breakBefore(name, parent);
  }

  toString(): string {
    return this.#parts.join('');
  }

  #break(lines: number): void {
    // A list marker waits for its text: `<li><p>` stays one line.
    if (this.#parts.length > 0 && !this.#atMarker()) this.#due = Math.max(this.#due, lines);
    this.#space = false;
  }

  #atMarker(): boolean {
    return this.#due === 0 && /^(?:- |\d+\. )$/u.test(this.#parts.at(-1) ?? '');
  }

  #cell(): void {
    this.#parts.push('\t');
    this.#space = false;
    this.#atLineStart = true;
  }

  #push(text: string): void {
    if (this.#due > 0) this.#parts.push('\n'.repeat(this.#due));
    this.#due = 0;
    this.#parts.push(text);
    this.#atLineStart = /[\s]$/u.test(text);
  }
}
