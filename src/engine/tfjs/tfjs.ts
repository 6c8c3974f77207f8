import type {TfjsDevice} from '../devices.js';

export type {TfjsDevice};

/**
 * The tfjs library as a value. It is loaded when an engine is opened and handed around, so that
 * importing lrplab loads no tensor library.
 */
export type Tfjs = typeof import('@tensorflow/tfjs-core');

/** How tfjs itself calls what a device computes with. */
export type TfjsBackend = 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

export const backendOf: Readonly<Record<TfjsDevice, TfjsBackend>> = {
  'node-gpu': 'tensorflow',
  node: 'tensorflow',
  webgpu: 'webgpu',
  wasm: 'wasm',
  cpu: 'cpu',
};
