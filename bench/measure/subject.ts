import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {openEngine} from '../../src/engine/open-engine.js';
import {compileForward} from '../../src/program/compile.js';
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
  dispose(): Promise<void>;
}

/** The engine's own forward pass, made ready. */
export interface ForwardPass {
  predict(batch: Tensor): Promise<void>;
  dispose(): Promise<void>;
}

/** Makes a network's forward pass ready: one serves all cells of the network on an engine. */
export async function openForward(graph: Graph, {engine, device}: Cell): Promise<ForwardPass> {
  const opened = await (device === null ? openEngine(engine) : openEngine(engine, device));
  const executable = await opened.prepare(compileForward(graph));
  return {
    async predict(batch) {
      await executable.run(new Map([['input', batch]]));
    },
    dispose: () => executable.dispose(),
  };
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
    dispose: () => runner.dispose(),
  };
}
