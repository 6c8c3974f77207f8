import fc from 'fast-check';
import type {ActivationFunction, Graph, Padding, Pair, Tensor} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';
import {GraphBuilder, tensorOf} from './graph-builder.js';
import type {Random} from './random.js';
import {randomFrom} from './random.js';

/** One thing to put behind what a random network has so far. A step that doesn't fit is left out. */
export type Step =
  | {
      readonly kind: 'conv';
      readonly channels: number;
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly dilation: Pair;
      readonly padding: Padding;
      readonly grouping: 'none' | 'two' | 'depthwise';
      readonly activation: ActivationFunction | null;
    }
  | {
      readonly kind: 'maxpool' | 'avgpool';
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: Padding;
      readonly countPadding: boolean;
    }
  | {
      readonly kind: 'residual';
      readonly projection: boolean;
      readonly activation: ActivationFunction | null;
    }
  | {readonly kind: 'concat'; readonly channels: number}
  | {readonly kind: 'norm'}
  | {readonly kind: 'pad'; readonly before: Pair; readonly after: Pair; readonly value: number};

export interface NetworkSpec {
  readonly input: readonly number[];
  readonly steps: readonly Step[];
  readonly hidden: readonly number[];
  readonly hiddenActivation: ActivationFunction;
  readonly classes: number;
  /** Which sign biases may have; `none` leaves them out. */
  readonly bias: 'both' | 'none' | 'negative';
  readonly seed: number;
}

/** A network and a batch for it. */
export interface RandomCase {
  readonly spec: NetworkSpec;
  readonly graph: Graph;
  /** [N, …shape of the input] */
  readonly input: Tensor;
  /** One class a sample. */
  readonly targets: readonly number[];
}

const pair = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({min, max}), fc.integer({min, max}));

const padding: fc.Arbitrary<Padding> = fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(1));

/** ReLU mostly; now and then one of the other piecewise linear functions. */
export const activations: fc.Arbitrary<ActivationFunction> = fc.oneof(
  {weight: 6, arbitrary: fc.constant<ActivationFunction>({name: 'relu'})},
  {weight: 1, arbitrary: fc.constant<ActivationFunction>({name: 'leakyRelu', alpha: 0.125})},
  {weight: 1, arbitrary: fc.constant<ActivationFunction>({name: 'clip', low: 0, high: 1.5})},
);

const maybeActivation: fc.Arbitrary<ActivationFunction | null> = fc.option(activations, {freq: 6});

const conv: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('conv' as const),
  channels: fc.integer({min: 1, max: 4}),
  kernel: pair(1, 3),
  stride: pair(1, 2),
  dilation: pair(1, 2),
  padding: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  grouping: fc.constantFrom('none', 'none', 'two', 'depthwise'),
  activation: maybeActivation,
});

const pool: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('maxpool', 'maxpool', 'avgpool'),
  kernel: pair(2, 3),
  stride: pair(1, 3),
  padding,
  countPadding: fc.boolean(),
});

const steps: fc.Arbitrary<Step> = fc.oneof(
  {weight: 4, arbitrary: conv},
  {weight: 3, arbitrary: pool},
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('residual' as const),
      projection: fc.boolean(),
      activation: maybeActivation,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('concat' as const),
      channels: fc.integer({min: 1, max: 3}),
    }),
  },
  {weight: 1, arbitrary: fc.record({kind: fc.constant('norm' as const)})},
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pad' as const),
      before: pair(0, 1),
      after: pair(0, 2),
      value: fc.constantFrom(0, 0, 0.5),
    }),
  },
);

const common = {
  hiddenActivation: activations,
  classes: fc.integer({min: 2, max: 5}),
  bias: fc.constantFrom<NetworkSpec['bias']>('both', 'both', 'both', 'none'),
  seed: fc.nat(),
};

/** Dense layers only. */
export const mlps: fc.Arbitrary<NetworkSpec> = fc.record({
  ...common,
  input: fc.integer({min: 1, max: 8}).map(features => [features]),
  steps: fc.constant<readonly Step[]>([]),
  hidden: fc.array(fc.integer({min: 1, max: 9}), {maxLength: 3}),
});

/** Pictures through convolutions, pooling, residual blocks, branches, norms and Pads to one or two dense layers. */
export const convNets: fc.Arbitrary<NetworkSpec> = fc.record({
  ...common,
  input: fc.tuple(
    fc.integer({min: 1, max: 4}),
    fc.integer({min: 4, max: 8}),
    fc.integer({min: 4, max: 8}),
  ),
  steps: fc.array(steps, {minLength: 1, maxLength: 5}),
  hidden: fc.array(fc.integer({min: 2, max: 6}), {maxLength: 1}),
});

class Weights {
  readonly random: Random;
  readonly #bias: NetworkSpec['bias'];

  constructor(spec: NetworkSpec) {
    this.random = randomFrom(spec.seed);
    this.#bias = spec.bias;
  }

  /** Normal, such that outputs are about as large as inputs. */
  kernel(shape: readonly number[]): Tensor {
    const spread = Math.sqrt(1.5 / sizeOf(shape.slice(1)));
    return this.#tensor(shape, () => this.random.normal() * spread);
  }

