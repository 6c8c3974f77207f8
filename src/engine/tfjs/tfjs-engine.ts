import {LrpError} from '../../errors/lrp-error.js';
import type {TfjsDevice} from '../devices.js';
import type {Engine, Executable} from '../engine.js';
import {float16, float32} from '../precision.js';
import {loadNative} from './load-native.js';
import {loadWasm} from './load-wasm.js';
import {loadWebgpu} from './load-webgpu.js';
import {makeBackend} from './make-backend.js';
import {backendOf, type Tfjs} from './tfjs.js';
import {TfjsExecutable} from './tfjs-executable.js';

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
 * Opens the engine that interprets programs with tfjs.
 *
 * @param device `node-gpu` and `node` (TensorFlow, native), `webgpu` (Dawn), `wasm` (SIMD, one thread) or
 *   `cpu` (plain JavaScript, slow, for checking).
 * @throws LrpError `engine/missing` where the device is not there, `engine/native` where a native build is
 *   broken, `engine/tfjs` where tfjs or the backend cannot be loaded.
 */
export async function openTfjsEngine(device: TfjsDevice): Promise<Engine> {
  const backend = backendOf[device];
  let tf: Tfjs;
  try {
    tf = await load(device);
    await makeBackend(tf, backend);
    // With none active, the first call of tfjs would start the best one anew.
    if (!tf.getBackend()) await tf.setBackend(backend);
  } catch (error) {
    if (error instanceof LrpError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new LrpError('engine/tfjs', `tfjs (${device}) could not be opened: ${reason}`, {
      cause: error,
    });
  }
  return {
    name: 'tfjs',
    device,
    precision: tf.engine().registry[backend]!.floatPrecision() === 16 ? float16 : float32,
    async prepare(program): Promise<Executable> {
      // The caller may be switching to a backend of their own just now.
      await tf.ready();
      return new TfjsExecutable(tf, backend, program);
    },
  };
}
