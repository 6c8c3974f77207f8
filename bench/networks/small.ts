import type {Graph} from '../../src/graph/graph.js';
import {NetworkWriter} from './network-writer.js';

/** A small network for 10 classes: three convolutions, 121 million multiply-adds at 224×224. */
export function small(size: number): Graph {
  const net = new NetworkWriter(size);
  net.conv(16, {stride: 2});
  net.relu();
  net.conv(32);
  net.relu();
  net.maxpool();
  net.conv(64);
  net.relu();
  net.maxpool();
  net.average();
  net.dense(10, 1);
  return net.build(`small ${size}x${size}`);
}
