import {ModelError} from '../../errors/model-error.js';
import type {Reference} from './references.js';
import type {LayerSpec, ModelSpec} from './topology.js';

/** One call of a layer of a model, its references resolved. */
export interface OrderedCall {
  readonly key: string;
  readonly layer: LayerSpec;
  /** Position of the layer in the model's list, from 1. */
  readonly place: number;
  readonly training: boolean;
  /** What else than tensors the layer is given; null for nothing. */
  readonly extra: string | null;
  /** Keys of the calls whose outputs are read, and which output. */
  readonly inputs: readonly {readonly key: string; readonly tensor: number}[];
}

/** The calls of a model that its outputs need, in the file's order as far as that is topological. */
export interface CallOrder {
  readonly calls: readonly OrderedCall[];
  readonly inputs: readonly {readonly key: string; readonly tensor: number}[];
  readonly outputs: readonly {readonly key: string; readonly tensor: number}[];
}

/**
 * Orders the calls of a model.
 *
 * @throws ModelError `model/topology` for a reference that leads nowhere, `model/cycle`.
 */
export function orderCalls(model: ModelSpec, where: string): CallOrder {
  const resolve = resolver(model, where);
  const calls = new Map<string, OrderedCall>();
  model.layers.forEach((layer, index) => {
    const own = layer.calls.length > 0 ? layer.calls : [{inputs: [], training: false, extra: null}];
    own.forEach(({inputs, training, extra}, call) => {
      const key = keyOf(layer.name, call);
      calls.set(key, {key, layer, place: index + 1, training, extra, inputs: inputs.map(resolve)});
    });
  });
  const outputs = model.outputs.map(resolve);
  const inputs = model.inputs.map(resolve);
  const needed = reachable(calls, [...outputs, ...inputs]);
  let waiting = [...calls.values()].filter(({key}) => needed.has(key));
  const done = new Set<string>();
  const ordered: OrderedCall[] = [];
  while (waiting.length > 0) {
    const before = ordered.length;
    waiting = waiting.filter(call => {
      if (!call.inputs.every(({key}) => done.has(key))) return true;
      done.add(call.key);
      ordered.push(call);
      return false;
    });
    if (ordered.length === before) {
      const names = waiting.slice(0, 5).map(({layer}) => `"${layer.name}"`);
      throw new ModelError(
        'model/cycle',
        `${where}: layers read each other in a circle: ${names.join(', ')}; a network must be feed-forward`,
      );
    }
  }
  return {calls: ordered, inputs, outputs};
}

function keyOf(layer: string, call: number): string {
  return `${call} ${layer}`;
}

/**
 * References name the call of a layer by number. Keras counts a nested model's calls from 1, since
 * making the model was its first; tfjs from 0.
 */
function resolver(
  model: ModelSpec,
  where: string,
): (reference: Reference) => {key: string; tensor: number} {
  const layers = new Map(model.layers.map(layer => [layer.name, layer]));
  const highest = new Map<string, number>();
  const all = model.layers.flatMap(layer => layer.calls.flatMap(({inputs}) => inputs));
  for (const {layer, call} of [...all, ...model.outputs]) {
    highest.set(layer, Math.max(call, highest.get(layer) ?? 0));
  }
  return ({layer: name, call, tensor}) => {
    const layer = layers.get(name);
    const count = Math.max(1, layer?.calls.length ?? 0);
    const first = layer?.model && (highest.get(name) ?? 0) >= count ? 1 : 0;
    if (layer === undefined || call < first || call - first >= count) {
      throw new ModelError(
        'model/topology',
        `${where}: call ${call} of layer "${name}" is read, but there is no such layer or call; save the model again`,
      );
    }
    return {key: keyOf(name, call - first), tensor};
  };
}

function reachable(
  calls: ReadonlyMap<string, OrderedCall>,
  from: readonly {readonly key: string}[],
): ReadonlySet<string> {
  const found = new Set<string>();
  const stack = from.map(({key}) => key);
  while (stack.length > 0) {
    const key = stack.pop()!;
    if (found.has(key)) continue;
    found.add(key);
    for (const input of calls.get(key)!.inputs) stack.push(input.key);
  }
  return found;
}
