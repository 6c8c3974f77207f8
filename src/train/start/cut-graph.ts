import {LrpError} from '../../errors/lrp-error.js';
import {canonise} from '../../graph/canonise.js';
import type {Draft} from '../../graph/draft.js';
import {draftOfGraph} from '../../graph/draft-of-graph.js';
import type {Graph, GraphNode} from '../../graph/graph.js';

/**
 * The node behind which the head is put.
 *
 * @param cut `last-pool`, or a node's name.
 * @throws LrpError `train/cut`.
 */
export function findCut(graph: Graph, cut: string): GraphNode {
  if (cut === 'last-pool') {
    const last = graph.nodes.filter(isPooling).at(-1);
    if (last !== undefined) return last;
    throw new LrpError(
      'train/cut',
      `model "${graph.name}" has no pooling layer to cut behind; name the last layer to keep with "cut"`,
    );
  }
  const named = graph.nodes.find(({name}) => name === cut);
  if (named !== undefined) return named;
  throw new LrpError(
    'train/cut',
    `model "${graph.name}" has no layer "${cut}" to cut behind; it has ${graph.nodes
      .slice(-12)
      .map(({name}) => name)
      .join(', ')} (the last ones)`,
  );
}

export function isPooling({kind}: GraphNode): boolean {
  return kind === 'maxpool' || kind === 'avgpool';
}

/** The nodes that a node's output needs, itself last, as a draft. */
export function draftUpTo(graph: Graph, end: GraphNode): Draft {
  const needed = new Set<number>();
  const visit = (id: number): void => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const input of graph.nodes[id]!.inputs) visit(input);
  };
  visit(end.id);
  const draft = draftOfGraph({...graph, head: 'none', classes: null});
  // draftOfGraph keeps the order of the nodes.
  const nodes = draft.nodes.filter((_, index) => needed.has(index));
  return {...draft, nodes, output: end.name};
}

/** The network up to a node as one of its own; its output is the node's, flattened channels first. */
export function cutGraph(graph: Graph, end: GraphNode): Graph {
  return canonise(draftUpTo(graph, end));
}
