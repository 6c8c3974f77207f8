import type {Tensor} from '../../graph/graph.js';
import type {MeasureArguments} from '../../measures/measure-spec.js';
import type {Plan} from '../../plan/plan.js';

/** A way to explain: a plan, or a baseline of `src/measures/baselines.ts` with all its arguments. */
export type Method =
  | {readonly kind: 'plan'; readonly name: string; readonly plan: Plan}
  | {
      readonly kind: 'baseline';
      /** As tables show it; unique among the methods of a run. */
      readonly name: string;
      readonly baseline: string;
      readonly arguments: MeasureArguments;
    };

/** What a run gives: plain numbers, nothing to dispose. */
export interface MethodMaps {
  /** [N,K] */
  readonly logits: Tensor;
  /** By method: relevance [N,…] in the model's own layout. Unit: the class's score, where a method has one. */
  readonly maps: readonly Tensor[];
}

/** Methods made ready on one network. Dispose when done. */
export interface MethodRunner {
  readonly methods: readonly Method[];
  /** `onnx/cpu`, … */
  readonly engine: string;
  /**
   * Explains a batch, one class a row, by every method; plans share one primal pass.
   *
   * @param batch   [N,…] in the model's own layout.
   * @param targets N class indices.
   * @param keys    N names, such as `2008_000008 horse`: what a method draws by chance depends on its seed and the row's
   *   key only, not on the batch.
   * @throws LrpError `explain/not-finite`, `engine/*`.
   */
  run(batch: Tensor, targets: readonly number[], keys: readonly string[]): Promise<MethodMaps>;
  /** Logits [N,K] of a batch [N,…]. */
  predict(batch: Tensor): Promise<Tensor>;
  dispose(): Promise<void>;
}
