import {type MethodOptions, openMethods} from '../../src/evaluate/methods/open-methods.js';
import type {Method, MethodMaps} from '../../src/evaluate/methods/method.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';

/** What methods say of a batch, on the CPU; row r explains class `targets[r]`, its key is its number unless given. */
export async function mapsOf(
  graph: Graph,
  methods: readonly Method[],
  batch: Tensor,
  targets: readonly number[],
  {
    keys = targets.map((_, row) => `row ${row}`),
    seed = 1,
    ...options
  }: Partial<MethodOptions> & {readonly keys?: readonly string[]} = {},
): Promise<MethodMaps> {
  const runner = await openMethods(graph, methods, {
    engine: 'onnx',
    device: null,
    seed,
    ...options,
  });
  try {
    return await runner.run(batch, targets, keys);
  } finally {
    await runner.dispose();
  }
}
