import {dirname} from 'node:path';
import type {OnnxDevice, TfjsDevice} from '../../engine/devices.js';
import type {Engine, EngineName} from '../../engine/engine.js';
import {MissingDeviceError} from '../../engine/missing-device.js';
import {probePlacement} from '../../engine/onnx/placement.js';
import {openEngine} from '../../engine/open-engine.js';
import {findNativeAddon} from '../../engine/tfjs/native-addon.js';
import {largeProbe, probeOperations, smallProbe, timeProbe} from '../../engine/probe.js';

/** How the trial of a device went: plain data, as it comes from another process. */
export type DeviceTrial =
  | {
      readonly works: true;
      readonly gflops: number;
      readonly bits: 32 | 16;
      /** What else is known, such as where the steps ran. */
      readonly notes: readonly string[];
    }
  | {
      readonly works: false;
      /** Why. */
      readonly what: string;
      readonly add: string | null;
    };

/** Seconds that the small convolution may take for the large one to be worth waiting for. */
const quick = 0.03;

/** Operations a second on the largest convolution that is quick enough. */
async function speed(engine: Engine): Promise<number> {
  const small = await timeProbe(engine, smallProbe, 5);
  if (small > quick) return probeOperations(smallProbe) / small;
  return probeOperations(largeProbe) / (await timeProbe(engine, largeProbe, 5));
}

async function onnxNotes(device: OnnxDevice): Promise<readonly string[]> {
  if (device === 'cpu') return [];
  const {steps, byProvider} = await probePlacement(device);
  const onCpu = byProvider['CPUExecutionProvider'] ?? 0;
  return [`${steps - onCpu} of ${steps} steps of a convolution ran there`];
}

function tfjsNotes(device: TfjsDevice): readonly string[] {
  const native = device === 'node' || device === 'node-gpu' ? findNativeAddon(device) : null;
  return native === null ? [] : [`${native.version} in ${dirname(dirname(native.entry))}`];
}

/** Opens a device and runs convolutions on it. Never throws; a driver may end the process, though. */
export async function tryDevice(name: EngineName, device: string): Promise<DeviceTrial> {
  try {
    const engine = await openEngine(name, device);
    const gflops = (await speed(engine)) / 1e9;
    const notes =
      name === 'onnx' ? await onnxNotes(device as OnnxDevice) : tfjsNotes(device as TfjsDevice);
    return {works: true, gflops, bits: engine.precision.bits, notes};
  } catch (error) {
    if (error instanceof MissingDeviceError) return {works: false, ...error.missing};
    return {works: false, what: error instanceof Error ? error.message : String(error), add: null};
  }
}
