import {createRequire} from 'node:module';
import path from 'node:path';

/** The folder of the `.wasm` files, which stand beside the backend's main file. */
function wasmFolder(): string {
  const require = createRequire(import.meta.url);
  return path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep;
}

/** Registers the wasm backend (SIMD, one thread). */
export async function loadWasm(): Promise<void> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(wasmFolder());
}
