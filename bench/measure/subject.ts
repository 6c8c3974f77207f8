import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {PlanRunner} from '../../src/explain/plan-runner.js';
import type {Cell} from './cell.js';

/** What is measured on our side: plans on a network, made ready. */
export interface Subject {
  /** `onnx/cpu` */
  readonly engine: string;
  /** Forward passes F, all targets and plans of a picture. */
  readonly cost: number;
  /** Milliseconds. */
  readonly compile: number;
  readonly prepare: number;
  /** The heatmaps of every plan, row n·T + t for target t of sample n. */
  explain(batch: Tensor, targets: readonly (readonly number[])[]): Promise<readonly Float32Array[]>;
  predict(batch: Tensor): Promise<Tensor>;
  dispose(): Promise<void>;
}

/** Makes a cell's plans ready. */
export async function openSubject(
  graph: Graph,
  plans: readonly Plan[],
  {engine, device, ledger, targets}: Cell,
): Promise<Subject> {
  const runner = await PlanRunner.open(graph, plans, {
    engine,
    ...(device === null ? {} : {device}),
    ledger,
    targets,
  });
  return {
    engine: runner.engine,
    cost: runner.cost,
    ...runner.milliseconds,
    async explain(batch, chosen) {
      const result = await runner.run(batch, chosen);
      return result.plans.map(({relevance}) => relevance.data);
    },
    predict: batch => runner.predict(batch),
    dispose: () => runner.dispose(),
  };
}
