import {modelInputShape, rows} from '../explain/batch.js';
import type {Graph, Tensor} from '../graph/graph.js';
import {pooledRelevance} from './localisation/relevance-mass.js';

/**
 * Relevance summed over the channels, row by row.
 *
 * @param map [N,…] in the model's own layout. @returns N maps [H·W].
 */
export function poolMaps(map: Tensor, graph: Graph): readonly Float64Array[] {
  const shape = modelInputShape(graph);
  return Array.from({length: map.shape[0]!}, (_, row) =>
    pooledRelevance(rows(map, row, row + 1).data, shape, graph.layout),
  );
}
