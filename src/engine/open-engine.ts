import {LrpError} from '../errors/lrp-error.js';
import type {Engine, EngineName} from './engine.js';
import {openOnnxEngine} from './onnx/onnx-engine.js';
import {openTfjsEngine} from './tfjs/tfjs-engine.js';

/** Devices each engine can be asked for; the first is the default. */
export const engineDevices: Readonly<Record<EngineName, readonly string[]>> = {
  onnx: ['cpu'],
  tfjs: ['wasm', 'cpu'],
};

/**
 * Opens an engine on a device.
 *
 * @throws LrpError `engine/unknown-device` for a device this engine does not have.
 */
export async function openEngine(
  name: EngineName,
  device: string = engineDevices[name][0]!,
): Promise<Engine> {
  if (!engineDevices[name].includes(device)) {
    throw new LrpError(
      'engine/unknown-device',
      `engine ${name} has no device "${device}"; it has ${engineDevices[name].join(', ')}`,
    );
  }
  return name === 'onnx' ? openOnnxEngine(device) : openTfjsEngine(device as 'wasm' | 'cpu');
}
