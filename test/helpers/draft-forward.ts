import type {Draft} from '../../src/graph/draft.js';
import type {Graph, GraphNode} from '../../src/graph/graph.js';
import {forward} from './oracle-forward.js';

/**
 * What a draft computes for one sample, in float64: every node as it stands, softmax included.
 *
 * @param input Channels first, as the draft's input node has it.
 */
export function forwardDraft(draft: Draft, input: Float64Array): Float64Array {
  const ids = new Map(draft.nodes.map((node, id) => [node.name, id]));
  const nodes = draft.nodes.map((node, id): GraphNode => {
    const inputs = node.inputs.map(name => ids.get(name)!);
    if (inputs.some(from => from === undefined || from >= id)) {
      throw new Error(`"${node.name}" reads a node that does not stand before it`);
    }
    const drafted = node.kind === 'softmax' ? {...node, kind: 'reshape'} : node;
    return {...drafted, id, inputs, nonNegative: false, merged: []} as unknown as GraphNode;
  });
  if (ids.size !== nodes.length) throw new Error('two nodes have the same name');
  const output = ids.get(draft.output)!;
  const values = forward({nodes: nodes.slice(0, output + 1)} as unknown as Graph, input)[output]!;
  if (draft.nodes[output]!.kind !== 'softmax') return values;
  const largest = values.reduce((most, value) => Math.max(most, value));
  const powers = values.map(value => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value);
  return powers.map(power => power / sum);
}
