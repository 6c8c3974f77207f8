import type {ParameterSpec} from './catalogue.js';
import type {RulePlace} from './rule.js';
import type {Share} from './share.js';

/**
 * A rule made by a user: what the language calls by `name`, and the shares it stands for.
 * Make one with `defineRule`, which checks it.
 */
export interface CustomRule {
  readonly name: string;
  readonly parameters: readonly ParameterSpec[];
  /** The streams of relevance for given parameters, as data. */
  readonly shares: (parameters: Readonly<Record<string, number>>) => readonly Share[];
  /** Default ε of stab(D). */
  readonly stabiliser: number;
  readonly allowed: readonly RulePlace[];
  readonly formula: string;
  readonly paper: string;
}
