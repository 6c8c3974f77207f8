import {MissingDeviceError} from '../missing-device.js';
import {makeBackend} from './make-backend.js';
import type {Tfjs} from './tfjs.js';

/**
 * The classes and constants of WebGPU that tfjs reads from the global object whenever it computes. Nothing
 * else of what Dawn brings is put there.
 */
const readByTfjs = ['GPUBuffer', 'GPUBufferUsage', 'GPUMapMode', 'GPUTexture', 'GPUTextureUsage'];

/** Dawn by the backend that computes with it: without it, the backend's GPU would be gone at the next garbage collection. */
const dawnOf = new WeakMap<object, unknown>();

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {value, configurable: true, writable: true});
}

/**
 * Does something while `navigator.gpu` is there, where tfjs looks for it while it registers and starts its
 * backend, and not after: other libraries take a global `navigator` for a sign of a browser.
 */
async function withNavigatorGpu<Result>(
  gpu: unknown,
  work: () => Promise<Result>,
): Promise<Result> {
  const hasOwn = 'navigator' in globalThis;
  if (!hasOwn) define(globalThis, 'navigator', {});
  const navigator = Reflect.get(globalThis, 'navigator') as object;
  const before = Object.getOwnPropertyDescriptor(navigator, 'gpu');
  define(navigator, 'gpu', gpu);
  try {
    return await work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(navigator, 'gpu');
    else Object.defineProperty(navigator, 'gpu', before);
    if (!hasOwn) Reflect.deleteProperty(globalThis, 'navigator');
  }
}

async function loadDawn(): Promise<typeof import('webgpu')> {
  try {
    return await import('webgpu');
  } catch (error) {
    throw new MissingDeviceError('tfjs', 'webgpu', missingPackages(error), {cause: error});
  }
}

function missingPackages(error: unknown): {what: string; add: string} {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    what: `the packages webgpu and @tensorflow/tfjs-backend-webgpu could not be loaded (${reason.split('\n')[0]})`,
    add: 'npm install webgpu @tensorflow/tfjs-backend-webgpu@4.22.0',
  };
}

/**
 * Starts tfjs's WebGPU backend on Dawn, the WebGPU of the npm package `webgpu`. Which GPU, and which driver,
 * is left to Dawn.
 *
 * @throws LrpError `engine/missing` where a package or a GPU is not there.
 */
export async function loadWebgpu(tf: Tfjs): Promise<void> {
  if ('webgpu' in tf.engine().registry) return;
  const {create, globals} = await loadDawn();
  const gpu = create([]);
  if ((await gpu.requestAdapter()) === null) {
    throw new MissingDeviceError('tfjs', 'webgpu', {
      what: 'no GPU that WebGPU can use was found',
      add:
        process.platform === 'linux'
          ? 'apt install libvulkan1 mesa-vulkan-drivers (or the driver of your GPU)'
          : 'the newest driver of your GPU',
    });
  }
  for (const name of readByTfjs) {
    if (!(name in globalThis)) define(globalThis, name, Reflect.get(globals, name));
  }
  await withNavigatorGpu(gpu, async () => {
    try {
      await import('@tensorflow/tfjs-backend-webgpu');
    } catch (error) {
      throw new MissingDeviceError('tfjs', 'webgpu', missingPackages(error), {cause: error});
    }
    await makeBackend(tf, 'webgpu');
  });
  dawnOf.set(tf.engine().registry['webgpu']!, gpu);
}
