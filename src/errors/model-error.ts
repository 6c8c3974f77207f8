import {LrpError} from './lrp-error.js';

/**
 * A model file that cannot be read. Codes: `model/missing`, `model/empty`, `model/too-large`,
 * `model/truncated`, `model/not-onnx`, `model/opset`, `model/bad-tensor`, … The message names the file's part.
 */
export class ModelError extends LrpError {
  override readonly name: string = 'ModelError';
}
