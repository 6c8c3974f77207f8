import type {EngineName} from '../../engine/engine.js';
import {LrpError} from '../../errors/lrp-error.js';
import {PlanRunner} from '../../explain/plan-runner.js';
import type {Graph, Tensor} from '../../graph/graph.js';
import type {Method, MethodMaps, MethodRunner} from './method.js';

export interface MethodOptions {
  readonly engine: EngineName;
  readonly device: string | null;
  /** Of everything that is drawn by chance. */
  readonly seed: number;
}

/** Makes methods ready on a network. @throws LrpError `engine/*`. */
export async function openMethods(
  graph: Graph,
  methods: readonly Method[],
  {engine, device}: MethodOptions,
): Promise<MethodRunner> {
  const plans = methods.flatMap(method => (method.kind === 'plan' ? [method.plan] : []));
  if (plans.length < methods.length || plans.length === 0)
    throw new LrpError('evaluate/method', 'only plans can be evaluated; give at least one');
  const runner = await PlanRunner.open(graph, plans, {
    ...{engine, ledger: false},
    ...(device === null ? {} : {device}),
  });
  return {
    methods,
    engine: runner.engine,
    async run(batch: Tensor, targets: readonly number[]): Promise<MethodMaps> {
      const {logits, plans: results} = await runner.run(
        batch,
        targets.map(target => [target]),
      );
      return {logits, maps: results.map(({relevance}) => relevance)};
    },
    predict: batch => runner.predict(batch),
    dispose: () => runner.dispose(),
  };
}
