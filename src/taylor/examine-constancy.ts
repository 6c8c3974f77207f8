import {mixSeed} from '../data/mix-seed.js';
import {createRandom} from '../data/random.js';
import {rows} from '../explain/batch.js';
import {takeTurns} from '../explain/take-turns.js';
import {
  weightedNodes,
  type Graph,
  type NodeKind,
  type Tensor,
  type WeightedNode,
} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {formatRule} from '../rules/describe.js';
import {LrpError} from '../errors/lrp-error.js';
import {directionOfRule} from './direction-of-rule.js';
import {domainOf} from './domain.js';
import {LayerRunner, type LayerRun} from './layer-runner.js';
import {nearbyPoint} from './nearby-point.js';
import {neuronLayer} from './neuron-layer.js';
import {namedLayers} from './named-layers.js';
import {findRoot, pointTowards} from './root-point.js';
import {runLayers, type ExamineOptions} from './run-layers.js';
import type {SearchDirection} from './search-direction.js';
import {type Spread, SpreadTally} from './spread.js';
import {type UpperNetwork, upperNetwork} from './upper-network.js';

export interface ConstancyOptions extends ExamineOptions {
  /** Names of the layers to examine. @default all weighted layers but those that give the scores */
  readonly layers?: readonly string[];
  /** Neurons of each layer and sample, drawn from those with relevance. @default 8 */
  readonly neurons?: number;
  /** How far to go from x to the root point x̃: 0 is x, 1 is x̃, where the neuron falls silent. @default [0.5, 0.99] */
  readonly parts?: readonly number[];
  /** Points near x: how many of each sample. @default 4 */
  readonly draws?: number;
  /** Every input of such a point is x_i·(1 + r·u), u uniform in −1…1. @default 0.1 */
  readonly radius?: number;
  /** Of the neurons and of the points. @default 1 */
  readonly seed?: number;
}

/** How constant c_j is in one layer. */
export interface LayerConstancy {
  readonly node: number;
  /** Number among the weighted layers. */
  readonly index: number;
  readonly name: string;
  readonly kind: NodeKind;
  /** The layer's rule: its direction leads to the root points. */
  readonly rule: string;
  /** Why the layer was not examined; null where it was. */
  readonly skipped: string | null;
  /** Neurons that fire and have relevance, over all samples. */
  readonly relevant: number;
  readonly examined: number;
  /** Those examined for which the direction leads to no root. */
  readonly rootless: number;
  /** On the way from x to the neuron's own root point. */
  readonly along: readonly {readonly part: number; readonly spread: Spread}[];
  /** At random points near x. */
  readonly near: Spread;
}

export interface Constancy {
  readonly model: string;
  readonly plan: string;
  readonly engine: string;
  /** Class explained, one a sample. */
  readonly targets: readonly number[];
  readonly neurons: number;
  readonly draws: number;
  readonly radius: number;
  readonly seed: number;
  readonly layers: readonly LayerConstancy[];
}

/** What a sample gives a layer to be examined at. */
interface Case {
  readonly x: Float32Array;
  readonly target: number;
  readonly neurons: readonly number[];
}

interface Examined {
  readonly node: WeightedNode;
  readonly direction: SearchDirection | null;
  readonly upper: UpperNetwork | null;
  readonly skipped: string | null;
  readonly cases: Case[];
  relevant: number;
}

function checkOptions({
  neurons,
  draws,
  radius,
  parts,
}: Required<Pick<ConstancyOptions, 'neurons' | 'draws' | 'radius' | 'parts'>>): void {
  const isCount = (value: number, least: number): boolean =>
    Number.isSafeInteger(value) && value >= least;
  if (
    isCount(neurons, 1) &&
    isCount(draws, 0) &&
    radius >= 0 &&
    Number.isFinite(radius) &&
    parts.every(part => part >= 0 && part < 1)
  )
    return;
  throw new LrpError(
    'taylor/options',
    `neurons ${neurons}, draws ${draws}, radius ${radius}, parts ${parts.join(', ')}: expected whole numbers from 1 and from 0, a radius from 0, and parts from 0 to below 1 (at 1 the neuron is silent and tells no c)`,
  );
}

