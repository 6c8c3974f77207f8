import {mixSeed} from '../../data/mix-seed.js';
import {createRandom} from '../../data/random.js';
import {type Graph, isWeighted, type Tensor, type WeightedNode} from '../../graph/graph.js';
import {heNormal} from '../../model/stack/random-layers.js';

/** A layer as it is before training. */
function drawn<Node extends WeightedNode>(node: Node, seed: number): Node {
  const weight = heNormal(node.weight.shape, createRandom(seed));
  const bias: Tensor | null =
    node.bias === null
      ? null
      : {shape: node.bias.shape, data: new Float32Array(node.bias.data.length)};
  return {...node, weight, bias};
}

/**
 * A network of which some weighted layers are drawn anew, as they are before training: weights normal with variance
 * 2 / fan-in (He et al. 2015, eq. 10), biases 0. Batch norms folded into such a layer go with it; all else is kept, and
 * shared with the graph given. What a layer gets depends on the seed and its number only, so that it is the same with
 * whatever other layers are drawn. Plans keep to the structure, so a plan for the graph suits the new one too.
 *
 * @param layers Numbers of weighted layers, 0 at the input.
 * @see Adebayo et al. 2018, section 3.
 */
export function randomiseLayers(graph: Graph, layers: readonly number[], seed: number): Graph {
  const chosen = new Set(layers);
  let number = -1;
  const nodes = graph.nodes.map(node => {
    if (!isWeighted(node)) return node;
    number += 1;
    return chosen.has(number) ? drawn(node, mixSeed(seed, number)) : node;
  });
  return {...graph, nodes};
}
