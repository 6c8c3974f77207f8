import {mixSeed} from '../data/mix-seed.js';
import {createRandom} from '../data/random.js';
import {rows} from '../explain/batch.js';
import type {Graph, Tensor, WeightedNode} from '../graph/graph.js';
import type {LayerConstancy} from './constancy.js';
import {domainOf} from './domain.js';
import {LayerRunner, type LayerRun} from './layer-runner.js';
import {nearbyPoint} from './nearby-point.js';
import {neuronLayer} from './neuron-layer.js';
import {findRoot, pointTowards} from './root-point.js';
import type {SearchDirection} from './search-direction.js';
import {SpreadTally} from './spread.js';
import type {UpperNetwork} from './upper-network.js';

/** What a sample gives a layer to be examined at. */
export interface Case {
  readonly x: Float32Array;
  readonly target: number;
  readonly neurons: readonly number[];
}

export interface Examined {
  readonly node: WeightedNode;
  readonly direction: SearchDirection | null;
  readonly upper: UpperNetwork | null;
  readonly skipped: string | null;
  readonly cases: Case[];
  relevant: number;
}

/** Why a layer has no relevance model of its own, or null. */
export function reasonToSkip(
  graph: Graph,
  node: WeightedNode,
  upper: UpperNetwork | null,
): string | null {
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

export interface ExamineLayer {
  readonly parts: readonly number[];
  readonly draws: number;
  readonly radius: number;
  readonly seed: number;
  readonly on: {readonly engine?: 'onnx' | 'tfjs'; readonly device?: string};
  readonly onCase: () => Promise<void>;
}

/** Examines one layer: its samples one after another, each with its points as a batch for the network above. */
export async function examineLayer(
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
