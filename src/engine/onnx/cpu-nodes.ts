import {fromBinary} from '@bufbuild/protobuf';
import {ModelProtoSchema} from '../../onnx/onnx_pb.js';

/**
 * Names of the nodes that onnxruntime's WebGPU provider takes, but cannot run: a MaxPool that is asked for the
 * winners' places too. They have to be kept on the CPU by name. Reads the model without copying its weights.
 */
export function cpuNodes(model: Uint8Array): readonly string[] {
  const nodes = fromBinary(ModelProtoSchema, model).graph?.node ?? [];
  return nodes
    .filter(({opType, output}) => opType === 'MaxPool' && output.length > 1)
    .map(({name}) => name);
}
