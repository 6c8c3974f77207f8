import type {Random} from '../data/random.js';
import type {Domain} from './domain.js';
import type {NeuronLayer} from './neuron-layer.js';
import {boundAt} from './search-direction.js';

/** How points near an input of a layer are drawn. */
export interface NearbyOptions {
  readonly layer: NeuronLayer;
  /** Points beyond it are moved to its edge. */
  readonly domain: Domain;
  readonly radius: number;
  readonly random: Random;
}

/** A point near x that the layer could be given: x_i·(1 + r·u), u uniform in −1…1. Inputs that are 0 stay so. */
export function nearbyPoint(
  x: ArrayLike<number>,
  {layer, domain, radius, random}: NearbyOptions,
): Float64Array {
  const point = Float64Array.from(x, value => value * (1 + radius * random.between(-1, 1)));
  if (domain.kind !== 'box') return point;
  const low = boundAt(domain.low, layer);
  const high = boundAt(domain.high, layer);
  return point.map((value, i) => Math.min(Math.max(value, low(i)), high(i)));
}
