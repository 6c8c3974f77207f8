import {cutNote} from './cut-head.js';
import type {Draft, DraftNode} from './draft.js';
import type {Graph} from './graph.js';

/**
 * Gives a canonical network back as a draft, so that it can be written or joined with other nodes. The head
 * that was cut off stands behind the logits again; `canonise` gives the same graph, but that layers no
 * longer say what was folded into them.
 */
export function draftOfGraph(graph: Graph): Draft {
  const nodes = graph.nodes.map((node): DraftNode => {
    const {id: _, nonNegative: __, ...rest} = node;
    const inputs = node.inputs.map(input => graph.nodes[input]!.name);
    if ('merged' in rest) {
      const {merged: ___, ...layer} = rest;
      return {...layer, inputs};
    }
    return {...rest, inputs};
  });
  const head = headOf(graph);
  return {
    name: graph.name,
    format: graph.format,
    layout: graph.layout,
    nodes: head === null ? nodes : [...nodes, head],
    output: head?.name ?? graph.nodes[graph.output]!.name,
    classes: graph.classes,
    preprocessing: graph.preprocessing,
    notes: graph.notes.filter(note => !note.endsWith(cutNote)),
  };
}

function headOf(graph: Graph): DraftNode | null {
  const {name: logits, shape} = graph.nodes[graph.output]!;
  const taken = new Set(graph.nodes.map(({name}) => name));
  let name = `${logits}/${graph.head}`;
  for (let number = 2; taken.has(name); number++) name = `${logits}/${graph.head}#${number}`;
  const common = {name, inputs: [logits], shape};
  switch (graph.head) {
    case 'none':
      return null;
    case 'softmax':
      return {kind: 'softmax', operator: 'Softmax', ...common};
    case 'sigmoid':
      return {kind: 'activation', operator: 'Sigmoid', ...common, activation: {name: 'sigmoid'}};
  }
}
