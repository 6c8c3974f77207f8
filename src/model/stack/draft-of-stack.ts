import {ModelError} from '../../errors/model-error.js';
import type {Draft, DraftNode} from '../../graph/draft.js';
import {describeShape, type Pair, type Shape, sizeOf} from '../../graph/graph.js';
import {windowCounts, windowOutput} from '../../graph/shapes.js';
import {adaptivePoolingNodes} from './adaptive-pooling.js';
import type {Stack, StackLayer, StackNorm} from './stack.js';

/**
 * Makes a stack ready for `canonise`: dropout is left out, batch norms become y = scale·x + shift, weights
 * are shared, not copied.
 *
 * @throws ModelError `model/bad-stack` where a layer does not fit what it reads, or two have one name.
 */
export function draftOfStack(stack: Stack): Draft {
  const nodes: DraftNode[] = [
    {kind: 'input', name: inputName(stack), operator: 'Input', inputs: [], shape: stack.inputShape},
  ];
  const names = new Set<string>();
  for (const layer of stack.layers) {
    if (names.has(layer.name)) throw broken(stack, layer, 'another layer has that name');
    names.add(layer.name);
    const before = nodes.at(-1)!;
    nodes.push(...nodesOf(stack, layer, before));
  }
  const {name, classes, preprocessing, notes} = stack;
  const output = nodes.at(-1)!.name;
  const format = 'numbers';
  return {
    name,
    format,
    layout: 'channels-first',
    nodes,
    output,
    classes,
    preprocessing,
    notes,
  };
}

/** The shape behind the last layer of a stack. @throws ModelError as {@link draftOfStack} does. */
export function outputShapeOf(stack: Stack): Shape {
  return draftOfStack(stack).nodes.at(-1)!.shape;
}

/** Scale and shift of a batch norm as it predicts, in float64. */
export function affineOf({gamma, beta, mean, variance, epsilon}: StackNorm): {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
} {
  const scale = Float64Array.from(
    variance.data,
    (σ2, channel) => gamma.data[channel]! / Math.sqrt(σ2 + epsilon),
  );
  const shift = scale.map((factor, channel) => beta.data[channel]! - mean.data[channel]! * factor);
  return {scale, shift};
}

function inputName(stack: Stack): string {
  const names = new Set(stack.layers.map(({name}) => name));
  let name = 'input';
  for (let number = 2; names.has(name); number++) name = `input#${number}`;
  return name;
}

function nodesOf(stack: Stack, layer: StackLayer, before: DraftNode): readonly DraftNode[] {
  if (layer.kind === 'dropout') return [];
  if (layer.kind !== 'adaptiveavgpool') return [nodeOf(stack, layer, before)];
  const {name, size} = layer;
  const [, height, width] = pictureOf(stack, layer, before.shape);
  if (size[0] <= height && size[1] <= width) return adaptivePoolingNodes(name, size, before);
  const wanted = `averaged to ${size[0]}×${size[1]}, which ${describeShape(before.shape)}`;
  throw broken(stack, layer, `its map is to be ${wanted} is smaller than`);
}

