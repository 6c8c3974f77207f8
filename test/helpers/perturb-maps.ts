import type {
  EvaluatedBatch,
  MeasureContext,
  MeasureRunner,
} from '../../src/evaluate/measure-runner.js';
import {pooledRelevance} from '../../src/evaluate/localisation/relevance-mass.js';
import {openPerturbation} from '../../src/evaluate/perturbation/open-perturbation.js';
import {modelInputShape, rows} from '../../src/explain/batch.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {MeasureArguments} from '../../src/measures/measure-spec.js';

/** Pictures with maps of their own making instead of methods'. */
export interface MapBatch {
  readonly keys: readonly string[];
  readonly targets: readonly number[];
  /** [N,…] in the model's own layout, as every map. */
  readonly input: Tensor;
  readonly maps: readonly Tensor[];
}

export function evaluatedBatch(
  graph: Graph,
  {keys, targets, input, maps}: MapBatch,
): EvaluatedBatch {
  const shape = modelInputShape(graph);
  return {
    tasks: keys.map((key, row) => ({
      ...{key, id: key, image: '', className: '', mask: new Uint8Array(0)},
      target: targets[row]!,
    })),
    ...{input, maps, logits: {shape: [0], data: new Float32Array(0)}},
    pooled: maps.map(map =>
      keys.map((_, row) => pooledRelevance(rows(map, row, row + 1).data, shape, graph.layout)),
    ),
  };
}

/** Opens the family on a network, with no methods. */
export function openOn(graph: Graph, given: MeasureArguments, seed = 1): Promise<MeasureRunner> {
  const context = {graph, methods: [], seed, engine: 'onnx', device: null, signal: null};
  return openPerturbation(context as unknown as MeasureContext, given);
}

/** What the family says of maps. */
export interface PerturbedMaps {
  /** By measure (aopc-morf, aopc-lerf, abpc), by method, by row. */
  readonly scores: readonly (readonly (readonly number[])[])[];
  /** By order (morf, lerf), by method, by row. */
  readonly curves: readonly (readonly (readonly (readonly number[])[])[])[];
}

export async function perturbMaps(
  graph: Graph,
  given: MeasureArguments,
  batch: MapBatch,
  seed = 1,
): Promise<PerturbedMaps> {
  const runner = await openOn(graph, given, seed);
  try {
    const scores = await runner.score(evaluatedBatch(graph, batch));
    return {scores, curves: runner.lastCurves!()};
  } finally {
    await runner.dispose();
  }
}
