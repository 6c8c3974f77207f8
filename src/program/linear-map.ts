import {
  sizeOf,
  type AvgPoolNode,
  type ConvNode,
  type DenseNode,
  type Graph,
  type MaxPoolNode,
  type Shape,
} from '../graph/graph.js';
import type {WeightPart} from '../rules/share.js';
import type {ProgramBuilder} from './builder.js';
import {flatConvOutput} from './constant-map.js';
import type {Operand, ValueId} from './program.js';
import {describePart, partOf, partsOf} from './weight-part.js';

/**
 * A layer that is linear in its input, z = W·x + b, as the rules see it: the same four questions for
 * convolution, dense layer and average pooling.
 */
export interface LinearMap {
  readonly outputShape: Shape;
  readonly hasBias: boolean;
  /** W_part·x, plus the part of the bias where one is named. Null where the part is zero throughout. */
  forward(
    builder: ProgramBuilder,
    x: ValueId,
    part: WeightPart,
    bias: WeightPart | null,
  ): ValueId | null;
  /** W_partᵀ·s; for part `1` it may have one channel for all. Null where the part is zero throughout. */
  backward(builder: ProgramBuilder, s: ValueId, part: WeightPart): ValueId | null;
  /** W_part·v for an input v that is one number per channel at every position; shaped to broadcast to the output. */
  flat(
    part: WeightPart,
    perChannel: (channel: number) => number,
  ): {readonly shape: readonly number[]; readonly data: Float32Array};
  /** A part of the bias, shaped to broadcast to the output. */
  bias(part: WeightPart): {readonly shape: readonly number[]; readonly data: Float32Array} | null;
}

type LinearNode = ConvNode | DenseNode | AvgPoolNode;

/** How rules see a linear layer of a graph. */
export function linearMap(node: LinearNode, graph: Graph): LinearMap {
  const inputShape = graph.nodes[node.inputs[0]!]!.shape;
  switch (node.kind) {
    case 'conv':
    case 'depthwise':
      return convMap(node, inputShape);
    case 'dense':
      return denseMap(node, inputShape);
    case 'avgpool':
      return averageMap(node, inputShape, '');
  }
}

/** Max pooling as the mean over the same windows, padding left out. */
export function averageOfMaxPool(node: MaxPoolNode, graph: Graph): LinearMap {
  const inputShape = graph.nodes[node.inputs[0]!]!.shape;
  const [height, width] = node.shape.slice(1) as [number, number];
  const cells = flatConvOutput({
    kernel: new Float64Array(sizeOf(node.kernel)).fill(1),
    channels: 1,
    size: node.kernel,
    stride: node.stride,
    dilation: [1, 1],
    padding: node.padding,
    input: [inputShape[1]!, inputShape[2]!],
    output: [height, width],
  });
  const average = {
    ...node,
    kind: 'avgpool' as const,
    counts: {shape: [height, width], data: cells},
  };
  return averageMap(average, inputShape, ' averaged');
}

function convMap(node: ConvNode, inputShape: Shape): LinearMap {
  const {weight, bias, stride, dilation, padding, groups} = node;
  const [outputs, perGroup, kernelHeight, kernelWidth] = weight.shape as [
    number,
    number,
    number,
    number,
  ];
  const geometry = {stride, dilation, padding, groups};
  return {
    outputShape: node.shape,
    hasBias: bias !== null,
    forward(builder, x, part, biasPart) {
      const weightId = builder.constant(`${node.name}.${describePart(part)}`, weight.shape, () =>
        partsOf(weight.data, part),
      );
      const biasId =
        bias === null || biasPart === null
          ? null
          : builder.constant(`${node.name}.bias ${describePart(biasPart)}`, [outputs], () =>
              partsOf(bias.data, biasPart),
            );
      return builder.step(node.shape, {op: 'conv', x, weight: weightId, bias: biasId, geometry});
    },
    backward(builder, s, part) {
      if (part.part === '1' && groups === 1) {
        // Every input channel gets the same, so one channel is computed for all.
        const ones = builder.constant(
          `ones ${outputs}×1×${kernelHeight}×${kernelWidth}`,
          [outputs, 1, kernelHeight, kernelWidth],
          () => new Float32Array(outputs * kernelHeight * kernelWidth).fill(1),
        );
        return builder.step([1, inputShape[1]!, inputShape[2]!], {
          op: 'convTranspose',
          x: s,
          weight: ones,
          geometry,
        });
      }
      const weightId = builder.constant(`${node.name}.${describePart(part)}`, weight.shape, () =>
        partsOf(weight.data, part),
      );
      return builder.step(inputShape, {op: 'convTranspose', x: s, weight: weightId, geometry});
    },
    flat(part, perChannel) {
      const cells = kernelHeight * kernelWidth;
      const kernel = new Float64Array(outputs * cells);
      const perGroupOutputs = outputs / groups;
      weight.data.forEach((value, index) => {
        const output = Math.floor(index / (perGroup * cells));
        const channel =
          Math.floor(output / perGroupOutputs) * perGroup + (Math.floor(index / cells) % perGroup);
        kernel[output * cells + (index % cells)]! += partOf(value, part) * perChannel(channel);
      });
      const data = flatConvOutput({
        kernel,
        channels: outputs,
        size: [kernelHeight, kernelWidth],
        stride,
        dilation,
        padding,
        input: [inputShape[1]!, inputShape[2]!],
        output: [node.shape[1]!, node.shape[2]!],
      });
      return {shape: node.shape, data};
    },
    bias: part => (bias === null ? null : {shape: [outputs, 1, 1], data: partsOf(bias.data, part)}),
  };
}

