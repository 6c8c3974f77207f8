import type {EngineName} from './engine.js';

/** How finely a device computes. */
export interface Precision {
  readonly bits: 32 | 16;
  /** Least normal number: smaller ones lose digits, or are taken for 0. */
  readonly least: number;
}

export const float32: Precision = {bits: 32, least: 2 ** -126};
export const float16: Precision = {bits: 16, least: 2 ** -14};

/**
 * How finely a device computes, as far as that is known before it is opened.
 *
 * Core ML runs networks in its NeuralNetwork format, which onnxruntime hands it, in float16 wherever it takes the
 * GPU or the Neural Engine.
 *
 * @see https://apple.github.io/coremltools/docs-guides/source/typed-execution.html
 */
export function devicePrecision(engine: EngineName, device: string | null): Precision {
  return engine === 'onnx' && device === 'coreml' ? float16 : float32;
}
