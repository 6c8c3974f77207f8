import type {Graph, Tensor} from '../../graph/graph.js';
import type {MeasureArguments} from '../../measures/measure-spec.js';
import type {NetworkRows} from './network-rows.js';

/** Rows that a baseline explains. */
export interface ExplainedRows {
  readonly graph: Graph;
  /** The network, for baselines that run it. */
  readonly network: NetworkRows;
  /** [N,…] in the model's own layout. */
  readonly batch: Tensor;
  /** N class indices. */
  readonly targets: readonly number[];
  /** N names: what is drawn by chance depends on the seed and these. */
  readonly keys: readonly string[];
  readonly seed: number;
}

/** Explains every row: relevance [N,…] in the model's own layout, row after row. */
export type ExplainRows = (rows: ExplainedRows, given: MeasureArguments) => Promise<Float32Array>;

/** One row of a tensor [N,…]; the same memory. */
export function rowOf({shape, data}: Tensor, row: number): Float32Array {
  const size = data.length / shape[0]!;
  return data.subarray(row * size, (row + 1) * size);
}
