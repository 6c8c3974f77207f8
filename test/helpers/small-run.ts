import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import type {TrainOptions} from '../../src/train/train-options.js';
import {blobDevkit, type BlobDevkitOptions} from './blob-devkit.js';
import {temporaryFolder} from './temporary-folder.js';

/** Options of a run that a test can wait for: red persons and blue horses. */
export async function smallRun(
  t: ExecutionContext,
  {devkit = {}, ...options}: Partial<TrainOptions> & {readonly devkit?: BlobDevkitOptions} = {},
): Promise<TrainOptions> {
  const folder = await temporaryFolder(t);
  return {
    folder: join(folder, 'run'),
    data: {folder: await blobDevkit(folder, devkit), classes: ['person', 'horse']},
    start: {kind: 'architecture', depth: 11, width: 1 / 16, inputSize: [32, 32]},
    head: {hidden: [16]},
    momentum: 0.8,
    epochs: 2,
    batchSize: 8,
    seed: 3,
    device: 'wasm',
    ...options,
  };
}
