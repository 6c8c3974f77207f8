import {LrpError} from '../errors/lrp-error.js';
import {describeShape, type Graph, type GraphNode, type Pair, type Shape} from './graph.js';
import {windowOutput} from './shapes.js';

/**
 * The same network for pictures of another size: convolutions, pools and what works number by number take any;
 * dense layers and reshapes do not, so it is for networks cut before them.
 *
 * @param size Height and width of the pictures.
 * @throws LrpError `graph/resize` naming the layer that has one size only, or gets nothing to work on.
 */
export function resizeInput(graph: Graph, [height, width]: Pair): Graph {
  const shapes: Shape[] = [];
  const nodes = graph.nodes.map((node): GraphNode => {
    const input = shapes[node.inputs[0] ?? 0]!;
    const shape = node.kind === 'input' ? resized(node, [height, width]) : shapeOf(node, input);
    shapes.push(shape);
    if (node.kind === 'avgpool') return {...node, shape, counts: countsOf(node, shape)};
    return {...node, shape};
  });
  return {...graph, nodes};
}

function resized(node: GraphNode, [height, width]: Pair): Shape {
  const [channels] = node.shape;
  if (node.shape.length !== 3) throw refusal(node, 'the network takes no pictures');
  return [channels!, height, width];
}

function shapeOf(node: GraphNode, input: Shape): Shape {
  switch (node.kind) {
    case 'conv':
    case 'depthwise':
      return slid(node, input, {
        channels: node.weight.shape[0]!,
        kernel: [node.weight.shape[2]!, node.weight.shape[3]!],
        dilation: node.dilation,
      });
    case 'maxpool':
    case 'avgpool':
      return slid(node, input, {channels: input[0]!, kernel: node.kernel, dilation: [1, 1]});
    case 'activation':
    case 'norm':
    case 'add':
    case 'multiply':
      return input;
    default:
      throw refusal(node, `a layer of kind ${node.kind} is made for one size`);
  }
}

function slid(
  node: GraphNode & {
    readonly stride: Pair;
    readonly padding: readonly [number, number, number, number];
  },
  input: Shape,
  {
    channels,
    kernel,
    dilation,
  }: {readonly channels: number; readonly kernel: Pair; readonly dilation: Pair},
): Shape {
  const [top, left, bottom, right] = node.padding;
  const along = (axis: 0 | 1, before: number, after: number): number =>
    windowOutput(
      input[axis + 1]!,
      {kernel: kernel[axis], stride: node.stride[axis], dilation: dilation[axis]},
      {before, after},
    );
  const shape = [channels, along(0, top, bottom), along(1, left, right)];
  if (shape.some(length => length < 1)) {
    throw refusal(node, `an input of ${describeShape(input)} is too small for it`);
  }
  return shape;
}

/** One divisor for all windows stays one; divisors that differ at the borders were made for one size. */
function countsOf(
  node: Extract<GraphNode, {readonly kind: 'avgpool'}>,
  [, height, width]: Shape,
): Extract<GraphNode, {readonly kind: 'avgpool'}>['counts'] {
  const [first] = node.counts.data;
  const size = node.kernel[0] * node.kernel[1];
  if (node.padding.some(cells => cells > 0) || node.counts.data.some(count => count !== size)) {
    throw refusal(
      node,
      'an average over windows that are cut off at the borders is made for one size',
    );
  }
  return {shape: [height!, width!], data: new Float32Array(height! * width!).fill(first!)};
}

function refusal(node: GraphNode, reason: string): LrpError {
  return new LrpError(
    'graph/resize',
    `"${node.name}" (${node.operator}): ${reason}; take pictures of the size the network was made for, or cut it before`,
  );
}
