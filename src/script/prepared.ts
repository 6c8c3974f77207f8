import type {ShowWhat} from '../../dsl/tree.js';
import type {EngineName} from '../engine/engine.js';
import type {Span} from '../errors/diagnostic.js';
import type {Target} from '../explain/targets.js';
import type {Graph} from '../graph/graph.js';
import type {CheckName} from '../ledger/checks.js';
import type {Plan} from '../plan/plan.js';

/** A picture or array that a script names. */
export interface Source {
  readonly kind: 'image' | 'input';
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly span: Span;
}

/** An `explain` with everything found and resolved, nothing computed. */
export interface PreparedExplain {
  readonly kind: 'explain';
  readonly graph: Graph;
  readonly sources: readonly Source[];
  readonly targets: readonly Target[];
  readonly plans: readonly Plan[];
  readonly engine: EngineName;
  readonly device: string | null;
  readonly span: Span;
}

/** A script's statements ready to be carried out. `explain` is the position of the explanation they speak of. */
export type PreparedStep =
  | PreparedExplain
  | {
      readonly kind: 'check';
      readonly explain: number;
      readonly what: CheckName;
      readonly tolerance: number;
      readonly span: Span;
    }
  | {
      readonly kind: 'show';
      readonly what: ShowWhat;
      readonly explain: number | null;
      readonly graph: Graph;
      readonly plans: readonly Plan[];
    }
  | {readonly kind: 'compare'; readonly explain: number; readonly plans: readonly Plan[]}
  | {readonly kind: 'save'; readonly explain: number; readonly path: string; readonly span: Span}
  | {
      readonly kind: 'export';
      readonly graph: Graph;
      readonly plans: readonly Plan[];
      readonly path: string;
      readonly span: Span;
    };
