import type {Share} from './share.js';

/** What happens to the bias's share: it keeps it (`include`), is left out (`drop`), or hands it on evenly (`spread`). */
export type BiasPolicy = 'include' | 'drop' | 'spread';

/** One number for all channels, one a channel, or `model`: from the model's preprocessing. */
export type Bound = number | readonly number[] | 'model';

/** Kinds of layers as rules know them. `linear` = conv, depthwise, dense. */
export type RulePlace =
  | 'linear'
  | 'maxpool'
  | 'avgpool'
  | 'add'
  | 'norm'
  | 'activation'
  | 'pad'
  | 'matmul'
  | 'softmax'
  | 'layernorm'
  | 'multiply';

/**
 * A rule as a user chooses it: plain data, defaults filled in. `stabiliser` is the ε added to a
 * denominator with its sign, sgn(0) = +1. Formulas stand in `catalogue.ts`.
 */
export type Rule =
  | {readonly kind: 'zero'; readonly bias: BiasPolicy; readonly stabiliser: number}
  | {
      readonly kind: 'epsilon';
      readonly epsilon: number;
      /** `absolute`, or `rms`: times the root mean square of the denominator, per sample over all other axes. */
      readonly unit: 'absolute' | 'rms';
      readonly bias: BiasPolicy;
    }
  | {
      readonly kind: 'gamma';
      readonly gamma: number;
      readonly bias: BiasPolicy;
      readonly stabiliser: number;
    }
  | {
      readonly kind: 'alphabeta';
      readonly alpha: number;
      readonly beta: number;
      readonly bias: BiasPolicy;
      readonly stabiliser: number;
    }
  | {readonly kind: 'zplus'; readonly bias: BiasPolicy; readonly stabiliser: number}
  | {readonly kind: 'zB'; readonly low: Bound; readonly high: Bound; readonly stabiliser: number}
  | {readonly kind: 'wsquare'; readonly bias: BiasPolicy; readonly stabiliser: number}
  | {readonly kind: 'flat'; readonly stabiliser: number}
  | {readonly kind: 'pass'}
  | {readonly kind: 'gradient'}
  | {readonly kind: 'taylor'}
  | {readonly kind: 'winner'}
  | {readonly kind: 'split'}
  | {readonly kind: 'average'; readonly stabiliser: number}
  /** A rule of one's own (`defineRule`), its shares worked out for its parameters. */
  | {
      readonly kind: 'custom';
      readonly name: string;
      /** In the order in which the language takes them. */
      readonly parameters: Readonly<Record<string, number>>;
      readonly shares: readonly Share[];
      readonly bias: BiasPolicy;
      readonly stabiliser: number;
      /** What `stabiliser` is where nothing is said. */
      readonly usualStabiliser: number;
      readonly allowed: readonly RulePlace[];
      /** In letters; empty where its maker gave none. */
      readonly formula: string;
    };

export type RuleKind = Rule['kind'];
/** The rules that everyone has. */
export type BuiltInKind = Exclude<RuleKind, 'custom'>;
