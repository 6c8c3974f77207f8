import test from 'ava';
import fc from 'fast-check';
import {isWeighted, type Graph, type GraphNode} from '../../src/graph/graph.js';
import {findPreset} from '../../src/plan/presets.js';
import {resolvePlan} from '../../src/plan/resolve.js';
import {inputLayers} from '../../src/plan/select.js';
import {redistributeAlong} from '../../src/taylor/generic-rule.js';
import {neuronLayer} from '../../src/taylor/neuron-layer.js';
import type {SearchDirection} from '../../src/taylor/search-direction.js';
import {relativeError} from '../helpers/compare.js';
import {decidable} from '../helpers/decidable.js';
import {engineName, engines, explainWith} from '../helpers/explain-with.js';
import {forward, windowsOf} from '../helpers/oracle-forward.js';
import {oracle} from '../helpers/oracle.js';
import {batchFor, buildNetwork, convNets, mlps} from '../helpers/random-graph.js';

const relu = {name: 'relu'} as const;
/** What the paper speaks of: weighted layers with ReLU, max pooling, one path. */
const nets = fc.oneof(mlps, convNets).map(spec => ({
  ...spec,
  hiddenActivation: relu,
  steps: spec.steps
    .filter(({kind}) => kind === 'conv' || kind === 'maxpool')
    .map(step => ('activation' in step ? {...step, activation: relu} : step)),
}));

/** Which way deep Taylor goes at a layer, as the paper has it: z⁺, and zᴮ where pixels are read. */
function directionAt(graph: Graph, node: GraphNode, bounded: boolean): SearchDirection {
  return bounded && inputLayers(graph).has(node.id)
    ? {kind: 'zB', low: -1, high: 1}
    : {kind: 'zplus'};
}

/** Deep Taylor by the generic rule alone: from the score down, winners take all in max pooling. */
function byDirections(
  graph: Graph,
  input: Float64Array,
  target: number,
  bounded: boolean,
): Float64Array {
  const values = forward(graph, input);
  let relevance: Float64Array = values[graph.output]!.map((value, k) => (k === target ? value : 0));
  for (const node of [...graph.nodes].reverse()) {
    if (node.kind === 'input') continue;
    const x = values[node.inputs[0]!]!;
    if (isWeighted(node)) {
      const direction = directionAt(graph, node, bounded);
      relevance = redistributeAlong(neuronLayer(node, graph), x, relevance, direction, {
        stabiliser: 1e-6,
      }).relevance;
    } else if (node.kind === 'maxpool') {
      const handed = new Float64Array(x.length);
      windowsOf(node, graph.nodes[node.inputs[0]!]!.shape).forEach((cells, j) => {
        const most = Math.max(...cells.map(cell => x[cell]!));
        handed[cells.find(cell => x[cell] === most)!]! += relevance[j]!;
      });
      relevance = handed;
    }
    // ReLU and flatten hand on what they get.
  }
  return relevance;
}

for (const engine of engines) {
  for (const [name, bounded] of [
    ['DeepTaylor', false],
    ['DeepTaylorBounded', true],
  ] as const) {
    test.serial(
      `${name} is the generic rule layer by layer, from the score to the pixels, on ${engineName(engine)}`,
      async t => {
        let [compared, pooled] = [0, 0];
        await fc.assert(
          fc.asyncProperty(nets, async spec => {
            const built = buildNetwork(spec);
            const channels = built.nodes[0]!.shape[0]!;
            const preprocessing = {
              channels: 'RGB' as const,
              scale: 1 / 255,
              mean: Array<number>(channels).fill(0.5),
              std: Array<number>(channels).fill(0.5),
            };
            const graph = {...built, preprocessing};
            const plan = resolvePlan(findPreset(name)!, graph);
            if (!plan.ok) throw new Error(plan.diagnostics[0]!.message);
            const drawn = batchFor(graph, 1, spec.seed, 'signed');
            const input = {
              ...drawn,
              data: drawn.data.map(value => Math.max(-1, Math.min(1, value))),
            };
            const truth = oracle(graph, plan.value, input, [0]);
            if (!decidable(graph, plan.value, input, [0], truth)[0]) return;
            const expected = byDirections(graph, Float64Array.from(input.data), 0, bounded);
            const {relevance} = await explainWith(engine, graph, plan.value, input, [0]);
            const error = relativeError([...relevance.data], [...expected]);
            if (!(error < 1e-4)) throw new Error(`off by ${error}`);
            compared++;
            if (graph.nodes.some(({kind}) => kind === 'maxpool')) pooled++;
          }),
          {seed: 31, numRuns: 30},
        );
        t.true(compared > 10, `${compared} networks`);
        t.true(pooled > 3, `${pooled} with pooling`);
      },
    );
  }
}
