import {closeSync, openSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import type {Graph, Tensor} from '../../src/graph/graph.js';

/** Where a tensor stands in the file of weights; the offset counts numbers. */
interface Place {
  readonly shape: readonly number[];
  readonly offset: number;
}

/** Writes a network as `network.json` (its nodes as they are) and `weights.f32` (raw float32), for torch_side.py. */
export function writeForTorch(graph: Graph, folder: string): void {
  const weights = openSync(join(folder, 'weights.f32'), 'w');
  let offset = 0;
  const place = ({shape, data}: Tensor): Place => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let from = 0; from < bytes.length; ) from += writeSync(weights, bytes, from);
    offset += data.length;
    return {shape, offset: offset - data.length};
  };
  const nodes = graph.nodes.map(node => {
    switch (node.kind) {
      case 'conv':
      case 'depthwise':
      case 'dense':
        return {
          ...node,
          weight: place(node.weight),
          bias: node.bias === null ? null : place(node.bias),
        };
      case 'avgpool':
        return {...node, counts: null};
      default:
        return node;
    }
  });
  closeSync(weights);
  writeFileSync(join(folder, 'network.json'), JSON.stringify({nodes, output: graph.output}));
}

/** Writes raw float32 numbers. */
export function writeFloats(tensor: Tensor, file: string): void {
  const {buffer, byteOffset, byteLength} = tensor.data;
  writeFileSync(file, new Uint8Array(buffer, byteOffset, byteLength));
}
