import {mixSeed} from '../mix-seed.js';
import {createRandom} from '../random.js';
import type {AugmentOptions} from './augment-options.js';
import {drawChange} from './draw-change.js';
import {recolour} from './recolour.js';
import {resample, type PixelPlace, type View} from './resample.js';

/** What decides the change of a picture, and nothing else does. */
export interface AugmentKey {
  readonly seed: number;
  readonly epoch: number;
  /** Of the sample in its split. */
  readonly index: number;
}

/**
 * Writes a changed copy of a picture: turned, moved, made larger or smaller and mirrored in one go, then
 * coloured; with `view`, of that part of the source. Depends on the key alone, not on what else is in the batch or came before it.
 */
export function augment(
  source: PixelPlace,
  target: PixelPlace,
  size: {readonly height: number; readonly width: number},
  options: AugmentOptions,
  {seed, epoch, index}: AugmentKey,
  view?: View,
): void {
  const {from, colour} = drawChange(options, size, createRandom(mixSeed(seed, epoch, index)));
  resample(source, target, size, from, view);
  if (colour !== null) recolour(target, size.height * size.width, colour);
}
