import {ModelError} from '../../errors/model-error.js';
import type {UnsupportedLayer} from '../../errors/unsupported-layer-error.js';
import type {OrderedCall} from './call-order.js';
import {orderCalls} from './call-order.js';
import type {DraftBuilder} from './draft-builder.js';
import {Unsupported} from './layer-call.js';
import {converterOf, reasonAgainst} from './layer-table.js';
import type {ModelSpec} from './topology.js';
import type {Value} from './value.js';
import type {LayerWeights} from './layer-weights.js';

/** What is collected while a model is walked through, nested models included. */
export interface Walk {
  readonly builder: DraftBuilder;
  readonly weights: LayerWeights;
  readonly unsupported: UnsupportedLayer[];
  /** Calls of layers so far. */
  calls: number;
}

/** A value, or null behind a layer that cannot be explained: the walk goes on to name the others. */
type Output = Value | null;

/** Shared models within shared models multiply; no network has as many calls. */
const MAX_CALLS = 20_000;

/**
 * Writes the nodes of a model.
 *
 * @param path   Names of the models around it, its own last; empty for the outermost.
 * @param inputs What its input layers give, in order.
 * @returns What its output layers give.
 */
export function walkModel(
  walk: Walk,
  model: ModelSpec,
  path: readonly string[],
  inputs: readonly Output[],
): readonly Output[] {
  const where = path.length === 0 ? 'the model' : `model "${path.join('/')}"`;
  const order = orderCalls(model, where);
  if (order.inputs.length !== inputs.length || order.outputs.length === 0) {
    throw new ModelError(
      'model/topology',
      `${where}: it takes ${order.inputs.length} inputs and gives ${order.outputs.length} outputs, but is called with ${inputs.length}`,
    );
  }
  const outputs = new Map<string, readonly Output[]>();
  order.inputs.forEach(({key}, index) => {
    outputs.set(key, [inputs[index]!]);
  });
  const read = ({key, tensor}: {readonly key: string; readonly tensor: number}): Output => {
    const output = outputs.get(key)?.[tensor];
    if (output === undefined) {
      throw new ModelError(
        'model/topology',
        `${where}: output ${tensor} of layer "${key.slice(key.indexOf(' ') + 1)}" is read, but the layer has none of that number`,
      );
    }
    return output;
  };
  for (const call of order.calls) {
    walk.calls += 1;
    if (walk.calls > MAX_CALLS) {
      throw new ModelError(
        'model/too-large',
        `${where}: more than ${MAX_CALLS} layers are called; such a model is not read`,
      );
    }
    if (outputs.has(call.key)) continue;
    const place = `layer ${call.place} of ${model.layers.length}${path.length === 0 ? '' : ` in "${path.join('/')}"`}${after(call)}`;
    outputs.set(
      call.key,
      walkCall(walk, call, [...path, call.layer.name], call.inputs.map(read), place),
    );
  }
  return order.outputs.map(read);
}

function after({inputs}: OrderedCall): string {
  const names = inputs.map(({key}) => `"${key.slice(key.indexOf(' ') + 1)}"`);
  return names.length === 0 ? '' : `, after ${names.slice(0, 3).join(' and ')}`;
}

function walkCall(
  walk: Walk,
  {layer, training, extra}: OrderedCall,
  path: readonly string[],
  inputs: readonly Output[],
  place: string,
): readonly Output[] {
  const refuse = (reason: string): readonly Output[] => {
    const name = path.join('/');
    if (!walk.unsupported.some(each => each.name === name && each.reason === reason)) {
      walk.unsupported.push({name, operator: layer.className, place, reason});
    }
    return [null];
  };
  if (layer.model !== null) return walkModel(walk, layer.model, path, inputs);
  if (layer.className === 'InputLayer') {
    throw new ModelError(
      'model/topology',
      `${layer.config.where}: it is no input of its model; save the model again`,
    );
  }
  const reason = reasonAgainst(layer.className, layer.config);
  if (reason !== null) return refuse(reason);
  if (training && !layer.className.startsWith('Random')) {
    return refuse('it is called with training = true; call it without, and save the model again');
  }
  if (extra !== null) return refuse(`it is given ${extra}, which is no output of a layer`);
  const known = inputs.filter(input => input !== null);
  if (known.length < inputs.length) return [null];
  if (known.length === 0) {
    throw new ModelError('model/topology', `${layer.config.where}: it reads nothing`);
  }
  try {
    return [
      converterOf(layer.className)!({
        path,
        name: path.join('/'),
        operator: layer.className,
        config: layer.config,
        inputs: known,
        builder: walk.builder,
        weights: walk.weights,
      }),
    ];
  } catch (error) {
    if (error instanceof Unsupported) return refuse(error.message);
    throw error;
  }
}
