import {ModelError} from '../../errors/model-error.js';
import type {Shape} from '../../graph/graph.js';
import type {GraphProto, ValueInfoProto} from '../../onnx/onnx_pb.js';

/** The model's one input. */
export interface ModelInput {
  readonly name: string;
  /** Per sample. */
  readonly shape: Shape;
  /** The batch size the file is bound to, null where it is free. */
  readonly batch: number | null;
}

/**
 * Finds the model's input among those the output needs; old files list the weights there too.
 *
 * @param needed     Names of the tensors the output depends on.
 * @param inputShape Per sample; wanted where the file leaves height or width open.
 */
export function findInput(
  graph: GraphProto,
  needed: ReadonlySet<string>,
  options: {readonly name: string; readonly inputShape?: Shape | undefined},
): ModelInput {
  const stored = new Set(graph.initializer.map(tensor => tensor.name));
  const inputs = graph.input.filter(input => !stored.has(input.name));
  const real = inputs.filter(input => needed.has(input.name));
  const [first] = real;
  if (first === undefined) {
    throw new ModelError('model/no-input', `${options.name}: its output depends on no input`);
  }
  if (real.length > 1) {
    const names = real.map(input => `"${input.name}"`).join(', ');
    throw new ModelError(
      'model/inputs',
      `${options.name}: its output depends on ${real.length} inputs (${names}); lrplab explains models with one`,
    );
  }
  return {name: first.name, ...shapeOf(first, options)};
}

function shapeOf(
  input: ValueInfoProto,
  options: {readonly name: string; readonly inputShape?: Shape | undefined},
): {shape: Shape; batch: number | null} {
  const where = `${options.name}: input "${input.name}"`;
  const type = input.type?.value;
  if (type?.case !== 'tensorType') {
    throw new ModelError('model/bad-shape', `${where} is no tensor`);
  }
  if (![1, 10, 11].includes(type.value.elemType)) {
    throw new ModelError(
      'model/bad-shape',
      `${where} has element type ${type.value.elemType}; lrplab explains networks on floats`,
    );
  }
  const declared = type.value.shape?.dim.map(dim => {
    const length = dim.value.case === 'dimValue' ? Number(dim.value.value) : 0;
    return length > 0 ? length : null;
  });
  const given = options.inputShape;
  if (given?.some(length => !Number.isInteger(length) || length < 1)) {
    throw new ModelError(
      'model/bad-shape',
      `${where}: the shape given, [${given.join(',')}], is not made of whole numbers above 0`,
    );
  }
  if (declared?.length === 0) {
    throw new ModelError('model/bad-shape', `${where} has no batch axis`);
  }
  if (declared === undefined) {
    if (given !== undefined) return {shape: given, batch: null};
    throw new ModelError(
      'model/unknown-shape',
      `${where} has no shape in the file; say that of one sample`,
    );
  }
  const shape = declared.slice(1).map((length, axis) => length ?? given?.[axis]);
  const printed = `[${['N', ...declared.slice(1).map(length => length ?? '?')].join(',')}]`;
  const known = shape.filter(length => length !== undefined);
  if (known.length !== shape.length) {
    throw new ModelError(
      'model/unknown-shape',
      `${where} is ${printed}; say the shape of one sample (channels, height, width)`,
    );
  }
  if (given !== undefined && given.join() !== known.join()) {
    throw new ModelError(
      'model/bad-shape',
      `${where} is ${printed}, which the shape given, [${given.join(',')}], does not fit`,
    );
  }
  return {shape: known, batch: declared[0] ?? null};
}
