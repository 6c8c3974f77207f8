import type {EngineName} from '../../engine/engine.js';
import {LrpError} from '../../errors/lrp-error.js';
import {PlanRunner} from '../../explain/plan-runner.js';
import type {Graph, Tensor} from '../../graph/graph.js';
import {type BaselineMethod, baselineMethods} from './baseline-methods.js';
import type {Method, MethodMaps, MethodRunner} from './method.js';
import {NetworkRows} from './network-rows.js';

export interface MethodOptions {
  readonly engine: EngineName;
  readonly device: string | null;
  /** Of everything that is drawn by chance. */
  readonly seed: number;
  /** Bytes that one run of a baseline's copies may take. @default a quarter of what is free */
  readonly memory?: number;
  /** Stops a baseline between two runs: the call then throws the signal's reason. @default null */
  readonly signal?: AbortSignal | null;
}

/** How a baseline explains; null for a plan. */
function baselineOf(method: Method): BaselineMethod | null {
  if (method.kind === 'plan') return null;
  const found = baselineMethods.get(method.baseline);
  if (found !== undefined) return found;
  throw new LrpError(
    'evaluate/baseline',
    `no baseline is called "${method.baseline}"; there are ${[...baselineMethods.keys()].join(', ')}`,
  );
}

/**
 * Makes methods ready on a network: all plans in one program over one primal pass; the network's gradients and its
 * primal pass alone where a baseline reads them.
 *
 * @param methods At least one.
 * @throws LrpError `evaluate/method` for none, `evaluate/baseline`, `engine/*`; `rule/*` where gradients are read and a layer
 *   has none.
 */
export async function openMethods(
  graph: Graph,
  methods: readonly Method[],
  {seed, ...options}: MethodOptions,
): Promise<MethodRunner> {
  if (methods.length === 0)
    throw new LrpError('evaluate/method', 'no method is given; give a plan or a baseline');
  const {engine, device} = options;
  const baselines = methods.map(baselineOf);
  const plans = methods.flatMap(method => (method.kind === 'plan' ? [method.plan] : []));
  const runner =
    plans.length === 0
      ? null
      : await PlanRunner.open(graph, plans, {
          ...{engine, ledger: false},
          ...(device === null ? {} : {device}),
        });
  const reads = new Set(baselines.map(baseline => baseline?.reads));
  let network: NetworkRows;
  try {
    network = await NetworkRows.open(graph, {
      ...options,
      gradients: reads.has('gradients'),
      scores: reads.has('scores') || runner === null,
    });
  } catch (error) {
    await runner?.dispose();
    throw error;
  }
  return {
    methods,
    engine: runner?.engine ?? network.engine!,
    async run(batch: Tensor, targets, keys): Promise<MethodMaps> {
      const planned = await runner?.run(
        batch,
        targets.map(target => [target]),
      );
      const logits = planned?.logits ?? (await network.predict(batch));
      const results = (planned?.plans ?? [])[Symbol.iterator]();
      const maps: Tensor[] = [];
      for (const [index, method] of methods.entries()) {
        if (method.kind === 'plan') {
          maps.push(results.next().value!.relevance);
          continue;
        }
        const rows = {graph, network, batch, targets, keys, seed};
        const data = await baselines[index]!.explain(rows, method.arguments);
        maps.push({shape: batch.shape, data});
      }
      return {logits, maps};
    },
    predict: batch => (runner ?? network).predict(batch),
    async dispose() {
      await runner?.dispose();
      await network.dispose();
    },
  };
}
