import { grams } from './grams.ts';
import { RecentMap } from './recent-map.ts';
import { arabicRoot } from './root.ts';
import { skeletons } from './skeleton.ts';
import type { Token, TokenScript } from './tokens.ts';

/** What is known of a word wherever it stands. Words of texts share it, so what is found out once serves all. */
export class WordForm {
  readonly term: string;
  readonly script: TokenScript;
  readonly stem: string;
  readonly concepts: readonly number[];
  readonly own: readonly number[];
  readonly kinds: number;
  readonly key: string;
  /** Whether it stands inside a phrase of the glossary. */
  readonly isPart: boolean;
  #grams: readonly string[] | undefined;
  #skeletons: readonly string[] | undefined;
  #root: string | null | undefined;

  constructor(facts: Omit<WordForm, 'grams' | 'skeletons' | 'root'>) {
    this.term = facts.term;
    this.script = facts.script;
    this.stem = facts.stem;
    this.concepts = facts.concepts;
    this.own = facts.own;
    this.kinds = facts.kinds;
    this.key = facts.key;
    this.isPart = facts.isPart;
  }

  /** Its grams, each once. */
  get grams(): readonly string[] {
    this.#grams ??= [...new Set(grams(this.term))];
    return this.#grams;
  }

  get skeletons(): readonly string[] {
    this.#skeletons ??= skeletons(this);
    return this.#skeletons;
  }

  /** Its Arabic root; `undefined` for none. */
  get root(): string | undefined {
    if (this.#root === undefined) this.#root = arabicRoot(this.term) ?? null;
    return this.#root ?? undefined;
  }
}

/** Spellings kept, or twice as many: 12 to 25 MB. */
const mostTerms = 15_000;

/** Forms by spelling and meaning, made when they are first met. */
export class WordForms {
  readonly #byTerm = new RecentMap<string, WordForm[]>(mostTerms);

  /**
   * The form of a word; `concepts` is the glossary's own list, told apart by identity. `make` is called for a form
   * that is not known.
   */
  find(token: Token, concepts: readonly number[], isPart: boolean, make: () => WordForm): WordForm {
    let forms = this.#byTerm.get(token.term);
    if (!forms) {
      forms = [];
      this.#byTerm.set(token.term, forms);
    }
    for (const known of forms) {
      if (known.concepts === concepts && known.isPart === isPart && known.script === token.script)
        return known;
    }
    const form = make();
    forms.push(form);
    return form;
  }
}