function nodeOf(
  stack: Stack,
  layer: Exclude<StackLayer, {readonly kind: 'dropout' | 'adaptiveavgpool'}>,
  {name: from, shape}: DraftNode,
): DraftNode {
  const common = {name: layer.name, inputs: [from]};
  switch (layer.kind) {
    case 'conv': {
      const [channels, height, width] = pictureOf(stack, layer, shape);
      const [outputs, inputs, kh, kw] = layer.weight.shape as [number, number, number, number];
      if (inputs !== channels)
        throw broken(
          stack,
          layer,
          `its weight reads ${inputs} channels of ${describeShape(shape)}`,
        );
      const [top, left, bottom, right] = layer.padding;
      const along = (kernel: number, stride: number) => ({kernel, stride, dilation: 1});
      const size = [
        windowOutput(height, along(kh, layer.stride[0]), {before: top, after: bottom}),
        windowOutput(width, along(kw, layer.stride[1]), {before: left, after: right}),
      ];
      const {weight, bias, stride, padding} = layer;
      const rest = {weight, bias, stride, padding, dilation: [1, 1], groups: 1} as const;
      checkBias(stack, layer, outputs);
      const made = checkSize(stack, layer, [outputs, ...size], shape);
      return {kind: 'conv', operator: 'Conv', ...common, shape: made, ...rest};
    }
    case 'norm': {
      const channels = shape[0]!;
      const parts = [layer.gamma, layer.beta, layer.mean, layer.variance];
      if (parts.some(({data}) => data.length !== channels))
        throw broken(stack, layer, `its numbers are not one a channel of ${describeShape(shape)}`);
      const {scale, shift} = affineOf(layer);
      const vector = (data: Float64Array) => ({
        shape: [channels],
        data: Float32Array.from(data),
      });
      return {
        kind: 'norm',
        operator: 'BatchNormalization',
        ...common,
        shape,
        scale: vector(scale),
        shift: vector(shift),
      };
    }
    case 'relu':
      return {
        kind: 'activation',
        operator: 'Relu',
        ...common,
        shape,
        activation: {name: 'relu'},
      };
    case 'maxpool':
    case 'avgpool': {
      const [channels, height, width] = pictureOf(stack, layer, shape);
      const {kernel, stride} = layer;
      const after = (length: number, axis: 0 | 1): number =>
        windowOutput(
          length,
          {kernel: kernel[axis], stride: stride[axis], dilation: 1},
          {before: 0, after: 0},
        );
      const size: Pair = [after(height, 0), after(width, 1)];
      const made = checkSize(stack, layer, [channels, ...size], shape);
      const padding = [0, 0, 0, 0] as const;
      const window = {...common, shape: made, kernel, stride, padding};
      if (layer.kind === 'maxpool') return {kind: 'maxpool', operator: 'MaxPool', ...window};
      const counts = windowCounts([height, width], size, {kernel, stride, padding}, padding);
      return {kind: 'avgpool', operator: 'AveragePool', ...window, counts};
    }
    case 'flatten':
      return {kind: 'reshape', operator: 'Flatten', ...common, shape: [sizeOf(shape)]};
    case 'dense': {
      const [outputs, inputs] = layer.weight.shape as [number, number];
      if (shape.length !== 1 || shape[0] !== inputs)
        throw broken(
          stack,
          layer,
          `its weight reads ${inputs} features, but it stands behind ${describeShape(shape)}`,
        );
      checkBias(stack, layer, outputs);
      const {weight, bias} = layer;
      return {kind: 'dense', operator: 'Gemm', ...common, shape: [outputs], weight, bias};
    }
    case 'sigmoid':
      return {
        kind: 'activation',
        operator: 'Sigmoid',
        ...common,
        shape,
        activation: {name: 'sigmoid'},
      };
    case 'softmax':
      return {kind: 'softmax', operator: 'Softmax', ...common, shape};
  }
}

function pictureOf(
  stack: Stack,
  layer: StackLayer,
  shape: Shape,
): readonly [number, number, number] {
  if (shape.length !== 3)
    throw broken(stack, layer, `it reads [channels×height×width], not ${describeShape(shape)}`);
  return shape as unknown as readonly [number, number, number];
}

function checkBias(
  stack: Stack,
  layer: Extract<StackLayer, {kind: 'conv' | 'dense'}>,
  outputs: number,
): void {
  if (layer.bias !== null && layer.bias.data.length !== outputs)
    throw broken(stack, layer, `${layer.bias.data.length} biases for ${outputs} outputs`);
}

function checkSize(stack: Stack, layer: StackLayer, made: Shape, read: Shape): Shape {
  if (made.every(length => length >= 1)) return made;
  throw broken(
    stack,
    layer,
    `nothing of ${describeShape(read)} would be left; use larger pictures than ${describeShape(stack.inputShape)}`,
  );
}

function broken(stack: Stack, layer: StackLayer, what: string): ModelError {
  return new ModelError(
    'model/bad-stack',
    `${stack.name}: layer "${layer.name}" (${layer.kind}): ${what}`,
  );
}
