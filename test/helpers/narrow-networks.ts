import {NetworkWriter} from '../../bench/networks/network-writer.js';
import type {Graph} from '../../src/graph/graph.js';

/** Pictures of 16×16, 4 classes. */
const size = 16;
const classes = 4;

function finish(net: NetworkWriter, name: string): Graph {
  net.average();
  net.dense(classes, 1);
  return net.build(name);
}

/** ResNet-18 (He et al. 2016), one basic block a stage, batch norms folded by `canonise`. */
export function narrowResnet18(): Graph {
  const net = new NetworkWriter(size, 5);
  net.conv(4, {kernel: 7, stride: 2});
  net.norm();
  net.relu();
  net.maxpool(3, 2, 1);
  for (const [channels, stride] of [
    [4, 1],
    [8, 2],
  ] as const) {
    const before = net.last;
    net.conv(channels, {stride});
    net.norm();
    net.relu();
    net.conv(channels, {gain: 1});
    const inner = net.norm();
    let outer = before;
    if (stride > 1) {
      net.conv(channels, {kernel: 1, stride, gain: 1}, before);
      outer = net.norm();
    }
    net.add(inner, outer);
    net.relu();
  }
  return finish(net, 'ResNet-18');
}

/** ResNet-50, a bottleneck that projects and one that does not. */
export function narrowResnet50(): Graph {
  const net = new NetworkWriter(size, 6);
  net.conv(4, {stride: 2});
  net.norm();
  net.relu();
  net.maxpool(3, 2, 1);
  for (const stride of [2, 1]) {
    const before = net.last;
    net.conv(4, {kernel: 1});
    net.norm();
    net.relu();
    net.conv(4, {stride});
    net.norm();
    net.relu();
    net.conv(8, {kernel: 1, gain: 1});
    const inner = net.norm();
    let outer = before;
    if (stride > 1) {
      net.conv(8, {kernel: 1, stride, gain: 1}, before);
      outer = net.norm();
    }
    net.add(inner, outer);
    net.relu();
  }
  return finish(net, 'ResNet-50');
}

/** Inverted residuals: MobileNetV2 (Sandler et al. 2018), and EfficientNet-Lite0 with kernels of 5×5. */
function inverted(name: string, seed: number, kernels: readonly number[]): Graph {
  const net = new NetworkWriter(size, seed);
  net.conv(4, {stride: 2});
  net.norm();
  net.relu6();
  for (const [block, kernel] of kernels.entries()) {
    const before = net.last;
    const inner = 3 * net.shapeOf()[0]!;
    net.conv(inner, {kernel: 1});
    net.norm();
    net.relu6();
    net.conv(inner, {kernel, stride: block === 0 ? 2 : 1, groups: inner});
    net.norm();
    net.relu6();
    net.conv(6, {kernel: 1, gain: 1});
    const after = net.norm();
    if (block > 0) net.add(before, after);
  }
  net.conv(12, {kernel: 1});
  net.norm();
  net.relu6();
  return finish(net, name);
}

export function narrowMobilenetV2(): Graph {
  return inverted('MobileNetV2', 7, [3, 3]);
}

export function narrowEfficientnetLite0(): Graph {
  return inverted('EfficientNet-Lite0', 8, [5, 3, 5]);
}

/** VGG with batch norm: three blocks, two dense layers. */
export function narrowVggBn(): Graph {
  const net = new NetworkWriter(size, 9);
  for (const channels of [4, 6, 8]) {
    net.conv(channels);
    net.norm();
    net.relu();
    net.maxpool();
  }
  net.flatten();
  net.dense(12);
  net.relu();
  net.dense(classes, 1);
  return net.build('VGG-BN');
}

export const narrowNetworks: readonly Graph[] = [
  narrowResnet18(),
  narrowResnet50(),
  narrowMobilenetV2(),
  narrowEfficientnetLite0(),
  narrowVggBn(),
];
