import {LrpError} from '../../errors/lrp-error.js';
import type {TfjsDevice} from '../devices.js';
import {loadNative} from './load-native.js';
import {loadWasm} from './load-wasm.js';
import {loadWebgpu} from './load-webgpu.js';
import {makeBackend} from './make-backend.js';
import {backendOf, type Tfjs} from './tfjs.js';

async function loadCore(): Promise<Tfjs> {
  const tf = await import('@tensorflow/tfjs-core');
  // Silences the banners that tfjs prints under Node. IS_TEST would too, but then a caller's own training on
  // tfjs-node fails: its fused layers look like leaks to the check that comes with that flag.
  tf.env().set('PROD', true);
  return tf;
}

async function load(device: TfjsDevice): Promise<Tfjs> {
  const tf = await loadCore();
  switch (device) {
    case 'node-gpu':
    case 'node':
      return loadNative(device);
    case 'webgpu':
      await loadWebgpu(tf);
      return tf;
    case 'wasm':
      await loadWasm();
      return tf;
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
      return tf;
  }
}

/**
 * Loads tfjs with the backend of a device made, but not switched to where another one is active.
 *
 * @throws LrpError `engine/missing` where the device is not there, `engine/native` where a native build is
 *   broken, `engine/tfjs` where tfjs or the backend cannot be loaded.
 */
export async function openTfjs(device: TfjsDevice): Promise<Tfjs> {
  const backend = backendOf[device];
  try {
    const tf = await load(device);
    await makeBackend(tf, backend);
    // With none active, the first call of tfjs would start the best one anew.
    if (!tf.getBackend()) await tf.setBackend(backend);
    return tf;
  } catch (error) {
    if (error instanceof LrpError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LrpError('engine/tfjs', `tfjs (${device}) could not be opened: ${reason}`, {
      cause: error,
    });
  }
}
