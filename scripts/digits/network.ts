import type {Random} from '../../src/data/random.js';

/** A weight or bias while it is trained; the shapes are those of tfjs, channels last. */
export interface Parameter {
  readonly name: string;
  /** Kernel [3,3,I,O], matrix [I,O] or bias [O]. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface LayerSize {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

export interface ConvolutionSize extends LayerSize {
  readonly pool: boolean;
}

/** The convolutions in order, 3×3, stride 1, padding 1, ReLU; `pool` where 2×2 max pooling follows. */
export const convolutions: readonly ConvolutionSize[] = [
  {name: 'conv1_1', inputs: 1, outputs: 16, pool: false},
  {name: 'conv1_2', inputs: 16, outputs: 16, pool: true},
  {name: 'conv2_1', inputs: 16, outputs: 32, pool: false},
  {name: 'conv2_2', inputs: 32, outputs: 32, pool: true},
];

/** The dense layers; ReLU stands between them. Two poolings leave 7×7 of 28×28. */
export const dense: readonly LayerSize[] = [
  {name: 'fc1', inputs: 7 * 7 * 32, outputs: 64},
  {name: 'fc2', inputs: 64, outputs: 10},
];

/** Fresh parameters, `NAME.weight` and `NAME.bias` by turns: normal with variance 2/fan-in (He et al. 2015), biases 0. */
export function initialise(random: Random): readonly Parameter[] {
  const draw = (name: string, shape: readonly number[]): Parameter[] => {
    const outputs = shape.at(-1)!;
    const size = shape.reduce((product, length) => product * length, 1);
    const deviation = Math.sqrt((2 * outputs) / size);
    const data = Float32Array.from({length: size}, () => deviation * random.normal());
    return [
      {name: `${name}.weight`, shape, data},
      {name: `${name}.bias`, shape: [outputs], data: new Float32Array(outputs)},
    ];
  };
  return [
    ...convolutions.flatMap(({name, inputs, outputs}) => draw(name, [3, 3, inputs, outputs])),
    ...dense.flatMap(({name, inputs, outputs}) => draw(name, [inputs, outputs])),
  ];
}

export function countParameters(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, parameter) => sum + parameter.data.length, 0);
}

/** A copy whose numbers are its own. */
export function copyParameters(parameters: readonly Parameter[]): readonly Parameter[] {
  return parameters.map(parameter => ({...parameter, data: parameter.data.slice()}));
}
