import {createRequire} from 'node:module';
import {LrpError} from '../../errors/lrp-error.js';
import type {NativeAddon} from './native-addon.js';
import type {Tfjs} from './tfjs.js';

/** What tfjs-node adds to a backend. */
interface NativeBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
}

/** The name under which tfjs-node registers its backend, on the processor and on GPUs. */
export const nativeBackend = 'tensorflow';

/**
 * Loads a native addon and makes its backend "tensorflow", without switching to it: the backend that was
 * active, which may be the caller's own, is active afterwards. All copies of tfjs in a process share one
 * state, so lrplab's own has the backend from then on too.
 *
 * TensorFlow's notes on itself are held back where `TF_CPP_MIN_LOG_LEVEL` is not set.
 *
 * @throws LrpError `engine/native` where it cannot be loaded, or the package of the other kind is loaded already.
 */
export async function loadNativeAddon({entry}: NativeAddon): Promise<Tfjs> {
  const require = createRequire(import.meta.url);
  const core = await import('@tensorflow/tfjs-core');
  const previous = core.getBackend();
  checkOtherKind(core, entry);
  standInForRemoved(require('node:util') as Record<string, unknown>);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // The addon brings tfjs's other backends too, and each kernel that is there already would be told of. The flag
  // IS_TEST would silence that as well, but takes what tfjs-node's fused layers do for a leak.
  const told = core.env().getBool('PROD');
  core.env().set('PROD', true);
  try {
    return require(entry) as Tfjs;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LrpError(
      'engine/native',
      `the native addon of tfjs, ${entry}, cannot be loaded: ${reason}; build it anew with: lrplab native --force`,
      {cause: error},
    );
  } finally {
    core.env().set('PROD', told);
    if (previous && previous in core.engine().registry) void core.setBackend(previous);
  }
}

/** Whether the native backend that is loaded computes on a GPU: TensorFlow falls back to the processor by itself. */
export function usesGpu(tf: Tfjs): boolean {
  const backend = tf.engine().registry[nativeBackend] as unknown as NativeBackend | undefined;
  return backend?.isUsingGpuDevice === true;
}

/** Both packages name their backend alike: the second would take the first one's, and say nothing. */
function checkOtherKind(core: Tfjs, entry: string): void {
  const loaded = core.engine().registry[nativeBackend] as unknown as NativeBackend | undefined;
  if (loaded === undefined) return;
  const kind = loaded.isGPUPackage ? 'tfjs-node-gpu' : 'tfjs-node';
  if (entry.split(/[\\/]/).includes(kind)) return;
  throw new LrpError(
    'engine/native',
    `${entry} cannot be loaded: this process uses @tensorflow/${kind} already, and tfjs can have one of the two; choose one device for the whole run`,
  );
}

/** tfjs-node 4.22 asks for a function of `node:util` that Node.js 23 no longer has. */
function standInForRemoved(util: Record<string, unknown>): void {
  util['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined;
}
