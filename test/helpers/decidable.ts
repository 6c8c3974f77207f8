import type {Graph, GraphNode} from '../../src/graph/graph.js';
import {isWeighted} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import type {NumberArray, Truth} from './oracle.js';
import {oracle} from './oracle.js';
import {windowsOf} from './oracle-forward.js';
import {randomFrom} from './random.js';

/** Values nearer than this to a switch (ReLU at 0, the runner-up of a window) may fall either way in float32. */
const MARGIN = 1e-5;

function kinksOf(node: GraphNode): readonly number[] {
  if (node.kind !== 'activation') return [];
  const {activation} = node;
  return activation.name === 'clip' ? [activation.low, activation.high] : [0];
}

function isSwitching(graph: Graph, values: readonly Float64Array[]): boolean {
  return graph.nodes.some(node => {
    if (isWeighted(node)) return values[node.id]!.some(z => z !== 0 && Math.abs(z) < MARGIN);
    const x = values[node.inputs[0] ?? 0]!;
    if (node.kind === 'activation') {
      return kinksOf(node).some(kink => x.some(v => v !== kink && Math.abs(v - kink) < MARGIN));
    }
    if (node.kind !== 'maxpool') return false;
    return windowsOf(node, graph.nodes[node.inputs[0]!]!.shape).some(cells => {
      const most = Math.max(...cells.map(cell => x[cell]!));
      return cells.some(cell => x[cell] !== most && most - x[cell]! < MARGIN);
    });
  });
}

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** How far two results lie apart in the worst node of one sample, relative to that node's largest |R|. */
function distance(a: Truth, b: Truth, sample: number): number {
  const perNode = a.nodeRelevance.map((samples, id) => {
    const difference = samples[sample]!.map(
      (value, i) => value - b.nodeRelevance[id]![sample]![i]!,
    );
    const scale = largest(samples[sample]!);
    return scale === 0 ? 0 : largest(difference) / scale;
  });
  return Math.max(...perNode);
}

/**
 * Which samples float32 can decide: no ReLU or max pooling is about to switch, and relevance hardly
 * moves when every sum is off by what float32 may lose (one part in 2²³ of its terms). The others
 * divide by almost nothing somewhere, and no float32 engine can be held to any answer there.
 */
export function decidable(
  graph: Graph,
  plan: Plan,
  input: NumberArray,
  targets: readonly number[],
  truth: Truth,
  limit = 1e-5,
): readonly boolean[] {
  const random = randomFrom(17);
  const blurred = [0, 1].map(() =>
    oracle(
      graph,
      plan,
      input,
      targets,
      (sum, magnitude) => sum + (2 * random.uniform() - 1) * magnitude * 2 ** -23,
    ),
  );
  return targets.map((_, sample) => {
    const values = truth.nodeValues.map(samples => samples[sample]!);
    if (isSwitching(graph, values)) return false;
    return blurred.every(other => distance(truth, other, sample) < limit);
  });
}
