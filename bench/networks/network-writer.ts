import {canonise} from '../../src/graph/canonise.js';
import type {DraftNode} from '../../src/graph/draft.js';
import {sizeOf, type Graph, type Pair, type Shape} from '../../src/graph/graph.js';
import {Seeded} from './seeded.js';

export interface ConvOptions {
  /** @default 3 */
  readonly kernel?: number;
  /** @default 1 */
  readonly stride?: number;
  /** @default 1 */
  readonly groups?: number;
  /** Variance of the weights times the fan-in. @default 2 */
  readonly gain?: number;
}

/** Every channel of a picture as ImageNet's networks take it; it gives zB its bounds. */
const preprocessing = {
  channels: 'RGB',
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;

/**
 * Writes a network layer after layer: He-initialised weights and small biases that depend on the seed
 * alone. Every method reads the last node and returns the name of the new one.
 */
export class NetworkWriter {
  readonly #nodes: DraftNode[];
  readonly #seeded: Seeded;

  /** @param size Height and width of the pictures. */
  constructor(size: number, seed = 1) {
    this.#seeded = new Seeded(seed);
    this.#nodes = [
      {kind: 'input', name: 'input', operator: 'Input', inputs: [], shape: [3, size, size]},
    ];
  }

  get last(): string {
    return this.#nodes.at(-1)!.name;
  }

  shapeOf(name: string = this.last): Shape {
    return this.#nodes.find(node => node.name === name)!.shape;
  }

  #add(node: DraftNode): string {
    this.#nodes.push(node);
    return node.name;
  }

  /** A convolution with bias, padded to keep the size but for its stride. */
  conv(
    channels: number,
    {kernel = 3, stride = 1, groups = 1, gain = 2}: ConvOptions = {},
    from: string = this.last,
  ): string {
    const [before, height, width] = this.shapeOf(from) as [number, number, number];
    const pad = (kernel - 1) / 2;
    const after = (length: number): number => Math.floor((length - 1) / stride) + 1;
    return this.#add({
      kind: groups === before && groups > 1 ? 'depthwise' : 'conv',
      name: `conv${this.#nodes.length}`,
      operator: 'Conv',
      inputs: [from],
      shape: [channels, after(height), after(width)],
      weight: this.#seeded.he([channels, before / groups, kernel, kernel], gain),
      bias: this.#seeded.uniform([channels], -0.1, 0.1),
      stride: [stride, stride],
      dilation: [1, 1],
      padding: [pad, pad, pad, pad],
      groups,
    });
  }

  /** A batch norm as prediction has it, one scale and shift a channel. */
  norm(): string {
    const shape = this.shapeOf();
    return this.#add({
      kind: 'norm',
      name: `norm${this.#nodes.length}`,
      operator: 'BatchNormalization',
      inputs: [this.last],
      shape,
      scale: this.#seeded.uniform([shape[0]!], 0.5, 1.5),
      shift: this.#seeded.uniform([shape[0]!], -0.2, 0.2),
    });
  }

  dense(features: number, gain = 2): string {
    const inputs = this.shapeOf()[0]!;
    return this.#add({
      kind: 'dense',
      name: `dense${this.#nodes.length}`,
      operator: 'Gemm',
      inputs: [this.last],
      shape: [features],
      weight: this.#seeded.he([features, inputs], gain),
      bias: this.#seeded.uniform([features], -0.1, 0.1),
    });
  }

  relu(): string {
    return this.#activation('relu', {name: 'relu'});
  }

  relu6(): string {
    return this.#activation('relu6', {name: 'clip', low: 0, high: 6});
  }

  #activation(
    name: string,
    activation: {name: 'relu'} | {name: 'clip'; low: number; high: number},
  ): string {
    return this.#add({
      kind: 'activation',
      name: `${name}${this.#nodes.length}`,
      operator: name,
      inputs: [this.last],
      shape: this.shapeOf(),
      activation,
    });
  }

  maxpool(kernel = 2, stride = 2, pad = 0): string {
    const [channels, height, width] = this.shapeOf() as [number, number, number];
    const after = (length: number): number => Math.floor((length + 2 * pad - kernel) / stride) + 1;
    return this.#add({
      kind: 'maxpool',
      name: `maxpool${this.#nodes.length}`,
      operator: 'MaxPool',
      inputs: [this.last],
      shape: [channels, after(height), after(width)],
      kernel: [kernel, kernel],
      stride: [stride, stride],
      padding: [pad, pad, pad, pad],
    });
  }

  /** Global average pooling: [C,H,W] → [C]. */
  average(): string {
    const [channels, height, width] = this.shapeOf() as [number, number, number];
    const kernel: Pair = [height, width];
    this.#add({
      kind: 'avgpool',
      name: `avgpool${this.#nodes.length}`,
      operator: 'GlobalAveragePool',
      inputs: [this.last],
      shape: [channels, 1, 1],
      kernel,
      stride: kernel,
      padding: [0, 0, 0, 0],
      counts: {shape: [1, 1], data: Float32Array.of(height * width)},
    });
    return this.flatten();
  }

  add(left: string, right: string): string {
    return this.#add({
      kind: 'add',
      name: `add${this.#nodes.length}`,
      operator: 'Add',
      inputs: [left, right],
      shape: this.shapeOf(left),
    });
  }

  flatten(): string {
    return this.#add({
      kind: 'reshape',
      name: `flatten${this.#nodes.length}`,
      operator: 'Flatten',
      inputs: [this.last],
      shape: [sizeOf(this.shapeOf())],
    });
  }

  build(name: string): Graph {
    return canonise({
      name,
      format: 'numbers',
      layout: 'channels-first',
      nodes: this.#nodes,
      output: this.last,
      classes: null,
      preprocessing,
      notes: [],
    });
  }
}
