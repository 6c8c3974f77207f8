import {existsSync, readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Tensor} from '../../src/graph/graph.js';
import {readTestNpy} from './npy.js';

/** A Keras file that make_keras.py made, an input and what Keras predicts. */
export interface KerasFixture {
  /** `NETWORK.FORM`. */
  readonly name: string;
  readonly path: string;
  /** [N,H,W,C] */
  readonly input: Tensor;
  /** [N,K], head included. */
  readonly output: Tensor;
}

/** Where the committed files lie. */
export const kerasFolder: string = resolve('test/fixtures/keras');

/** Every file of a folder with its input and output. */
export function kerasFixtures(folder: string = kerasFolder): readonly KerasFixture[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(file => /\.(h5|keras)$/.test(file) && !/^(hostile|no-vgg)/.test(file))
    .sort()
    .map(file => {
      const network = join(folder, file.slice(0, file.indexOf('.')));
      return {
        name: file,
        path: join(folder, file),
        input: readTestNpy(`${network}.input.npy`),
        output: readTestNpy(`${network}.output.npy`),
      };
    });
}