  bias(units: number): Tensor | null {
    if (this.#bias === 'none') return null;
    const sign = (value: number): number => (this.#bias === 'negative' ? -Math.abs(value) : value);
    return this.#tensor([units], () => sign(this.random.normal() * 0.3));
  }

  scale(units: number): Tensor {
    return this.#tensor([units], () => this.random.normal() + 0.5);
  }

  #tensor(shape: readonly number[], next: () => number): Tensor {
    return tensorOf(shape, Array.from({length: sizeOf(shape)}, next));
  }
}

function activate(graph: GraphBuilder, activation: ActivationFunction | null): void {
  if (activation !== null) graph.activation(activation);
}

function convolve(graph: GraphBuilder, step: Step & {kind: 'conv'}, weights: Weights): void {
  const [channels, height, width] = graph.shapeOf() as [number, number, number];
  const groups =
    step.grouping === 'depthwise'
      ? channels
      : step.grouping === 'two' && channels % 2 === 0
        ? 2
        : 1;
  const out = groups === 1 ? step.channels : groups * Math.ceil(step.channels / groups);
  const reach = (axis: 0 | 1): number => step.dilation[axis] * (step.kernel[axis] - 1) + 1;
  const [top, left, bottom, right] = step.padding;
  if (reach(0) > height + top + bottom || reach(1) > width + left + right) return;
  const {stride, dilation, padding} = step;
  const kernel = weights.kernel([out, channels / groups, ...step.kernel]);
  graph.conv(kernel, weights.bias(out), {stride, dilation, padding, groups});
  activate(graph, step.activation);
}

function pooled(graph: GraphBuilder, step: Step & {kind: 'maxpool' | 'avgpool'}): void {
  const [, height, width] = graph.shapeOf() as [number, number, number];
  if (step.kernel[0] > height || step.kernel[1] > width) return;
  const {kernel, stride, padding, countPadding} = step;
  if (step.kind === 'maxpool') graph.maxpool({kernel, stride, padding});
  else graph.avgpool({kernel, stride, padding, countPadding});
}

function put(graph: GraphBuilder, step: Step, weights: Weights): void {
  const [channels, height, width] = graph.shapeOf() as [number, number, number];
  if (height * width > 150) return;
  const from = graph.last;
  const around: Padding = [1, 1, 1, 1];
  switch (step.kind) {
    case 'conv':
      convolve(graph, step, weights);
      return;
    case 'maxpool':
    case 'avgpool':
      pooled(graph, step);
      return;
    case 'residual': {
      const branch = graph.conv(
        weights.kernel([channels, channels, 3, 3]),
        weights.bias(channels),
        {padding: around},
      );
      const short = step.projection
        ? graph.conv(weights.kernel([channels, channels, 1, 1]), weights.bias(channels), {from})
        : from;
      graph.add(branch, short);
      activate(graph, step.activation);
      return;
    }
    case 'concat': {
      const first = graph.conv(
        weights.kernel([step.channels, channels, 1, 1]),
        weights.bias(step.channels),
        {from},
      );
      const second = graph.conv(weights.kernel([1, channels, 3, 3]), weights.bias(1), {
        from,
        padding: around,
      });
      graph.concat(graph.relu(first), graph.relu(second), from);
      return;
    }
    case 'norm':
      graph.norm(weights.scale(channels), weights.bias(channels) ?? weights.scale(channels));
      return;
    case 'pad':
      graph.pad([0, ...step.before], [0, ...step.after], step.value);
      return;
  }
}

/** Builds what a spec describes; weights depend on its seed alone. */
export function buildNetwork(spec: NetworkSpec): Graph {
  const weights = new Weights(spec);
  const graph = new GraphBuilder(spec.input);
  for (const step of spec.steps) put(graph, step, weights);
  if (graph.shapeOf().length > 1) graph.flatten();
  for (const units of spec.hidden) {
    graph.dense(weights.kernel([units, graph.shapeOf()[0]!]), weights.bias(units));
    graph.activation(spec.hiddenActivation);
  }
  graph.dense(weights.kernel([spec.classes, graph.shapeOf()[0]!]), weights.bias(spec.classes));
  return graph.build();
}

/** A batch for a network: both signs, or quantised so that max pooling meets exact ties. */
export function batchFor(
  graph: Graph,
  samples: number,
  seed: number,
  kind: 'signed' | 'quantised' | 'positive',
): Tensor {
  const random = randomFrom(seed ^ 0x5bd1e995);
  const shape = [samples, ...graph.nodes[graph.input]!.shape];
  const next = (): number => {
    const value = random.normal();
    if (kind === 'positive') return Math.abs(value);
    return kind === 'quantised' ? Math.round(value * 2) / 2 : value;
  };
  return tensorOf(shape, Array.from({length: sizeOf(shape)}, next));
}

/** Networks with a batch of one to three samples and a target each. */
export function casesOf(specs: fc.Arbitrary<NetworkSpec>): fc.Arbitrary<RandomCase> {
  return fc
    .record({
      spec: specs,
      samples: fc.integer({min: 1, max: 3}),
      kind: fc.constantFrom('signed' as const, 'quantised' as const, 'positive' as const),
      targets: fc.array(fc.nat(), {minLength: 3, maxLength: 3}),
    })
    .map(({spec, samples, kind, targets}) => {
      const graph = buildNetwork(spec);
      return {
        spec,
        graph,
        input: batchFor(graph, samples, spec.seed, kind),
        targets: targets.slice(0, samples).map(target => target % spec.classes),
      };
    });
}

/** Any of them. */
export const cases: fc.Arbitrary<RandomCase> = casesOf(
  fc.oneof({weight: 1, arbitrary: mlps}, {weight: 3, arbitrary: convNets}),
);
