import {ModelError} from '../../errors/model-error.js';
import type {UnsupportedLayer} from '../../errors/unsupported-layer-error.js';
import {UnsupportedLayerError} from '../../errors/unsupported-layer-error.js';
import type {Draft} from '../../graph/draft.js';
import type {Shape} from '../../graph/graph.js';
import type {ModelProto, NodeProto, TensorProto} from '../../onnx/onnx_pb.js';
import {attributesOf} from './attributes.js';
import {samplesFirst, samePlace} from './batch-place.js';
import type {Needed} from './check-nodes.js';
import {checkNodes} from './check-nodes.js';
import {draftBuilder} from './draft-builder.js';
import {findInput} from './find-input.js';
import {foldConstants} from './fold-constants.js';
import {joinFunctions} from './join-functions.js';
import {readMetadata} from './metadata.js';
import type {OperatorCall} from './operator-call.js';
import {freeBatch, UnsupportedOperator} from './operator-call.js';
import {operatorReaders} from './operators.js';
import {parseModel} from './parse-model.js';
import type {ReadExternal} from './read-tensor.js';
import {readTensor} from './read-tensor.js';
import type {Constant, Value} from './value.js';

export interface LoadOnnxOptions {
  /** What messages and the graph call the model. */
  readonly name: string;
  /** Shape of one sample, channels first; wanted where the file leaves it open. */
  readonly inputShape?: Shape | undefined;
  /** Gives the bytes of a file beside the model that holds weights. */
  readonly readExternal?: ReadExternal | undefined;
}

/**
 * Reads an ONNX file of a feed-forward network (opset 9 to 21, default domain).
 *
 * @throws ModelError where the file cannot be read, UnsupportedLayerError where it holds operators
 *   that cannot be explained; all of them are named at once.
 */
export function loadOnnx(bytes: Uint8Array, options: LoadOnnxOptions): Draft {
  const {name} = options;
  const {model, graph: written} = parseModel(bytes, name);
  const opset = opsetOf(model, name);
  const [output, ...further] = written.output.map(each => each.name);
  if (output === undefined) {
    throw new ModelError('model/no-output', `${name}: the model has no output`);
  }
  const tensorReader = (proto: TensorProto, tensor: string): Constant =>
    readTensor(proto, tensor, options.readExternal);
  const graph = joinFunctions(written, checkNodes(written, output, name), tensorReader);
  const needed = checkNodes(graph, output, name);
  const input = findInput(graph, needed.tensors, options);
  const builder = draftBuilder();
  const inputNode = builder.add({
    kind: 'input',
    name: input.name,
    operator: 'Input',
    inputs: [],
    shape: input.shape,
  });
  const values = new Map<string, Value>([
    [
      input.name,
      {
        kind: 'activation',
        node: inputNode.name,
        origin: input.name,
        shape: input.shape,
        batch: samplesFirst,
      },
    ],
  ]);
  const stored = new Map(graph.initializer.map(tensor => [tensor.name, tensor]));
  const lookUp = (tensor: string): Value | null => {
    const proto = stored.get(tensor);
    if (tensor === '' || (proto === undefined && !values.has(tensor))) {
      return null;
    }
    const value = values.get(tensor) ?? tensorReader(proto!, tensor);
    values.set(tensor, value);
    return value;
  };
  const positions = new Map(graph.node.map((node, position) => [node, position]));
  const unsupported: UnsupportedLayer[] = [];
  needed.nodes.forEach(node => {
    const call: OperatorCall = {
      operator: node.opType,
      name: builder.unique(nameOf(node, positions.get(node) ?? 0)),
      opset,
      batch: input.batch ?? freeBatch,
      inputs: node.input.map(lookUp),
      tensors: node.input,
      output: node.output[0] ?? '',
      attributes: attributesOf(node, `${name}: ${node.opType} "${node.name}"`),
      uses: tensor => needed.uses.get(tensor) ?? 0,
      emit: (drafted, batch = samplesFirst) => {
        const added = builder.add(drafted);
        return {
          kind: 'activation',
          node: added.name,
          origin: node.output[0] ?? '',
          shape: added.shape,
          batch,
        };
      },
      find: value => builder.find(value.node),
      findNode: builder.find,
      replace: builder.replace,
    };
    const result = readNode(call, node, {needed, tensorReader});
    if (result.ok) {
      for (const [position, value] of result.values.entries())
        values.set(node.output[position] ?? '', value);
      return;
    }
    for (const made of node.output) {
      values.set(made, {kind: 'unknown'});
    }
    if (result.reason !== null) {
      const place = placeOf(node, positions, needed.maker);
      unsupported.push({name: call.name, operator: node.opType, place, reason: result.reason});
    }
  });
  if (unsupported.length > 0) {
    throw new UnsupportedLayerError(name, unsupported);
  }
  const last = values.get(output);
  if (last?.kind !== 'activation') {
    throw new ModelError(
      'model/no-output',
      `${name}: its output "${output}" does not depend on its input`,
    );
  }
  if (input.batch !== 1 && !samePlace(last.batch, samplesFirst)) {
    throw new UnsupportedLayerError(name, [mixedOutput(needed, output, positions)]);
  }
  const {classes, preprocessing} = readMetadata(model.metadataProps, name);
  return {
    name,
    format: 'onnx',
    layout: 'channels-first',
    nodes: builder.nodes,
    output: last.node,
    classes,
    preprocessing,
    notes:
      further.length === 0
        ? []
        : [`the model has ${further.length + 1} outputs; the first, "${output}", is explained`],
  };
}

