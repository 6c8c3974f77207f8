/** Layers with weights in the networks as published: 11 is configuration A, 13 B, 16 D, 19 E. */
export type VggDepth = 11 | 13 | 16 | 19;

/**
 * Convolutions in each of the five blocks; a pooling follows every block.
 *
 * @see Simonyan & Zisserman 2015, Tab. 1.
 */
export const vggBlocks: Readonly<Record<VggDepth, readonly number[]>> = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
};

/** Channels of a block (0 to 4) as published, times `width`, at least one. */
export function vggChannels(block: number, width: number): number {
  return Math.max(1, Math.round(Math.min(512, 64 * 2 ** block) * width));
}
