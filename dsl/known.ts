import type {PlanSource} from '../src/plan/plan.js';
import type {CustomRule} from '../src/rules/custom-rule.js';
import type {Value} from './scope.js';
import type {PreprocessingValues, Sweep} from './tree.js';

/**
 * Names a text can use although it does not make them: from earlier cells of a notebook, from TypeScript.
 * The text may make the same names anew; its own win.
 */
export interface Known {
  readonly lets: ReadonlyMap<string, Value>;
  /** Names of images and inputs. */
  readonly inputs: ReadonlySet<string>;
  /** Names of data sets. */
  readonly datasets: ReadonlySet<string>;
  /** Names that stand for a model already loaded. */
  readonly models: ReadonlySet<string>;
  /** Values that say how pictures become an input. */
  readonly preprocessings: ReadonlyMap<string, PreprocessingValues>;
  readonly plans: ReadonlyMap<string, PlanSource>;
  /** Families of plans, by the name of their sweep. */
  readonly sweeps: ReadonlyMap<string, Sweep>;
  /** Rules beyond the built-in ones, by name. */
  readonly rules: ReadonlyMap<string, CustomRule>;
  /** What a variable outside the language is, in words, where a text has its name: for hints where it does not fit. */
  readonly outside: ReadonlyMap<string, string>;
  /** Whether a model is in use. */
  readonly hasModel: boolean;
  /** Whether something was explained. */
  readonly hasExplained: boolean;
  /** Whether something was evaluated. */
  readonly hasEvaluated: boolean;
  /** Class names of the model in use; null where there are none. */
  readonly classes: readonly string[] | null;
}

/** A script by itself. */
export const nothingKnown: Known = {
  lets: new Map(),
  inputs: new Set(),
  datasets: new Set(),
  models: new Set(),
  preprocessings: new Map(),
  plans: new Map(),
  sweeps: new Map(),
  rules: new Map(),
  outside: new Map(),
  hasModel: false,
  hasExplained: false,
  hasEvaluated: false,
  classes: null,
};
