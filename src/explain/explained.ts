import {sizeOf, type Graph, type Tensor} from '../graph/graph.js';
import type {LedgerSample} from '../ledger/ledger.js';
import type {Plan} from '../plan/plan.js';
import {compileForward, compileProgram} from '../program/compile.js';
import {costInForwardPasses} from '../program/cost.js';
import {modelInputShape} from './batch.js';
import type {Explanation} from './explanation.js';
import type {LayerRelevance} from './layer-relevance.js';
import type {SampleAnswers} from './run-batch.js';

/** An object in what the network sees of a picture. */
export interface SeenObject {
  readonly className: string;
  /** In pixels of what the network sees; right and bottom are outside. */
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
}

/** One sample explained for one target: a row of the tables and pictures. */
export interface ExplainedRow {
  /** `3-a.png`, `digits[4]`. */
  readonly sample: string;
  /** `3-a.png for "three"`: unique among the rows. */
  readonly label: string;
  /** The picture as a person sees it, [H,W,3] of 0…255; null where the input is no picture. */
  readonly pixels: {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8Array;
  } | null;
  /** Objects of the picture that are known of, where they lie in what the network sees. @default none are known */
  readonly objects?: readonly SeenObject[];
  readonly target: number;
  /** [K] */
  readonly logits: Float32Array;
}

/** One plan's answer, row by row. */
export interface ExplainedPlan {
  readonly plan: Plan;
  /** Cost in forward passes F of the network, primal pass included. */
  readonly cost: number;
  /** `onnx/cpu`, … */
  readonly engine: string;
  /** One a row, in the model's own layout without the batch axis. */
  readonly relevance: readonly Float32Array[];
  readonly ledger: readonly LedgerSample[];
  /** Row × layer: relevance at the input, then at every layer; null unless it was asked for. */
  readonly layers: readonly (readonly LayerRelevance[])[] | null;
}

/** Samples × targets explained under several plans. */
export interface Explained {
  readonly graph: Graph;
  /** Per-sample shape of the relevance, as the model's input. */
  readonly shape: readonly number[];
  readonly rows: readonly ExplainedRow[];
  readonly plans: readonly ExplainedPlan[];
}

/** What is known of a sample before it is explained. */
export type Sample = Pick<ExplainedRow, 'sample' | 'pixels' | 'objects'>;

/** A batch of samples: their numbers in the model's own layout, and what to call and show them as. */
export interface LoadedBatch {
  /** [N,…] */
  readonly tensor: Tensor;
  /** One a sample. */
  readonly samples: readonly Sample[];
}

/** `three (3)` or `class 3`. */
export function describeTarget(target: number, graph: Graph): string {
  const name = graph.classes?.[target];
  return name === undefined ? `class ${target}` : `${name} (${target})`;
}

/** What a plan costs alone, for one target: forward passes F of the network, primal pass included. */
export function costAlone(graph: Graph, plan: Plan): number {
  const {program} = compileProgram(graph, plan, {ledger: false});
  return costInForwardPasses(program, compileForward(graph));
}

/** Sorts the answers for samples into rows: sample by sample, class by class. */
export function explainedOf(
  graph: Graph,
  samples: readonly Sample[],
  answers: readonly SampleAnswers[],
  {
    plans,
    costs,
    engine,
  }: {
    readonly plans: readonly Plan[];
    /** One a plan. */
    readonly costs: readonly number[];
    readonly engine: string;
  },
): Explained {
  const rows = answers.flatMap(({targets, logits}, sample) =>
    targets.map((target): ExplainedRow => {
      const label = `${samples[sample]!.sample} for ${describeTarget(target, graph)}`;
      return {...samples[sample]!, label, target, logits};
    }),
  );
  return {
    graph,
    shape: modelInputShape(graph),
    rows,
    plans: plans.map((plan, index) => {
      const own = answers.flatMap(answer => answer.plans[index]!);
      return {
        plan,
        cost: costs[index]!,
        engine,
        relevance: own.map(({relevance}) => relevance),
        ledger: own.map(({ledger}) => ledger),
        layers: own.every(({layers}) => layers !== null) ? own.map(({layers}) => layers!) : null,
      };
    }),
  };
}

/** Sorts explanations, one per target for each plan, into rows: sample by sample, class by class. */
export function toExplained(
  graph: Graph,
  samples: readonly Sample[],
  plans: readonly {readonly cost: number; readonly explanations: readonly Explanation[]}[],
): Explained {
  const first = plans[0]!.explanations;
  const shape = first[0]!.relevance.shape.slice(1);
  const size = sizeOf(shape);
  // `for top, 3` asks twice for one class where 3 is the top: it is one row.
  const isFirst = (sample: number, target: number): boolean =>
    first.findIndex(({targets}) => targets[sample] === first[target]!.targets[sample]) === target;
  const order = samples.flatMap((_, sample) =>
    first.flatMap((__, target) => (isFirst(sample, target) ? [{sample, target}] : [])),
  );
  const rows = order.map(({sample, target}): ExplainedRow => {
    const {logits, targets} = first[target]!;
    const classes = logits.shape[1]!;
    const chosen = targets[sample]!;
    return {
      ...samples[sample]!,
      label: `${samples[sample]!.sample} for ${describeTarget(chosen, graph)}`,
      target: chosen,
      logits: logits.data.subarray(sample * classes, (sample + 1) * classes),
    };
  });
  return {
    graph,
    shape,
    rows,
    plans: plans.map(({cost, explanations}) => ({
      plan: explanations[0]!.plan,
      cost,
      engine: explanations[0]!.engine,
      relevance: order.map(({sample, target}) =>
        explanations[target]!.relevance.data.subarray(sample * size, (sample + 1) * size),
      ),
      ledger: order.map(({sample, target}) => explanations[target]!.ledger.samples[sample]!),
      layers: explanations.every(({layers}) => layers !== null)
        ? order.map(({sample, target}) => explanations[target]!.layers![sample]!)
        : null,
    })),
  };
}
