import {ModelError} from '../../errors/model-error.js';
import {fieldOf, isJsonObject} from './config.js';

/** An output of a layer: of its call-th call, the tensor-th one. */
export interface Reference {
  readonly layer: string;
  readonly call: number;
  readonly tensor: number;
}

export interface Call {
  readonly inputs: readonly Reference[];
  /** True where the file says that the layer runs in training mode even in prediction. */
  readonly training: boolean;
  /** What else than tensors the layer is given, such as the 2 of `x * 2`; null for nothing. */
  readonly extra: string | null;
}

/** Lists within lists in the file are never deeper than this. */
const MAX_DEPTH = 6;

/**
 * All references in a field such as `inbound_nodes[0]` or `output_layers`, in order: `[name, call,
 * tensor]` triples at any depth, or the tensors of Keras 3 (`{config: {keras_history: […]}}`).
 */
export function referencesIn(value: unknown, depth = 0): readonly Reference[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) {
    const [layer, call, tensor] = value;
    return typeof layer === 'string' && isIndex(call) && isIndex(tensor)
      ? [{layer, call, tensor}, ...namedReferences(value[3], depth)]
      : value.flatMap(each => referencesIn(each, depth + 1));
  }
  if (!isJsonObject(value)) return [];
  const config = fieldOf(value, 'config');
  if (isJsonObject(config)) return referencesIn(fieldOf(config, 'keras_history'), depth + 1);
  const named = namedReferences(fieldOf(value, 'kwargs'), depth);
  return [...referencesIn(fieldOf(value, 'args'), depth + 1), ...named];
}

/** The tensors an attention layer is given by name, in the order in which it takes them. */
function namedReferences(kwargs: unknown, depth: number): readonly Reference[] {
  if (!isJsonObject(kwargs)) return [];
  return ['query', 'value', 'key'].flatMap(key => referencesIn(fieldOf(kwargs, key), depth + 1));
}

/** The calls of a layer from its `inbound_nodes`. */
export function callsOf(value: unknown, where: string): readonly Call[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw new ModelError('model/topology', `${where}: "inbound_nodes" must be a list of calls`);
  }
  return value.map(node => ({
    inputs: referencesIn(node),
    training: isTraining(node, 0),
    extra: extraIn(node),
  }));
}

/** Keras 3 writes a call as `{args, kwargs}`; what of it is neither a tensor nor a usual flag is a setting. */
function extraIn(node: unknown): string | null {
  if (!isJsonObject(node)) return null;
  const kwargs = fieldOf(node, 'kwargs');
  const named = Object.entries(isJsonObject(kwargs) ? kwargs : {}).filter(
    ([key]) => key !== 'training' && key !== 'mask',
  );
  const all = [fieldOf(node, 'args'), ...named.map(([, value]) => value)].flat(MAX_DEPTH);
  const strange = all.find(
    value => value !== undefined && value !== null && referencesIn(value).length === 0,
  );
  return strange === undefined ? null : JSON.stringify(strange).slice(0, 80);
}

function isTraining(value: unknown, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.some(each => isTraining(each, depth + 1));
  if (!isJsonObject(value)) return false;
  return fieldOf(value, 'training') === true || isTraining(fieldOf(value, 'kwargs'), depth + 1);
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