/** Why a layer has no relevance model of its own, or null. */
function reasonToSkip(graph: Graph, node: WeightedNode, upper: UpperNetwork | null): string | null {
  const readers = graph.nodes.filter(({inputs}) => inputs.includes(node.id));
  const [reader] = readers;
  if (node.id === graph.output) return 'its outputs are the scores: R = z, so c = 1';
  if (readers.length !== 1 || reader!.kind !== 'activation' || reader!.activation.name !== 'relu')
    return 'no ReLU of its own stands directly behind it';
  if (upper === null) return 'another path leads around its input';
  return null;
}

/** c_j = R_j / z_j of a neuron that fires; null of one that does not. */
function constantAt(run: LayerRun, node: number, row: number, neuron: number): number | null {
  const z = run.value(node, row)[neuron]!;
  return z > 0 ? run.relevance(node, row)[neuron]! / z : null;
}

/**
 * Measures how constant c_j of the relevance model R_j = max(0, z_j)·c_j is, which deep Taylor takes for constant: c_j is
 * computed again, by the network above the layer, on the way from x to the neuron's root point x̃ and at random
 * points near x, and compared with c_j at x. Neurons are drawn by seed from those that fire and have relevance.
 *
 * The root itself is left out: there R_j and z_j are both 0. At the part 0.99 of the way z_j is a hundredth of what it was.
 *
 * @param batch [N,…] in the model's own layout.
 * @throws LrpError `taylor/options`, `taylor/unknown-layer`, `input/*`, `target/*`, `engine/*`; the signal's reason.
 */
export async function examineConstancy(
  graph: Graph,
  plan: Plan,
  batch: Tensor,
  options: ConstancyOptions = {},
): Promise<Constancy> {
  const {neurons = 8, parts = [0.5, 0.99], draws = 4, radius = 0.1, seed = 1} = options;
  const {layers: names, targets, engine, device, onProgress, signal} = options;
  checkOptions({neurons, draws, radius, parts});
  const rules = new Map(plan.layers.map(({node, rule}) => [node, rule]));
  const layers = namedLayers(graph, names).filter(
    ({id}) => names !== undefined || id !== graph.output,
  );
  const examined = layers.map((node): Examined => {
    const upper = upperNetwork(graph, plan, node);
    const skipped = reasonToSkip(graph, node, upper);
    const direction = directionOfRule(rules.get(node.id)!, node, graph);
    return {node, direction, upper, skipped, cases: [], relevant: 0};
  });
  const open = examined.filter(({skipped}) => skipped === null);
  const on = {...(engine && {engine}), ...(device && {device})};
  const ran = await runLayers(
    graph,
    plan,
    batch,
    {
      values: [...new Set(open.flatMap(({node}) => [node.id, node.inputs[0]!]))],
      relevance: open.map(({node}) => node.id),
      read(run, row, sample) {
        for (const layer of open) {
          const {id, inputs} = layer.node;
          const z = run.value(id, row);
          const relevance = run.relevance(id, row);
          const relevant = [...z.keys()].filter(j => z[j]! > 0 && relevance[j] !== 0);
          layer.relevant += relevant.length;
          layer.cases.push({
            x: run.value(inputs[0]!, row).slice(),
            target: run.targets[row]!,
            neurons: createRandom(mixSeed(seed, id, sample))
              .shuffled(relevant)
              .slice(0, neurons),
          });
        }
      },
    },
    {...on, ...(targets === undefined ? {} : {targets}), ...(signal && {signal})},
  );
  const total = open.reduce((sum, {cases}) => sum + cases.length, 0);
  let done = 0;
  onProgress?.(done, total);
  const numbers = new Map(weightedNodes(graph).map(({id}, index) => [id, index]));
  const results: LayerConstancy[] = [];
  for (const layer of examined) {
    const {node, skipped, relevant, cases} = layer;
    const found = await examineLayer(graph, layer, {
      ...{parts, draws, radius, seed, on},
      async onCase() {
        done += 1;
        onProgress?.(done, total);
        await takeTurns();
        signal?.throwIfAborted();
      },
    });
    results.push({
      ...{node: node.id, index: numbers.get(node.id)!, name: node.name, kind: node.kind},
      ...{rule: formatRule(rules.get(node.id)!), skipped, relevant},
      examined: cases.reduce((sum, own) => sum + own.neurons.length, 0),
      ...found,
    });
  }
  return {
    ...{model: graph.name, plan: plan.name, engine: ran.engine, targets: ran.targets},
    ...{neurons, draws, radius, seed, layers: results},
  };
}

