import type {Graph} from '../../src/graph/graph.js';
import {NetworkWriter} from './network-writer.js';

/**
 * ResNet-50 (He et al. 2016) with its batch norms merged: 25.5 million parameters. The last convolution of a
 * block is small, as trained ones are: 16 blocks added up stay in the range of numbers.
 */
export function resnet50(size = 224): Graph {
  const net = new NetworkWriter(size, 2);
  net.conv(64, {kernel: 7, stride: 2});
  net.relu();
  net.maxpool(3, 2, 1);
  for (const [stage, count] of [3, 4, 6, 3].entries()) {
    const width = 64 * 2 ** stage;
    for (let block = 0; block < count; block++) {
      const before = net.last;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      net.conv(width, {kernel: 1});
      net.relu();
      net.conv(width, {stride});
      net.relu();
      const inner = net.conv(4 * width, {kernel: 1, gain: 0.5});
      const outer =
        block === 0 ? net.conv(4 * width, {kernel: 1, stride, gain: 1}, before) : before;
      net.add(inner, outer);
      net.relu();
    }
  }
  net.average();
  net.dense(1000, 1);
  return net.build(`ResNet-50 ${size}x${size}`);
}
