import {mixSeed} from '../data/mix-seed.js';
import {createRandom} from '../data/random.js';
import {LrpError} from '../errors/lrp-error.js';
import {takeTurns} from '../explain/take-turns.js';
import {weightedNodes, type Graph, type Tensor} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {formatRule} from '../rules/describe.js';
import type {Constancy, LayerConstancy} from './constancy.js';
import {directionOfRule} from './direction-of-rule.js';
import {examineLayer, reasonToSkip, type Examined} from './examine-layer.js';
import {namedLayers} from './named-layers.js';
import {runLayers, type ExamineOptions} from './run-layers.js';
import {upperNetwork} from './upper-network.js';

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
