import {LrpError} from '../errors/lrp-error.js';
import {openFastest} from './auto.js';
import {engineDevices, type OnnxDevice, type TfjsDevice} from './devices.js';
import type {Engine, EngineName} from './engine.js';
import {openOnnxEngine} from './onnx/onnx-engine.js';
import {findNativeAddon} from './tfjs/native-addon.js';
import {openTfjsEngine} from './tfjs/tfjs-engine.js';

/** What `auto` chose, once a process: the machine does not change, and the next engine opens at once. */
const chosen = new Map<EngineName, Promise<string>>();

function openDevice(name: EngineName, device: string): Promise<Engine> {
  return name === 'onnx'
    ? openOnnxEngine(device as OnnxDevice)
    : openTfjsEngine(device as TfjsDevice);
}

function fastestDevice(name: EngineName): Promise<string> {
  const known = chosen.get(name);
  if (known !== undefined) return known;
  const choice = openFastest(name, device => openDevice(name, device)).then(({device}) => device);
  chosen.set(name, choice);
  // What fails may work later, once something is installed.
  choice.catch(() => chosen.delete(name));
  return choice;
}

/**
 * The device of an engine where nobody names one. For onnx the CPU: it is there on every machine and starts at
 * once, so that the same call gives the same numbers everywhere. For tfjs the native build where there is one,
 * which somebody installed for that, else wasm.
 */
export function usualDevice(name: EngineName): string {
  if (name === 'onnx') return 'cpu';
  return (['node-gpu', 'node'] as const).find(kind => findNativeAddon(kind) !== null) ?? 'wasm';
}

/**
 * Opens an engine on a device; `auto` is the fastest that works, chosen once a process.
 *
 * @throws LrpError `engine/unknown-device` for a device this engine does not have, `engine/missing` for one
 *   that is not there.
 */
export async function openEngine(
  name: EngineName,
  device: string = usualDevice(name),
): Promise<Engine> {
  if (!engineDevices[name].includes(device)) {
    throw new LrpError(
      'engine/unknown-device',
      `engine ${name} has no device "${device}"; it has ${engineDevices[name].join(', ')}`,
    );
  }
  return openDevice(name, device === 'auto' ? await fastestDevice(name) : device);
}