interface ExamineLayer {
  readonly parts: readonly number[];
  readonly draws: number;
  readonly radius: number;
  readonly seed: number;
  readonly on: {readonly engine?: 'onnx' | 'tfjs'; readonly device?: string};
  readonly onCase: () => Promise<void>;
}

/** Examines one layer: its samples one after another, each with its points as a batch for the network above. */
async function examineLayer(
  graph: Graph,
  {node, direction, upper, skipped, cases}: Examined,
  {parts, draws, radius, seed, on, onCase}: ExamineLayer,
): Promise<Pick<LayerConstancy, 'rootless' | 'along' | 'near'>> {
  const along = parts.map(part => ({part, tally: new SpreadTally()}));
  const near = new SpreadTally();
  let rootless = 0;
  if (upper !== null && skipped === null) {
    const layer = neuronLayer(node, graph);
    const domain = domainOf(node, graph);
    const runner = await LayerRunner.open(upper.graph, upper.plan, {
      ...{...on, values: [upper.node], relevance: [upper.node]},
    });
    try {
      for (const [sample, {x, target, neurons}] of cases.entries()) {
        const random = createRandom(mixSeed(seed, node.id, sample, 1));
        // Each point with the neurons whose c is compared there.
        const points = Array.from({length: draws}, () => ({
          point: nearbyPoint(x, {layer, domain, radius, random}),
          neurons,
          tally: near,
        }));
        for (const neuron of neurons) {
          const root = direction === null ? null : findRoot(layer, neuron, x, direction);
          if (root === null || !root.exists) rootless += 1;
          else
            for (const {part, tally} of along)
              points.push({point: pointTowards(x, root, part), neurons: [neuron], tally});
        }
        const here = new Map<number, number>();
        const batch = stack(
          [Float64Array.from(x), ...points.map(({point}) => point)],
          graph.nodes[node.inputs[0]!]!.shape,
        );
        for (let from = 0; from <= points.length; from += runner.batchSize) {
          const to = Math.min(points.length + 1, from + runner.batchSize);
          const run = await runner.run(
            rows(batch, from, to),
            Array<number>(to - from).fill(target),
          );
          for (let at = from; at < to; at++) {
            if (at === 0) {
              for (const j of neurons) here.set(j, constantAt(run, upper.node, 0, j) ?? 0);
              continue;
            }
            const {neurons: own, tally} = points[at - 1]!;
            for (const j of own) {
              const there = constantAt(run, upper.node, at - from, j);
              const c = here.get(j)!;
              if (there !== null && c !== 0) tally.add(there, c);
            }
          }
        }
        await onCase();
      }
    } finally {
      await runner.dispose();
    }
  }
  return {
    rootless,
    along: along.map(({part, tally}) => ({part, spread: tally.close()})),
    near: near.close(),
  };
}

/** Inputs as one batch [N,…]. */
function stack(points: readonly Float64Array[], shape: readonly number[]): Tensor {
  const size = points[0]!.length;
  const data = new Float32Array(points.length * size);
  points.forEach((point, index) => {
    data.set(point, index * size);
  });
  return {shape: [points.length, ...shape], data};
}
