import type {Diagnostic, Span} from '../errors/diagnostic.js';
import type {NodeKind, Shape} from '../graph/graph.js';
import type {Rule} from '../rules/rule.js';

/** Kinds a selector can name. `conv` includes depthwise convolutions; `pool` is max and average pooling. */
export type SelectorKind =
  | 'conv'
  | 'depthwise'
  | 'dense'
  | 'pool'
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

/** Which layers a line speaks of. `index` and `range` count weighted layers from 0; ranges include both ends. */
export type Selector =
  | {readonly kind: 'all'}
  | {readonly kind: 'input'}
  | {readonly kind: 'output'}
  | {readonly kind: 'ofKind'; readonly of: SelectorKind}
  | {readonly kind: 'index'; readonly index: number}
  | {readonly kind: 'range'; readonly from: number; readonly to: number}
  /** A layer's name, or a pattern with `*`, `?` and `[abc]`. */
  | {readonly kind: 'name'; readonly pattern: string}
  /** `first 3 conv`; `first half` rounds up, `last half` rounds down, so together they are all. */
  | {
      readonly kind: 'first' | 'last';
      readonly count: number | 'half';
      readonly of: SelectorKind | 'weighted';
    }
  | {readonly kind: 'and'; readonly left: Selector; readonly right: Selector}
  | {readonly kind: 'except'; readonly left: Selector; readonly right: Selector};

/** One line of a plan. `span` is null for lines of a preset. */
export interface Assignment {
  readonly selector: Selector;
  readonly rule: Rule;
  /** The line as the formatter writes it: `layers 1..6 use gamma(0.25)`. */
  readonly text: string;
  readonly span: Span | null;
  readonly selectorSpan: Span | null;
  readonly ruleSpan: Span | null;
}

/** A plan as written: lines in order, later lines win. What a script, a cell or a preset gives. */
export interface PlanSource {
  readonly name: string;
  readonly lines: readonly Assignment[];
}

/** The rule one layer got, and who gave it. */
export interface PlanLayer {
  /** Id in `Graph.nodes`. */
  readonly node: number;
  /** Number among the weighted layers, null for the others. */
  readonly index: number | null;
  readonly name: string;
  readonly kind: NodeKind;
  /** Per-sample output shape. */
  readonly shape: Shape;
  readonly rule: Rule;
  /** The line that chose the rule; null where it is the default of this kind of layer. */
  readonly line: Assignment | null;
}

/** A plan resolved against a graph: one rule for each layer that shares out relevance. Plain data. */
export interface Plan {
  readonly name: string;
  /** The graph's name. */
  readonly model: string;
  /** In forward order. */
  readonly layers: readonly PlanLayer[];
  /** What starts at the output: the target's logit, or 1 where every weighted layer uses `gradient`. */
  readonly start: 'logit' | 'one';
  readonly warnings: readonly Diagnostic[];
}
