import {createRequire} from 'node:module';
import path from 'node:path';
import {LrpError} from '../../errors/lrp-error.js';
import type {Engine, Executable} from '../engine.js';
import {withoutCrashHandlers} from './crash-handlers.js';
import type {Tfjs, TfjsDevice} from './tfjs.js';
import {TfjsExecutable} from './tfjs-executable.js';

/** The folder of the `.wasm` files, which stand beside the backend's main file. */
function wasmFolder(): string {
  const require = createRequire(import.meta.url);
  return path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep;
}

async function load(device: TfjsDevice): Promise<Tfjs> {
  const tf = await import('@tensorflow/tfjs-core');
  // Silences the banners that tfjs prints under Node.
  tf.env().set('IS_TEST', true);
  switch (device) {
    case 'wasm': {
      const wasm = await import('@tensorflow/tfjs-backend-wasm');
      wasm.setWasmPaths(wasmFolder());
      break;
    }
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
      break;
  }
  return tf;
}

/**
 * Makes the backend without switching to it: tf.setBackend would leave tfjs in a mixed state when two
 * engines are opened at once.
 */
async function initialise(tf: Tfjs, device: TfjsDevice): Promise<void> {
  const {registry} = tf.engine();
  if (!(device in registry)) {
    const factory = tf.findBackendFactory(device);
    const backend = await withoutCrashHandlers(async () => factory());
    registry[device] ??= backend;
  }
  if (!tf.getBackend()) {
    // With none active, the first call of tfjs would start the best one anew.
    await tf.setBackend(device);
  }
}

/**
 * Opens the engine that interprets programs with tfjs.
 *
 * @param device `wasm` (SIMD, one thread) or `cpu` (plain JavaScript, slow, for checking).
 * @throws LrpError `engine/tfjs` where tfjs or the backend cannot be loaded.
 */
export async function openTfjsEngine(device: TfjsDevice): Promise<Engine> {
  let tf: Tfjs;
  try {
    tf = await load(device);
    await initialise(tf, device);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LrpError(
      'engine/tfjs',
      `tfjs (${device}) could not be opened: ${reason}; is "@tensorflow/tfjs-backend-${device}" installed?`,
      {cause: error},
    );
  }
  return {
    name: 'tfjs',
    device,
    async prepare(program): Promise<Executable> {
      // The caller may be switching to a backend of their own just now.
      await tf.ready();
      return new TfjsExecutable(tf, device, program);
    },
  };
}
