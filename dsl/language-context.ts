import type {RuleSpec} from '../src/rules/catalogue.js';

/** A layer of the model in use, as completion and hover show it. */
export interface ContextLayer {
  /** Number among the weighted layers; null for pooling, additions, norms. */
  readonly index: number | null;
  readonly name: string;
  readonly kind: string;
  /** Per-sample output shape. */
  readonly shape: readonly number[];
  /** The rule the latest plan gives it, as the language writes it; null where there is none yet. */
  readonly rule: string | null;
}

/** A name that a cell can use. */
export interface ContextName {
  readonly name: string;
  readonly kind: 'plan' | 'sweep' | 'image' | 'input' | 'let' | 'model' | 'dataset';
  /** One line on it: `number 0.25`, `image digits/3-a.png`, `plan of 4 lines`. */
  readonly detail: string;
}

/** What is known where a cell is written, beyond its own text: for completion and hover. */
export interface LanguageContext {
  /** Layers of the model in use, in forward order; empty without a model. */
  readonly layers: readonly ContextLayer[];
  /** Class names of the model in use, by index; null where it carries none. */
  readonly classes: readonly string[] | null;
  /** Classes that data sets know, whatever the model does. */
  readonly dataClasses: readonly string[];
  /** Names made by earlier cells, or held by TypeScript variables. */
  readonly names: readonly ContextName[];
  /** Rules beyond the built-in ones. */
  readonly rules: readonly RuleSpec[];
  /** Entries of a folder: `files('digits/')` → `['digits/3-a.png', …]`; folders end with `/`, prefixes with `:`. */
  readonly files: (folder: string) => readonly string[];
}

/** Nothing is known: a script by itself. */
export const emptyContext: LanguageContext = {
  layers: [],
  classes: null,
  dataClasses: [],
  names: [],
  rules: [],
  files: () => [],
};
