/**
 * How a picture becomes the network's input: value = (pixel·scale − mean[c]) / std[c], pixel in 0…255,
 * channels in the order `channels`. It travels with the model and gives zB its bounds.
 */
export interface Preprocessing {
  readonly channels: 'RGB' | 'BGR' | 'L';
  /** Factor on 0…255 pixels, before mean and std: 1/255 or 1. */
  readonly scale: number;
  /** One number a channel, in the order of `channels`, in units of pixel·scale. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The lowest and highest value of each channel that any picture can have after preprocessing. */
export interface Bounds {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Bounds per channel: the images of pixel 0 and pixel 255. */
export function boundsOf(preprocessing: Preprocessing): Bounds {
  const at = (pixel: number, channel: number): number =>
    (pixel * preprocessing.scale - preprocessing.mean[channel]!) / preprocessing.std[channel]!;
  return {
    low: preprocessing.mean.map((_, channel) => at(0, channel)),
    high: preprocessing.mean.map((_, channel) => at(255, channel)),
  };
}
