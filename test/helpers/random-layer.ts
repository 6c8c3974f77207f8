import fc from 'fast-check';
import type {ConvNode, DenseNode, Graph} from '../../src/graph/graph.js';
import {isWeighted, sizeOf} from '../../src/graph/graph.js';
import {GraphBuilder, tensorOf} from './graph-builder.js';
import {randomFrom} from './random.js';

/** One random weighted layer with an input and relevance at its output. */
export interface LayerCase {
  readonly graph: Graph;
  readonly node: ConvNode | DenseNode;
  readonly x: Float64Array;
  readonly relevance: Float64Array;
}

/** Which signs the layer's input and its biases have. */
export interface LayerSigns {
  readonly input: 'positive' | 'signed';
  readonly bias: 'negative' | 'both' | 'none';
}

const geometry = fc.record({
  kind: fc.constantFrom('dense' as const, 'conv' as const, 'conv' as const),
  channels: fc.integer({min: 1, max: 4}),
  outputs: fc.integer({min: 1, max: 4}),
  size: fc.tuple(fc.integer({min: 3, max: 6}), fc.integer({min: 3, max: 6})),
  kernel: fc.tuple(fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3})),
  stride: fc.tuple(fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3})),
  dilation: fc.tuple(fc.integer({min: 1, max: 2}), fc.integer({min: 1, max: 2})),
  padding: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  grouping: fc.constantFrom('none', 'two', 'depthwise'),
  seed: fc.nat(),
});

/** Dense layers and convolutions with strides, dilation, padding, groups and weights of both signs, some of them 0. */
export function layerCases({input, bias}: LayerSigns): fc.Arbitrary<LayerCase> {
  return geometry.map(spec => {
    const random = randomFrom(spec.seed);
    const numbers = (shape: readonly number[], next: () => number) =>
      tensorOf(shape, Array.from({length: sizeOf(shape)}, next));
    const weight = (): number => (random.uniform() < 0.1 ? 0 : random.normal());
    const biases = (count: number) =>
      bias === 'none'
        ? null
        : numbers([count], () =>
            bias === 'negative' ? -Math.abs(random.normal()) : random.normal(),
          );
    const groups =
      spec.grouping === 'depthwise'
        ? spec.channels
        : spec.grouping === 'two' && spec.channels % 2 === 0
          ? 2
          : 1;
    const builder = new GraphBuilder(
      spec.kind === 'dense' ? [spec.channels * 2] : [spec.channels, ...spec.size],
      input === 'positive',
    );
    if (spec.kind === 'dense') {
      builder.dense(numbers([spec.outputs, spec.channels * 2], weight), biases(spec.outputs));
    } else {
      const outputs = groups * spec.outputs;
      const {stride, kernel, padding} = spec;
      // A kernel spread wider than its input would have no place.
      const dilation = [
        Math.min(spec.dilation[0], kernel[0] < 3 || spec.size[0] > 4 ? 2 : 1),
        Math.min(spec.dilation[1], kernel[1] < 3 || spec.size[1] > 4 ? 2 : 1),
      ] as const;
      builder.conv(numbers([outputs, spec.channels / groups, ...kernel], weight), biases(outputs), {
        ...{stride, dilation, padding, groups},
      });
    }
    const graph = builder.build();
    const node = graph.nodes[1]!;
    if (!isWeighted(node)) throw new Error('no weighted layer');
    const value = (): number => {
      const drawn = random.uniform() < 0.1 ? 0 : random.normal();
      return input === 'positive' ? Math.abs(drawn) : drawn;
    };
    return {
      graph,
      node,
      x: Float64Array.from({length: sizeOf(graph.nodes[0]!.shape)}, value),
      relevance: Float64Array.from({length: sizeOf(node.shape)}, () => random.normal()),
    };
  });
}

/** All combinations of signs. */
export const allSigns: readonly LayerSigns[] = (['positive', 'signed'] as const).flatMap(input =>
  (['negative', 'both', 'none'] as const).map(bias => ({input, bias})),
);
