import {mixSeed} from '../data/mix-seed.js';
import {createRandom} from '../data/random.js';
import {weightedNodes, type Graph, type NodeKind, type Tensor} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {formatRule} from '../rules/describe.js';
import {LrpError} from '../errors/lrp-error.js';
import {directionOfRule} from './direction-of-rule.js';
import {domainOf, type Domain} from './domain.js';
import {neuronLayer} from './neuron-layer.js';
import {findRoot} from './root-point.js';
import {runLayers, type ExamineOptions} from './run-layers.js';

export interface PreconditionOptions extends ExamineOptions {
  /** Neurons of each layer and sample whose roots are looked for, drawn from those with relevance. @default 256 */
  readonly neurons?: number;
  /** Of the neurons. @default 1 */
  readonly seed?: number;
}

/** What deep Taylor asks of one layer, counted over data. */
export interface LayerPreconditions {
  readonly node: number;
  /** Number among the weighted layers. */
  readonly index: number;
  readonly name: string;
  readonly kind: NodeKind;
  readonly rule: string;
  /** What the layer's input can be. */
  readonly domain: Domain['kind'];
  /** b ≤ 0: how many biases there are, and how many are above 0. */
  readonly biases: number;
  readonly positiveBiases: number;
  /** x ≥ 0: the share of inputs below 0, over all samples. */
  readonly negativeInputs: number;
  /** R ≥ 0: Σ|R < 0| / Σ|R| at the layer's output; 0 where nothing arrives. */
  readonly negativeRelevance: number;
  /** Neurons with relevance, over all samples, and how many of them were looked at. */
  readonly relevant: number;
  readonly examined: number;
  /** Of those looked at: the share whose root point along the rule's direction lies inside the domain. Null where the rule has no direction, or nothing was looked at. */
  readonly rootsInside: number | null;
  /** Of those looked at: for how many the direction leads to no root. */
  readonly rootless: number;
}

export interface Preconditions {
  readonly model: string;
  readonly plan: string;
  readonly engine: string;
  /** Class explained, one a sample. */
  readonly targets: readonly number[];
  readonly neurons: number;
  readonly seed: number;
  /** The weighted layers in forward order. */
  readonly layers: readonly LayerPreconditions[];
}

/**
 * Counts, layer by layer and over data, how far a network and a plan meet what deep Taylor presumes: no bias above
 * 0, no input below 0 (for z⁺), root points that the layer could be given, and no negative relevance.
 *
 * @param batch [N,…] in the model's own layout.
 * @throws LrpError `taylor/options`, `input/*`, `target/*`, `engine/*`; the signal's reason.
 * @see Montavon et al. 2017, the propositions on consistency of the z-rules.
 */
export async function taylorPreconditions(
  graph: Graph,
  plan: Plan,
  batch: Tensor,
  {neurons = 256, seed = 1, ...options}: PreconditionOptions = {},
): Promise<Preconditions> {
  if (!Number.isSafeInteger(neurons) || neurons < 1)
    throw new LrpError('taylor/options', `neurons ${neurons}: expected a whole number from 1`);
  const rules = new Map(plan.layers.map(({node, rule}) => [node, rule]));
  const tallies = weightedNodes(graph).map((node, index) => {
    const rule = rules.get(node.id)!;
    return {
      ...{node, index, rule: formatRule(rule)},
      layer: neuronLayer(node, graph),
      domain: domainOf(node, graph),
      direction: directionOfRule(rule, node, graph),
      ...{inputs: 0, negative: 0, relevance: 0, negativeRelevance: 0},
      ...{relevant: 0, examined: 0, inside: 0, rootless: 0},
    };
  });
  const {engine, targets} = await runLayers(
    graph,
    plan,
    batch,
    {
      values: [...new Set(tallies.map(({node}) => node.inputs[0]!))],
      relevance: tallies.map(({node}) => node.id),
      read(run, row, sample) {
        for (const tally of tallies) {
          const {node, layer, domain, direction} = tally;
          const x = run.value(node.inputs[0]!, row);
          const relevance = run.relevance(node.id, row);
          tally.inputs += x.length;
          for (const value of x) if (value < 0) tally.negative += 1;
          for (const r of relevance) {
            tally.relevance += Math.abs(r);
            if (r < 0) tally.negativeRelevance -= r;
          }
          const relevant = [...relevance.keys()].filter(j => relevance[j] !== 0);
          tally.relevant += relevant.length;
          const drawn =
            relevant.length <= neurons
              ? relevant
              : createRandom(mixSeed(seed, node.id, sample))
                  .shuffled(relevant)
                  .slice(0, neurons);
          tally.examined += drawn.length;
          if (direction === null) continue;
          for (const j of drawn) {
            const {exists, isInside} = findRoot(layer, j, x, direction, domain);
            if (!exists) tally.rootless += 1;
            if (isInside) tally.inside += 1;
          }
        }
      },
    },
    options,
  );
  return {
    ...{model: graph.name, plan: plan.name, engine, targets, neurons, seed},
    layers: tallies.map(
      ({node, index, rule, domain, direction, ...tally}): LayerPreconditions => ({
        ...{node: node.id, index, name: node.name, kind: node.kind, rule, domain: domain.kind},
        biases: node.bias?.data.length ?? 0,
        positiveBiases: node.bias?.data.reduce((count, b) => count + (b > 0 ? 1 : 0), 0) ?? 0,
        negativeInputs: tally.negative / tally.inputs,
        negativeRelevance: tally.relevance === 0 ? 0 : tally.negativeRelevance / tally.relevance,
        relevant: tally.relevant,
        examined: tally.examined,
        rootsInside:
          direction === null || tally.examined === 0 ? null : tally.inside / tally.examined,
        rootless: tally.rootless,
      }),
    ),
  };
}
