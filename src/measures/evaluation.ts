import type {MeasureArguments, MeasureSpec} from './measure-spec.js';

/** One method of an evaluation. */
export interface EvaluatedMethod {
  readonly name: string;
  readonly kind: 'plan' | 'baseline';
  /** The rules as the language writes them, a line each, or the baseline with its arguments. */
  readonly description: readonly string[];
  /** Cost of one picture and class in forward passes F, the primal pass included; null where nobody counts it. */
  readonly cost: number | null;
  /** Milliseconds a picture and class take by this method alone; null where it was not timed. */
  readonly milliseconds: number | null;
  /** The place in a sweep; null where the method is of none. */
  readonly sweep: {readonly of: string; readonly parameter: string; readonly value: number} | null;
}

/** One picture explained for one class. */
export interface EvaluatedRow {
  readonly id: string;
  readonly image: string;
  readonly className: string;
  readonly target: number;
  /** The class's score. */
  readonly logit: number;
}

/** One family as it was run. */
export interface EvaluatedFamily {
  readonly name: string;
  readonly arguments: MeasureArguments;
  readonly seconds: number;
}

/** A curve that scores are areas under: what its axes are. */
export interface CurveSpec {
  /** Such as `morf`; unique in its family. */
  readonly name: string;
  /** As headings have it: `most relevant first`. */
  readonly title: string;
  /** Of the horizontal axis. */
  readonly positionTitle: string;
  /** [P], rising. */
  readonly positions: readonly number[];
  /** Of the vertical axis. */
  readonly valueTitle: string;
}

/** One method's mean curve over the rows, with its 95 % interval at each position; [P] each. */
export interface MeanCurve {
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A curve of an evaluation; plain JSON. */
export interface EvaluatedCurve extends CurveSpec {
  readonly family: string;
  /** In the order of the methods. */
  readonly methods: readonly MeanCurve[];
}

/** What an evaluation found: plain JSON. */
export interface Evaluation {
  readonly version: 1;
  readonly model: {readonly name: string; readonly hash: string};
  readonly data: {readonly folder: string; readonly split: string; readonly hash: string};
  readonly classes: readonly string[];
  readonly seed: number;
  /** Versions of lrplab, Node.js and the engine's library, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly engine: string;
  /** ISO 8601. */
  readonly date: string;
  readonly families: readonly EvaluatedFamily[];
  readonly methods: readonly EvaluatedMethod[];
  readonly measures: readonly (MeasureSpec & {readonly family: string})[];
  readonly rows: readonly EvaluatedRow[];
  /** By measure, by method, by row; null where the measure is not defined. */
  readonly scores: readonly (readonly (readonly (number | null)[])[])[];
  /** Mean curves behind scores, of the families that have some. */
  readonly curves?: readonly EvaluatedCurve[];
}
