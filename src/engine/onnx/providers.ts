import {readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import type {InferenceSession} from 'onnxruntime-node';
import {LrpError} from '../../errors/lrp-error.js';
import type {OnnxDevice} from '../devices.js';
import {type Missing, MissingDeviceError} from '../missing-device.js';
import {cpuNodes} from './cpu-nodes.js';

export type Ort = typeof import('onnxruntime-node');

/**
 * Loads onnxruntime-node.
 *
 * @throws LrpError `engine/missing` where the package can't be loaded on this machine.
 */
export async function loadOrt(): Promise<Ort> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw new LrpError(
      'engine/missing',
      `engine onnx: onnxruntime-node could not be loaded (${(error as Error).message}); "lrplab doctor" says more, or use --engine tfjs`,
      {cause: error},
    );
  }
}

/** Where a device can be had at all. */
const homes: Readonly<Record<Exclude<OnnxDevice, 'cpu'>, string>> = {
  webgpu: 'on Linux x64, Windows and macOS',
  cuda: 'on Linux x64 with an NVIDIA GPU',
  dml: 'on Windows',
  coreml: 'on macOS',
};

const addGraphics = {
  linux: 'apt install libvulkan1 mesa-vulkan-drivers (or the driver of your GPU)',
  other: 'the newest driver of your GPU',
} as const;

/** Whether the files of the CUDA provider, which npm does not carry, stand beside the binding. */
function hasCudaFiles(): boolean {
  try {
    const require = createRequire(import.meta.url);
    const bin = path.join(path.dirname(require.resolve('onnxruntime-node/package.json')), 'bin');
    return readdirSync(bin).some(abi =>
      readdirSync(path.join(bin, abi, process.platform, process.arch)).includes(
        'libonnxruntime_providers_cuda.so',
      ),
    );
  } catch {
    return false;
  }
}

/** What a device lacks in this copy of onnxruntime; null where it can be tried. */
export function missingProvider(ort: Ort, device: OnnxDevice): Missing | null {
  if (device === 'cpu') return null;
  if (!ort.listSupportedBackends().some(({name}) => name === device)) {
    return {
      what: `onnxruntime-node carries it only ${homes[device]}, not for ${process.platform} ${process.arch}`,
      add: null,
    };
  }
  if (device === 'cuda' && !hasCudaFiles()) {
    return {
      what: 'the files of the CUDA provider are not there; they need CUDA 12 and cuDNN 9',
      add: 'npm rebuild onnxruntime-node --onnxruntime-node-install',
    };
  }
  return null;
}

function webgpu(model: Uint8Array): InferenceSession.WebGpuExecutionProviderOption {
  const onCpu = cpuNodes(model);
  return {
    name: 'webgpu',
    // In NHWC, what it takes by itself, version 1.30 convolves 6 channels to 4, 8 or 12 wrongly.
    preferredLayout: 'NCHW',
    // An empty list is refused.
    ...(onCpu.length === 0 ? {} : {forceCpuNodeNames: onCpu}),
  };
}

/** The options of a model's session on a device. Steps that it cannot do go to the CPU. */
export function sessionOptions(
  device: OnnxDevice,
  model: Uint8Array,
): InferenceSession.SessionOptions {
  return {
    executionProviders: [device === 'webgpu' ? webgpu(model) : device],
    graphOptimizationLevel: 'all',
    // It folds a Pad into the pooling behind it even where the pooling cannot hold so much padding.
    extra: {optimization: {disable_specified_optimizers: 'Pad_Fusion'}},
    logSeverityLevel: 3,
    // A pattern holds the memory of a whole run at once, up to twice what the values alive need; DirectML allows none.
    enableMemPattern: false,
    // Nor does it allow parallel execution.
    ...(device === 'dml' ? {executionMode: 'sequential' as const} : {}),
  };
}

/** What a device lacks that could not be opened although onnxruntime carries it. */
export function deviceFailure(device: OnnxDevice, error: unknown): MissingDeviceError {
  const reason = error instanceof Error ? error.message : String(error);
  const noAdapter = /WebGPU adapter/i.test(reason);
  const add = process.platform === 'linux' ? addGraphics.linux : addGraphics.other;
  return new MissingDeviceError(
    'onnx',
    device,
    noAdapter
      ? {what: 'no GPU that WebGPU can use was found', add}
      : {
          what: `onnxruntime could not start it: ${reason}`,
          add:
            device === 'cuda'
              ? 'the driver of your GPU, CUDA 12 and cuDNN 9, with their libraries in LD_LIBRARY_PATH'
              : null,
        },
    {cause: error},
  );
}
