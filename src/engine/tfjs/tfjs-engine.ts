import type {TfjsDevice} from '../devices.js';
import type {Engine, Executable} from '../engine.js';
import {float16, float32} from '../precision.js';
import {openTfjs} from './open-tfjs.js';
import {backendOf} from './tfjs.js';
import {TfjsExecutable} from './tfjs-executable.js';

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
  const tf = await openTfjs(device);
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
