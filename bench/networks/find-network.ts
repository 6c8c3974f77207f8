import type {Graph} from '../../src/graph/graph.js';
import {mobilenetV2} from './mobilenet-v2.js';
import {resnet50} from './resnet50.js';
import {vgg} from './vgg.js';

const networks = {
  vgg16: (size: number): Graph => vgg({size}),
  'vgg16-average': (size: number): Graph => vgg({size, head: 'average'}),
  'vgg11-average': (size: number): Graph => vgg({size, head: 'average', depth: 11}),
  'vgg13-average': (size: number): Graph => vgg({size, head: 'average', depth: 13}),
  'vgg19-average': (size: number): Graph => vgg({size, head: 'average', depth: 19}),
  resnet50: (size: number): Graph => resnet50(size),
  'mobilenet-v2': (size: number): Graph => mobilenetV2(size),
};

export type NetworkName = keyof typeof networks;

export const networkNames: readonly NetworkName[] = Object.keys(networks) as NetworkName[];

/** Makes one of the benchmark's networks for pictures of `size`×`size`. */
export function makeNetwork(name: NetworkName, size = 224): Graph {
  return networks[name](size);
}
