import { grams } from './grams.ts';
import { arabicRoot } from './root.ts';
import { skeletons } from './skeleton.ts';
import type { TokenScript } from './tokens.ts';

/** What is known of a word wherever it stands. Words of texts share it, so what is found out once serves all. */
export class WordForm {
  readonly term: string;
  readonly script: TokenScript;
  readonly stem: string;
  readonly concepts: readonly number[];
  readonly own: readonly number[];
  readonly kinds: number;
  /** Whether it stands inside a phrase of the glossary. */
  readonly isPart: boolean;
  #key: string | undefined;
  #grams: readonly string[] | undefined;
  #skeletons: readonly string[] | undefined;
  #root: string | null | undefined;

  constructor(facts: Omit<WordForm, 'key' | 'grams' | 'skeletons' | 'root'>) {
    this.term = facts.term;
    this.script = facts.script;
    this.stem = facts.stem;
    this.concepts = facts.concepts;
    this.own = facts.own;
    this.kinds = facts.kinds;
    this.isPart = facts.isPart;
  }

  /** Equal for words that compare alike with every other: same spelling, same meanings. */
  get key(): string {
    this.#key ??=
      this.concepts.length > 0 ? `${this.term} ${this.concepts.join()} ${this.own.join()}` : this.term;
    return this.#key;
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
