import {createRandom} from '../../data/random.js';
import {freshNorm, randomDense} from './random-layers.js';
import type {StackLayer} from './stack.js';

export interface TalkHeadOptions {
  /** Features the head reads: C·H·W of the flattened last pooling. */
  readonly inputs: number;
  /** @default [4096, 2048] */
  readonly hidden?: readonly number[];
  /** Share of values dropped behind each hidden layer; 0 leaves the layer out. @default 0.25 */
  readonly dropout?: number;
  /** Classes, each with a sigmoid of its own. */
  readonly outputs: number;
  readonly seed: number;
}

/**
 * The head of the talk's network, for several labels a picture: batch norm, dense, ReLU and dropout for
 * every hidden layer, then batch norm, dense and sigmoid. Weights are He-normal by seed.
 *
 * Names: `bn1`, `fc1`, `fc1_relu`, `dropout1`, …, `predictions`, `probabilities`.
 */
export function talkHead({
  inputs,
  hidden = [4096, 2048],
  dropout = 0.25,
  outputs,
  seed,
}: TalkHeadOptions): readonly StackLayer[] {
  const random = createRandom(seed);
  const layers: StackLayer[] = [];
  let features = inputs;
  hidden.forEach((units, index) => {
    const number = index + 1;
    layers.push(
      freshNorm(`bn${number}`, features),
      randomDense(`fc${number}`, {inputs: features, outputs: units}, random),
      {kind: 'relu', name: `fc${number}_relu`},
    );
    if (dropout > 0) layers.push({kind: 'dropout', name: `dropout${number}`, rate: dropout});
    features = units;
  });
  layers.push(
    freshNorm(`bn${hidden.length + 1}`, features),
    randomDense('predictions', {inputs: features, outputs}, random),
    {kind: 'sigmoid', name: 'probabilities'},
  );
  return layers;
}
