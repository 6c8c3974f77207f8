import type {FamilyCall, ShowWhat, SweepPlace} from '../../dsl/tree.js';
import type {Devkit} from '../data/voc/find-devkit.js';
import type {VocSample} from '../data/voc/voc-dataset.js';
import type {EngineName} from '../engine/engine.js';
import type {Span} from '../errors/diagnostic.js';
import type {Method} from '../evaluate/methods/method.js';
import type {Target} from '../explain/targets.js';
import type {Graph, Tensor} from '../graph/graph.js';
import type {CheckName} from '../ledger/checks.js';
import type {Plan} from '../plan/plan.js';

/** A picture or array that a script names. */
export interface FileSource {
  readonly kind: 'image' | 'input';
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly span: Span;
  /** What a data set says of the picture, and the split it is of. */
  readonly sample?: VocSample;
  readonly split?: string;
}

/** Numbers that are there already, such as those of a TypeScript variable. */
export interface ValueSource {
  readonly kind: 'value';
  readonly name: string;
  /** In the model's own layout, with or without the batch axis. */
  readonly tensor: Tensor;
}

export type Source = FileSource | ValueSource;

/** An `explain` with everything found and resolved, nothing computed. */
export interface PreparedExplain {
  readonly kind: 'explain';
  /** What `as` calls it; null where it has no name. */
  readonly name: string | null;
  readonly graph: Graph;
  readonly sources: readonly Source[];
  readonly targets: readonly Target[];
  readonly plans: readonly Plan[];
  readonly engine: EngineName;
  readonly device: string | null;
  readonly span: Span;
}

export interface PreparedCheck {
  readonly kind: 'check';
  readonly explain: PreparedExplain;
  readonly what: CheckName;
  readonly tolerance: number;
  readonly span: Span;
}

/** An `evaluate` with everything found, nothing computed. */
export interface PreparedEvaluation {
  readonly kind: 'evaluate';
  /** What `as` calls it; null where it has no name. */
  readonly name: string | null;
  readonly graph: Graph;
  readonly devkit: Devkit;
  readonly split: string;
  readonly classes: readonly string[];
  readonly families: readonly FamilyCall[];
  readonly methods: readonly Method[];
  /** Of the plans that are of a sweep: their places, by the plan's name. */
  readonly sweeps: ReadonlyMap<string, SweepPlace>;
  /** Most pictures; null for all. */
  readonly limit: number | null;
  /** Of everything drawn by chance. */
  readonly seed: number;
  readonly engine: EngineName;
  readonly device: string | null;
  readonly span: Span;
}

/** A script's statements ready to be carried out. `explain` is the explanation they speak of. */
export type PreparedStep =
  | PreparedExplain
  | PreparedCheck
  | {
      readonly kind: 'show';
      readonly what: ShowWhat;
      readonly explain: PreparedExplain | null;
      readonly graph: Graph;
      readonly plans: readonly Plan[];
    }
  | {
      readonly kind: 'compare';
      readonly explain: PreparedExplain;
      readonly plans: readonly Plan[];
    }
  | {
      /** Explanations of the same samples for the same targets, under as many plans. */
      readonly kind: 'contrast';
      readonly explains: readonly PreparedExplain[];
      readonly span: Span;
    }
  | PreparedEvaluation
  | {
      /** Plans layer by layer, each against each. */
      readonly kind: 'diff';
      readonly graph: Graph;
      readonly plans: readonly Plan[];
    }
  | {
      readonly kind: 'saveEvaluation';
      readonly evaluation: PreparedEvaluation;
      readonly path: string;
      readonly span: Span;
    }
  | {
      readonly kind: 'save';
      readonly explain: PreparedExplain;
      readonly path: string;
      readonly span: Span;
    }
  | {
      readonly kind: 'export';
      readonly graph: Graph;
      readonly plans: readonly Plan[];
      readonly path: string;
      readonly span: Span;
    };

/** What is in force at a point of a script, and what a cell leaves for the next one. */
export interface Workspace {
  readonly graph: Graph | null;
  readonly sources: ReadonlyMap<string, Source>;
  readonly datasets: ReadonlyMap<string, Devkit>;
  readonly engine: EngineName;
  readonly device: string | null;
  /** The latest explanation. */
  readonly explain: PreparedExplain | null;
  /** The latest evaluation. */
  readonly evaluation: PreparedEvaluation | null;
  /** Which of both came last: `save "a.html"` means that. */
  readonly latest: 'explain' | 'evaluate' | null;
}

/** A script prepared. */
export interface Prepared {
  readonly steps: readonly PreparedStep[];
  /** What the script's own plans are on the last model, by name; empty without a model. */
  readonly plans: ReadonlyMap<string, Plan>;
  /** Networks by name: those that the script names, and earlier ones whose classes it names. */
  readonly models: ReadonlyMap<string, Graph>;
  readonly workspace: Workspace;
}
