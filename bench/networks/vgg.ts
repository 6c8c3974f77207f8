import type {Graph} from '../../src/graph/graph.js';
import {NetworkWriter} from './network-writer.js';

/** Convolutions in each of the five blocks, by the number of layers with weights (Simonyan & Zisserman 2015). */
const blocks = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
} as const;

export interface VggOptions {
  /** Layers with weights. @default 16 */
  readonly depth?: keyof typeof blocks;
  /** Height and width of the pictures. @default 224 */
  readonly size?: number;
  /**
   * What the first dense layer reads: every position (`flatten`, as published; its weights then grow with
   * the picture), or the mean over all (`average`: the same layers for pictures of every size).
   * @default 'flatten'
   */
  readonly head?: 'flatten' | 'average';
}

/** VGG for 1000 classes; VGG16 at 224×224 has 138,357,544 parameters. */
export function vgg({depth = 16, size = 224, head = 'flatten'}: VggOptions = {}): Graph {
  const net = new NetworkWriter(size);
  for (const [block, count] of blocks[depth].entries()) {
    for (let layer = 0; layer < count; layer++) {
      net.conv(Math.min(512, 64 * 2 ** block));
      net.relu();
    }
    net.maxpool();
  }
  if (head === 'flatten') net.flatten();
  else net.average();
  net.dense(4096);
  net.relu();
  net.dense(4096);
  net.relu();
  net.dense(1000, 1);
  return net.build(`VGG${depth} ${size}x${size}`);
}
