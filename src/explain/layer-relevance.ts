import type {RunOutput} from '../engine/engine.js';
import {isWeighted, sizeOf, type Graph, type NodeKind, type Shape} from '../graph/graph.js';
import type {RecordedLayer} from '../program/compile.js';
import {channelMap, sumMap, type LayerMap} from './layer-map.js';

/** The relevance of one channel of a layer. */
export interface ChannelRelevance {
  readonly index: number;
  /** ΣR over the channel, in units of the target's score. */
  readonly total: number;
  /** At most {@link widestChannel} on its longer side. */
  readonly map: LayerMap;
}

/**
 * The relevance that arrives at one layer's output for one sample, small enough to keep and to draw: at
 * most 112×112 numbers for the sum over channels and 8 times 56×56 for the channels, about 150 KB,
 * whatever the network.
 */
export interface LayerRelevance {
  /** Id in `Graph.nodes`; 0 is the input. */
  readonly node: number;
  /** Number among the weighted layers, null for the others and the input. */
  readonly index: number | null;
  readonly name: string;
  readonly kind: NodeKind;
  /** Per-sample shape in the graph: [C,H,W], [F], … */
  readonly shape: Shape;
  /** ΣR, in units of the target's score. */
  readonly total: number;
  /** Σ over channels, or the neurons of a vector in reading order; at most {@link widestSum} on its longer side. */
  readonly map: LayerMap;
  /** The channels with the largest Σ|R|, strongest first, at most {@link mostChannels}; none of a vector. */
  readonly channels: readonly ChannelRelevance[];
}

/** Longest side of a map summed over channels, in cells; larger ones are sum-pooled. */
export const widestSum = 112;
/** Longest side of one channel's map, in cells. */
export const widestChannel = 56;
/** Channels kept of a layer. */
export const mostChannels = 8;

/** Reduces what a program gave for its recorded layers, sample by sample. */
export function readLayers(
  graph: Graph,
  layers: readonly RecordedLayer[],
  outputs: ReadonlyMap<string, RunOutput>,
): readonly (readonly LayerRelevance[])[] {
  if (layers.length === 0) return [];
  const numbers = new Map(graph.nodes.filter(isWeighted).map(({id}, index) => [id, index]));
  const samples = outputs.get(layers[0]!.output)!.shape[0]!;
  return Array.from({length: samples}, (_, sample) =>
    layers.map(({node: id, output}) => {
      const {name, kind, shape} = graph.nodes[id]!;
      const size = sizeOf(shape);
      const relevance = (outputs.get(output)!.data as Float32Array).subarray(
        sample * size,
        (sample + 1) * size,
      );
      const index = numbers.get(id) ?? null;
      return {node: id, index, name, kind, shape, ...reduceLayer(relevance, shape)};
    }),
  );
}

/**
 * Reduces one layer's relevance to its total, its map and its strongest channels.
 *
 * @param relevance Row-major, of the given per-sample shape.
 */
export function reduceLayer(
  relevance: Float32Array,
  shape: Shape,
): Pick<LayerRelevance, 'total' | 'map' | 'channels'> {
  const total = relevance.reduce((sum, value) => sum + value, 0);
  const map = sumMap(relevance, shape, widestSum);
  if (shape.length !== 3) return {total, map, channels: []};
  const area = shape[1]! * shape[2]!;
  const sizes = Array.from({length: shape[0]!}, (_, index) => {
    const values = relevance.subarray(index * area, (index + 1) * area);
    return {index, values, size: values.reduce((sum, value) => sum + Math.abs(value), 0)};
  });
  const strongest = sizes.sort((a, b) => b.size - a.size || a.index - b.index);
  const channels = strongest.slice(0, mostChannels).map(({index, values}) => ({
    index,
    total: values.reduce((sum, value) => sum + value, 0),
    map: channelMap(values, shape, widestChannel),
  }));
  return {total, map, channels};
}
