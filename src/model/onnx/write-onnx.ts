import {ModelError} from '../../errors/model-error.js';
import type {Draft} from '../../graph/draft.js';
import {OnnxFile} from './onnx-file.js';
import {writeNode} from './write-node.js';

export interface WriteOnnxOptions {
  /** Further entries of the file's metadata; those lrplab writes itself go before them. @default none */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a network as an ONNX file of opset 17 with a free batch size, weights inside: what `loadModel`
 * reads as the same network, and other programs run. Nodes bear the names of the draft; class names and
 * preprocessing go into the metadata as `lrplab.classes` and `lrplab.preprocessing`.
 *
 * @throws ModelError `model/too-large` beyond 2 GiB, `model/not-writable` where ONNX has no operator for a
 *   node: an average pooling that counts cells in a way of its own.
 */
export function writeOnnx(
  draft: Draft,
  {metadata = {}}: WriteOnnxOptions = {},
): Uint8Array<ArrayBuffer> {
  const nodes = new Map(draft.nodes.map(node => [node.name, node]));
  const file = new OnnxFile(nodes.keys());
  const find = (name: string) => {
    const node = nodes.get(name);
    if (node !== undefined) return node;
    throw new ModelError('model/bad-draft', `${draft.name}: no node is called "${name}"`);
  };
  for (const node of draft.nodes) writeNode(file, node, node.inputs.map(find));
  const output = find(draft.output);
  if (output.kind === 'input') {
    // A model's output must come out of a node.
    const name = file.unique(`${output.name}/output`);
    file.node({operator: 'Identity', name, inputs: [output.name], output: name});
    file.output(name, output.shape);
  } else file.output(output.name, output.shape);
  return file.bytes(draft.name, {...metadata, ...ownMetadata(draft)});
}

function ownMetadata({classes, preprocessing}: Draft): Readonly<Record<string, string>> {
  return {
    ...(classes === null ? {} : {'lrplab.classes': JSON.stringify(classes)}),
    ...(preprocessing === null ? {} : {'lrplab.preprocessing': JSON.stringify(preprocessing)}),
  };
}
