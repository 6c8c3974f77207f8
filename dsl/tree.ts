import type {Span} from '../src/errors/diagnostic.js';
import type {MeasureArguments} from '../src/measures/measure-spec.js';
import type {PlanSource} from '../src/plan/plan.js';

/** A name or text with the place it was typed at. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** The class an explanation is for: `3`, `"horse"`, `top`. */
export type TargetExpression =
  | {readonly kind: 'index'; readonly index: number; readonly span: Span}
  | {readonly kind: 'class'; readonly name: string; readonly span: Span}
  | {readonly kind: 'top'; readonly span: Span};

/** A plan named after `with` or in `compare`: one of the script's plans, or a preset already turned into lines. */
export interface PlanReference {
  readonly name: string;
  readonly span: Span;
  /** Its place in a sweep, where it is of one. */
  readonly sweep?: SweepPlace;
}

/** A way to explain behind `with` of an `evaluate`. */
export type MethodReference =
  | ({readonly kind: 'plan'} & PlanReference)
  | {
      readonly kind: 'baseline';
      /** As tables show it: `SmoothGrad(samples=32)`. */
      readonly name: string;
      readonly baseline: string;
      /** Complete. */
      readonly arguments: MeasureArguments;
      readonly span: Span;
    };

/** A family of measures with its arguments, complete. */
export interface FamilyCall {
  readonly name: string;
  readonly arguments: MeasureArguments;
}

/** Where a plan stands in a sweep. */
export interface SweepPlace {
  /** The sweep's name. */
  readonly of: string;
  /** The kind of rule whose first parameter is swept. */
  readonly parameter: SweptRule;
  readonly value: number;
}

/** Rules that a sweep can go through. */
export type SweptRule = 'gamma' | 'epsilon';

/** A family of plans that differ in one number. */
export interface Sweep {
  readonly name: string;
  readonly parameter: SweptRule;
  readonly values: readonly number[];
  /** One a value, in their order. */
  readonly plans: readonly PlanSource[];
}

export type ShowWhat = 'heatmap' | 'ledger' | 'sums' | 'plan' | 'graph';

/** What becomes of batch norms: folded into the layers beside them where that is exact, or kept as layers. */
export type BatchNormPolicy = 'fold' | 'keep';

/** How pictures become a model's input: value = (pixel · scale − mean) / std, pixel in 0…255. */
export interface PreprocessingValues {
  readonly channels: 'RGB' | 'BGR' | 'L';
  readonly scale: number;
  /** One number a channel. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What stands behind `preprocess`. */
export interface PreprocessingChoice {
  /** The name of a preset, or values. */
  readonly chosen: string | PreprocessingValues;
  readonly span: Span;
}

/** What stands behind `shape`: one sample in the model's own layout. */
export interface InputShape {
  /** Whole numbers from 1, at least one. */
  readonly lengths: readonly number[];
  readonly span: Span;
}

/** One checked statement of a script, names resolved, `let` values put in, includes spliced in. */
export type Statement =
  | {
      readonly kind: 'model';
      /** Its file; or the name of a value that holds it, where `isValue`. */
      readonly path: Name;
      readonly isValue: boolean;
      readonly name: string;
      readonly batchNorm: BatchNormPolicy;
      /** Null where the model says it. */
      readonly preprocessing: PreprocessingChoice | null;
      /** Null where the model says it. */
      readonly shape: InputShape | null;
      readonly span: Span;
    }
  | {readonly kind: 'image'; readonly path: Name; readonly name: string; readonly span: Span}
  | {readonly kind: 'input'; readonly path: Name; readonly name: string; readonly span: Span}
  | {readonly kind: 'dataset'; readonly path: Name; readonly name: string; readonly span: Span}
  | {
      /** A picture of a data set, chosen by what it shows. */
      readonly kind: 'sample';
      readonly dataset: Name;
      /** Null where the data set's usual one is meant. */
      readonly split: Name | null;
      /** Classes it shows, not only as difficult objects. */
      readonly wanted: readonly Name[];
      /** Classes it does not show at all. */
      readonly unwanted: readonly Name[];
      /** Which one of those that fit, from 1. */
      readonly number: number;
      readonly name: string;
      readonly span: Span;
    }
  | {readonly kind: 'classes'; readonly names: readonly Name[]; readonly span: Span}
  | {readonly kind: 'plan'; readonly source: PlanSource; readonly span: Span}
  | {
      readonly kind: 'explain';
      /** Names of images and inputs. */
      readonly inputs: readonly Name[];
      readonly targets: readonly TargetExpression[];
      readonly plans: readonly PlanReference[];
      /** What `as` calls the explanation, for TypeScript; null where it is not named. */
      readonly name: string | null;
      readonly span: Span;
    }
  | {
      readonly kind: 'check';
      readonly what: 'conservation' | 'positivity' | 'consistency';
      /** A fraction: 0.05 for `within 5%`. */
      readonly tolerance: number;
      readonly span: Span;
    }
  | {readonly kind: 'show'; readonly what: readonly ShowWhat[]; readonly span: Span}
  | {readonly kind: 'compare'; readonly plans: readonly PlanReference[]; readonly span: Span}
  /** Explanations by their names. */
  | {readonly kind: 'contrast'; readonly explanations: readonly Name[]; readonly span: Span}
  | {
      readonly kind: 'evaluate';
      /** At least one, each once. */
      readonly families: readonly FamilyCall[];
      readonly dataset: Name;
      readonly split: Name | null;
      /** Null where all are meant that model and data set share. */
      readonly classes: readonly Name[] | null;
      /** The plans of a sweep one by one. */
      readonly methods: readonly MethodReference[];
      /** Most pictures; null for all. */
      readonly limit: number | null;
      /** Of everything drawn by chance. */
      readonly seed: number;
      /** What `as` calls it, for TypeScript; null where it is not named. */
      readonly name: string | null;
      readonly span: Span;
    }
  /** Two plans or more, layer by layer. */
  | {readonly kind: 'diff'; readonly plans: readonly PlanReference[]; readonly span: Span}
  /** Nothing to carry out: later statements name its plans. */
  | {readonly kind: 'sweep'; readonly name: string; readonly span: Span}
  | {readonly kind: 'save'; readonly path: Name; readonly span: Span}
  | {readonly kind: 'export'; readonly format: 'onnx'; readonly path: Name; readonly span: Span}
  | {
      readonly kind: 'engine';
      readonly engine: 'onnx' | 'tfjs';
      readonly device: string | null;
      readonly span: Span;
    };

/** A script after parsing and checking: what the runner carries out, in order. */
export interface Script {
  readonly file: string;
  readonly text: string;
  readonly statements: readonly Statement[];
  /** Every plan a reference can mean, presets used by the script included, by name. */
  readonly plans: ReadonlyMap<string, PlanSource>;
  /** The sweeps of the script by name, as far as their plan is sound. */
  readonly sweeps: ReadonlyMap<string, Sweep>;
}
