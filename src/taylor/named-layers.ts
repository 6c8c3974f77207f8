import {LrpError} from '../errors/lrp-error.js';
import {suggest} from '../errors/suggest.js';
import {weightedNodes, type Graph, type WeightedNode} from '../graph/graph.js';

/**
 * The weighted layers of these names, in forward order.
 *
 * @throws LrpError `taylor/unknown-layer`.
 */
export function namedLayers(
  graph: Graph,
  names: readonly string[] | undefined,
): readonly WeightedNode[] {
  const all = weightedNodes(graph);
  if (names === undefined) return all;
  const unknown = names.find(name => !all.some(node => node.name === name));
  if (unknown !== undefined) {
    const known = all.map(({name}) => name);
    const close = suggest(unknown, known);
    throw new LrpError(
      'taylor/unknown-layer',
      `model "${graph.name}" has no weighted layer "${unknown}"${close === null ? '' : ` (did you mean "${close}"?)`}; it has ${known.join(', ')}`,
    );
  }
  return all.filter(({name}) => names.includes(name));
}
