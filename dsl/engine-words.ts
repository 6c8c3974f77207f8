/** Devices behind each engine, for completion; a test holds them against the engines. */
export const engineDeviceWords: Readonly<Record<string, readonly string[]>> = {
  onnx: ['cpu', 'webgpu', 'cuda', 'dml', 'coreml', 'auto'],
  tfjs: ['node-gpu', 'node', 'webgpu', 'wasm', 'cpu', 'auto'],
};
