import {withoutCrashHandlers} from './crash-handlers.js';
import type {Tfjs, TfjsBackend} from './tfjs.js';

/**
 * Makes a registered backend without switching to it: tf.setBackend would leave tfjs in a mixed state when
 * two engines are opened at once.
 */
export async function makeBackend(tf: Tfjs, backend: TfjsBackend): Promise<void> {
  const {registry} = tf.engine();
  if (backend in registry) return;
  const factory = tf.findBackendFactory(backend);
  const made = await withoutCrashHandlers(async () => factory());
  registry[backend] ??= made;
}
