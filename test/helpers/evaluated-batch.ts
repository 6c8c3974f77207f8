import type {
  EvaluatedBatch,
  MeasureContext,
  OpenFamily,
} from '../../src/evaluate/measure-runner.js';
import type {Method} from '../../src/evaluate/methods/method.js';
import {openMethods} from '../../src/evaluate/methods/open-methods.js';
import {poolMaps} from '../../src/evaluate/pool-maps.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';
import {findFamily} from '../../src/measures/families.js';
import {fillArguments, type MeasureArguments} from '../../src/measures/measure-spec.js';

export interface ScoredRows {
  readonly graph: Graph;
  readonly methods: readonly Method[];
  /** [N,…] */
  readonly input: Tensor;
  readonly targets: readonly number[];
  /** @default 1 */
  readonly seed?: number;
  /** Of the first row among all, for keys. @default 0 */
  readonly first?: number;
  readonly signal?: AbortSignal;
}

/** Scores by the measure's name, by method, by row. */
export type NamedScores = Readonly<Record<string, readonly (readonly number[])[]>>;

/** Explains rows by methods on the CPU and scores them by a family. */
export async function scoreRows(
  name: string,
  open: OpenFamily,
  {graph, methods, input, targets, seed = 1, first = 0, signal}: ScoredRows,
  given: MeasureArguments = {},
): Promise<NamedScores> {
  const on = {engine: 'onnx', device: null, seed} as const;
  const runner = await openMethods(graph, methods, on);
  const context: MeasureContext = {graph, methods, runner, ...on, signal: signal ?? null};
  try {
    const family = await open(context, fillArguments(findFamily(name)!.parameters, given));
    try {
      const keys = targets.map((_, row) => `${first + row}`);
      const {logits, maps} = await runner.run(input, targets, keys);
      const pooled = maps.map(map => poolMaps(map, graph));
      const size = sizeOf(input.shape.slice(-2));
      const tasks = targets.map((target, row) => ({
        ...{key: keys[row]!, id: keys[row]!, image: '', className: '', target},
        mask: new Uint8Array(size),
      }));
      const batch: EvaluatedBatch = {tasks, input, logits, maps, pooled};
      const scores = await family.score(batch);
      return Object.fromEntries(
        family.measures.map((measure, index) => [measure.name, scores[index]!]),
      );
    } finally {
      await family.dispose();
    }
  } finally {
    await runner.dispose();
  }
}