function denseMap(node: DenseNode, inputShape: Shape): LinearMap {
  const {weight, bias} = node;
  const [outputs, inputs] = weight.shape as [number, number];
  const weightOf = (builder: ProgramBuilder, part: WeightPart) =>
    builder.constant(`${node.name}.${describePart(part)}`, weight.shape, () =>
      partsOf(weight.data, part),
    );
  return {
    outputShape: node.shape,
    hasBias: bias !== null,
    forward(builder, x, part, biasPart) {
      const biasId =
        bias === null || biasPart === null
          ? null
          : builder.constant(`${node.name}.bias ${describePart(biasPart)}`, [outputs], () =>
              partsOf(bias.data, biasPart),
            );
      return builder.step(node.shape, {
        op: 'dense',
        x,
        weight: weightOf(builder, part),
        bias: biasId,
        transposed: false,
      });
    },
    backward(builder, s, part) {
      return builder.step(inputShape, {
        op: 'dense',
        x: s,
        weight: weightOf(builder, part),
        bias: null,
        transposed: true,
      });
    },
    flat(part, perChannel) {
      const data = new Float32Array(outputs);
      for (let output = 0; output < outputs; output++) {
        let sum = 0;
        for (let input = 0; input < inputs; input++)
          sum += partOf(weight.data[output * inputs + input]!, part) * perChannel(input);
        data[output] = sum;
      }
      return {shape: [outputs], data};
    },
    bias: part => (bias === null ? null : {shape: [outputs], data: partsOf(bias.data, part)}),
  };
}

/**
 * Average pooling is a convolution of each channel with the weights 1/count.
 *
 * @param mark Ends its labels. It must not go into the name: some other layer may have that name.
 */
function averageMap(node: AvgPoolNode, inputShape: Shape, mark: string): LinearMap {
  const {kernel, stride, padding, counts} = node;
  const geometry = {kernel, stride, padding};
  const [height, width] = counts.shape as [number, number];
  const weightAt = (part: WeightPart) => counts.data.map(count => partOf(1 / count, part));
  const scale = (builder: ProgramBuilder, x: ValueId, part: WeightPart): ValueId => {
    if (part.part === '1') return x;
    const label = `${node.name}.${describePart(part)}${mark}`;
    const map = builder.constant(label, [1, height, width], () => weightAt(part));
    return builder.binary('multiply', x, {constant: map});
  };
  return {
    outputShape: node.shape,
    hasBias: false,
    forward(builder, x, part) {
      if (part.part === 'w⁻') return null;
      return scale(builder, builder.step(node.shape, {op: 'sumPool', x, geometry}), part);
    },
    backward(builder, s, part) {
      if (part.part === 'w⁻') return null;
      return builder.step(inputShape, {
        op: 'sumPoolTranspose',
        x: scale(builder, s, part),
        geometry,
      });
    },
    flat(part, perChannel) {
      const cells = flatConvOutput({
        kernel: new Float64Array(sizeOf(kernel)).fill(1),
        channels: 1,
        size: kernel,
        stride,
        dilation: [1, 1],
        padding,
        input: [inputShape[1]!, inputShape[2]!],
        output: [height, width],
      });
      const weights = weightAt(part);
      return {
        shape: [1, height, width],
        data: cells.map((cell, index) => cell * weights[index]! * perChannel(0)),
      };
    },
    bias: () => null,
  };
}

/** A constant of a map as an operand. */
export function asOperand(
  builder: ProgramBuilder,
  label: string,
  constant: {readonly shape: readonly number[]; readonly data: Float32Array},
): Operand {
  return {constant: builder.constant(label, constant.shape, () => constant.data)};
}
