import type {Graph} from '../../src/graph/graph.js';
import {NetworkWriter} from './network-writer.js';

/** Expansion, channels, blocks and first stride of every stage (Sandler et al. 2018, table 2). */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** MobileNet v2 with its batch norms merged: depthwise convolutions, ReLU6, 3.5 million parameters. */
export function mobilenetV2(size = 224): Graph {
  const net = new NetworkWriter(size, 3);
  net.conv(32, {stride: 2});
  net.relu6();
  for (const [expansion, channels, count, first] of stages) {
    for (let block = 0; block < count; block++) {
      const before = net.last;
      const stride = block === 0 ? first : 1;
      const inner = net.shapeOf()[0]! * expansion;
      if (expansion > 1) {
        net.conv(inner, {kernel: 1});
        net.relu6();
      }
      net.conv(inner, {stride, groups: inner});
      net.relu6();
      const after = net.conv(channels, {kernel: 1, gain: 1});
      if (block > 0) net.add(before, after);
    }
  }
  net.conv(1280, {kernel: 1});
  net.relu6();
  net.average();
  net.dense(1000, 1);
  return net.build(`MobileNet-v2 ${size}x${size}`);
}