type ReadResult =
  | {readonly ok: true; readonly values: readonly Value[]}
  /** `reason` is null where the node only follows one that could not be read. */
  | {readonly ok: false; readonly reason: string | null};

function readNode(
  call: OperatorCall,
  node: NodeProto,
  {
    needed,
    tensorReader,
  }: {
    readonly needed: Needed;
    readonly tensorReader: (proto: TensorProto, name: string) => Constant;
  },
): ReadResult {
  if (node.domain !== '' && node.domain !== 'ai.onnx') {
    return {ok: false, reason: `operators of the domain "${node.domain}" are unknown`};
  }
  const reader = operatorReaders.get(call.operator);
  const known = call.inputs.filter(value => value?.kind !== 'unknown');
  try {
    const constants = call.inputs.filter(isConstantOrLeftOut);
    if (constants.length === call.inputs.length) {
      const folded =
        call.operator === 'Shape' ? null : foldConstants(call, constants, tensorReader);
      if (folded !== null) {
        return {ok: true, values: [folded]};
      }
    }
    if (reader === undefined) {
      return {ok: false, reason: 'the operator has no relevance rule'};
    }
    if (known.length < call.inputs.length) {
      return {ok: false, reason: null};
    }
    const read = reader(call, node.output.length);
    const values = isSeveral(read) ? read : [read];
    if (node.output.slice(values.length).some(made => needed.tensors.has(made))) {
      throw new UnsupportedOperator('more than its first output is used');
    }
    return {ok: true, values};
  } catch (error) {
    if (error instanceof UnsupportedOperator) {
      return {ok: false, reason: error.message};
    }
    throw error;
  }
}

function isSeveral(read: Value | readonly Value[]): read is readonly Value[] {
  return Array.isArray(read);
}

function isConstantOrLeftOut(value: Value | null): value is Constant | null {
  return value === null || value.kind === 'constant';
}

/** The network's output where it does not have its samples on the first axis. */
function mixedOutput(
  needed: Needed,
  output: string,
  positions: ReadonlyMap<NodeProto, number>,
): UnsupportedLayer {
  const node = needed.maker.get(output)!;
  return {
    name: nameOf(node, positions.get(node) ?? 0),
    operator: node.opType,
    place: placeOf(node, positions, needed.maker),
    reason: 'the output of the network does not have its samples on the first (batch) axis',
  };
}

function opsetOf(model: ModelProto, name: string): number {
  const version = model.opsetImport.find(
    each => each.domain === '' || each.domain === 'ai.onnx',
  )?.version;
  if (version === undefined || version < 9n || version > 21n) {
    throw new ModelError(
      'model/opset',
      `${name}: it uses opset ${version ?? 'none of the default domain'}; lrplab reads 9 to 21 (torch.onnx.export(…, opset_version=17))`,
    );
  }
  return Number(version);
}

function nameOf(node: NodeProto, position: number): string {
  return node.name === '' ? `${node.opType}_${position}` : node.name;
}

function placeOf(
  node: NodeProto,
  positions: ReadonlyMap<NodeProto, number>,
  maker: ReadonlyMap<string, NodeProto>,
): string {
  const place = (each: NodeProto): number => positions.get(each) ?? 0;
  const before = node.input
    .map(tensor => maker.get(tensor))
    .find(each => each !== undefined && each.opType !== 'Constant');
  const after =
    before === undefined
      ? 'at the input'
      : `after "${nameOf(before, place(before))}" (${before.opType})`;
  return `node ${place(node) + 1} of ${positions.size}, ${after}`;
}
