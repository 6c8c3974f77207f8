import type {EngineName} from './engine.js';

/** What onnxruntime computes on: its execution providers. */
export type OnnxDevice = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';
/** What tfjs computes on. */
export type TfjsDevice = 'node-gpu' | 'node' | 'webgpu' | 'wasm' | 'cpu';

/** Every device by engine. */
export const realDevices: {
  readonly onnx: readonly OnnxDevice[];
  readonly tfjs: readonly TfjsDevice[];
} = {
  onnx: ['cpu', 'webgpu', 'cuda', 'dml', 'coreml'],
  tfjs: ['node-gpu', 'node', 'webgpu', 'wasm', 'cpu'],
};

/** What can be asked for: every device, and `auto`, the fastest that works. */
export const engineDevices: Readonly<Record<EngineName, readonly string[]>> = {
  onnx: [...realDevices.onnx, 'auto'],
  tfjs: [...realDevices.tfjs, 'auto'],
};
