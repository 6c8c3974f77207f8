import {ModelError} from '../../errors/model-error.js';
import type {GraphProto, NodeProto} from '../../onnx/onnx_pb.js';

/** What the model's first output needs, and who reads what. */
export interface Needed {
  /** In the file's order. */
  readonly nodes: readonly NodeProto[];
  /** Names of the tensors the output depends on, itself included. */
  readonly tensors: ReadonlySet<string>;
  /** The node that makes a tensor. */
  readonly maker: ReadonlyMap<string, NodeProto>;
  /** How many needed nodes read a tensor; the model's output counts as one. */
  readonly uses: ReadonlyMap<string, number>;
}

/**
 * Checks that every tensor is made once and before it is read, and finds the nodes the output needs.
 *
 * @throws ModelError `model/duplicate-output`, `model/missing-input`, `model/not-sorted`, `model/no-output`.
 */
export function checkNodes(graph: GraphProto, output: string, name: string): Needed {
  const maker = new Map<string, NodeProto>();
  const given = new Set([
    ...graph.initializer.map(tensor => tensor.name),
    ...graph.input.map(input => input.name),
  ]);
  for (const node of graph.node) {
    for (const made of node.output.filter(tensor => tensor !== '')) {
      if (maker.has(made) || given.has(made)) {
        throw new ModelError(
          'model/duplicate-output',
          `${name}: tensor "${made}" is made more than once`,
        );
      }
      maker.set(made, node);
    }
  }
  if (!maker.has(output)) {
    throw new ModelError('model/no-output', `${name}: no node makes the output "${output}"`);
  }
  const tensors = neededTensors(maker, output);
  const nodes = graph.node.filter(node => node.output.some(made => tensors.has(made)));
  checkOrder(nodes, {given, maker, name});
  const uses = new Map<string, number>([[output, 1]]);
  for (const tensor of nodes.flatMap(node => node.input)) {
    uses.set(tensor, (uses.get(tensor) ?? 0) + 1);
  }
  return {nodes, tensors, maker, uses};
}

function neededTensors(maker: ReadonlyMap<string, NodeProto>, output: string): ReadonlySet<string> {
  const tensors = new Set([output]);
  const open = [output];
  for (let tensor = open.pop(); tensor !== undefined; tensor = open.pop()) {
    for (const input of maker.get(tensor)?.input ?? []) {
      if (input !== '' && !tensors.has(input)) {
        tensors.add(input);
        open.push(input);
      }
    }
  }
  return tensors;
}

function checkOrder(
  nodes: readonly NodeProto[],
  {
    given,
    maker,
    name,
  }: {
    readonly given: ReadonlySet<string>;
    readonly maker: ReadonlyMap<string, NodeProto>;
    readonly name: string;
  },
): void {
  const made = new Set(given);
  for (const node of nodes) {
    for (const input of node.input.filter(tensor => tensor !== '' && !made.has(tensor))) {
      const reader = `${node.opType} "${node.name}"`;
      throw maker.has(input)
        ? new ModelError(
            'model/not-sorted',
            `${name}: ${reader} reads "${input}", which is made later or depends on it; nodes must be in order, without cycles`,
          )
        : new ModelError(
            'model/missing-input',
            `${name}: ${reader} reads "${input}", which nothing in the file makes`,
          );
    }
    for (const output of node.output) {
      made.add(output);
    }
  }
}
