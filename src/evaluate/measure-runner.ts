import type {EngineName} from '../engine/engine.js';
import type {Graph, Tensor} from '../graph/graph.js';
import type {MeasureArguments, MeasureSpec} from '../measures/measure-spec.js';
import type {CurveSpec, CurveValues} from './curves.js';
import type {Method, MethodRunner} from './methods/method.js';
import type {EvaluationTask} from './tasks.js';

/** What a family of measures works on; the same for a whole run. */
export interface MeasureContext {
  readonly graph: Graph;
  readonly methods: readonly Method[];
  /** The methods on the network as it is; disposed by the run, not by a family. */
  readonly runner: MethodRunner;
  readonly seed: number;
  readonly engine: EngineName;
  readonly device: string | null;
  readonly signal: AbortSignal | null;
}

/** Pictures of a run with their maps. Row by row; rows of one picture for several classes are rows of their own. */
export interface EvaluatedBatch {
  readonly tasks: readonly EvaluationTask[];
  /** [N,…] in the model's own layout. */
  readonly input: Tensor;
  /** [N,K] */
  readonly logits: Tensor;
  /** By method: relevance [N,…] in the model's own layout. */
  readonly maps: readonly Tensor[];
  /** By method, then by row: relevance summed over the channels, [H·W]. */
  readonly pooled: readonly (readonly Float64Array[])[];
}

/** A family made ready. */
export interface MeasureRunner {
  /** In the order of the scores. */
  readonly measures: readonly MeasureSpec[];
  /**
   * Scores of a batch: by measure, by method, by row; NaN where a measure is not defined. What is drawn by chance depends
   * on the seed and the task's key only, so that any division into batches gives the same.
   */
  score(batch: EvaluatedBatch): Promise<readonly (readonly (readonly number[])[])[]>;
  /** The curves behind the scores, where the family has some. */
  readonly curves?: readonly CurveSpec[];
  /**
   * Values of `curves` for the batch that was scored last; `joinCurves` gathers those of all batches, and `meanCurves`
   * makes of them what an `Evaluation` holds.
   */
  lastCurves?(): CurveValues;
  dispose(): Promise<void>;
}

/** Makes a family ready on a run. */
export type OpenFamily = (
  context: MeasureContext,
  given: MeasureArguments,
) => Promise<MeasureRunner>;
