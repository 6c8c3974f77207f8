import {Config, fieldOf, isJsonObject} from './config.js';
import type {Activation, LayerCall} from './layer-call.js';
import {addLike, Unsupported} from './layer-call.js';
import type {Value} from './value.js';

/**
 * What the `activation` setting of a layer means.
 *
 * @throws Unsupported where no relevance rule is known for it.
 */
export function activationOf(value: unknown): Activation {
  if (value === undefined || value === null) return {kind: 'linear'};
  if (isJsonObject(value)) {
    const name = fieldOf(value, 'class_name');
    const config = fieldOf(value, 'config');
    if (typeof name === 'string' && isJsonObject(config)) {
      return layerActivation(name, new Config(`activation ${name}`, config));
    }
    return activationOf(typeof config === 'string' ? config : name);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  switch (text.replaceAll('_', '').toLowerCase()) {
    case 'linear':
      return {kind: 'linear'};
    case 'softmax':
      return {kind: 'softmax'};
    case 'relu':
      return {kind: 'function', name: 'relu', activation: {name: 'relu'}};
    case 'relu6':
      return {kind: 'function', name: 'relu6', activation: {name: 'clip', low: 0, high: 6}};
    case 'leakyrelu':
      return leaky(0.2);
    case 'elu':
      return {kind: 'function', name: 'elu', activation: {name: 'elu', alpha: 1}};
    case 'tanh':
      return {kind: 'function', name: 'tanh', activation: {name: 'tanh'}};
    case 'sigmoid':
      return {kind: 'function', name: 'sigmoid', activation: {name: 'sigmoid'}};
    case 'softplus':
      return {kind: 'function', name: 'softplus', activation: {name: 'softplus'}};
    case 'gelu':
      return gelu('none');
    case 'gelunew':
      return gelu('tanh');
    case 'silu':
    case 'swish':
      return {kind: 'function', name: 'silu', activation: {name: 'silu', beta: 1}};
    default:
      throw new Unsupported(
        `no relevance rule is known for the activation ${JSON.stringify(value)}; known are linear, relu, relu6, leaky_relu, elu, gelu, silu (swish), tanh, sigmoid, softplus, softmax`,
      );
  }
}

/** What an activation layer does: `ReLU`, `LeakyReLU`, `ELU`, `Softmax`, `Activation`. */
export function layerActivation(className: string, config: Config): Activation {
  switch (className) {
    case 'Activation':
      return activationOf(config.raw('activation'));
    case 'ReLU':
      return reluLayer(config);
    case 'LeakyReLU':
      return leaky(config.number('alpha', config.number('negative_slope', 0.3)));
    case 'ELU':
      return {
        kind: 'function',
        name: 'elu',
        activation: {name: 'elu', alpha: config.number('alpha', 1)},
      };
    case 'Softmax':
      return {kind: 'softmax'};
    default:
      return activationOf(className);
  }
}

function reluLayer(config: Config): Activation {
  const threshold = config.number('threshold', 0);
  const slope = config.number('negative_slope', 0);
  const max = config.raw('max_value');
  if (threshold !== 0) throw new Unsupported(`ReLU with threshold ${threshold}; only 0 is known`);
  if (max === undefined || max === null) {
    return slope === 0
      ? {kind: 'function', name: 'relu', activation: {name: 'relu'}}
      : leaky(slope);
  }
  if (slope !== 0) throw new Unsupported('ReLU with both max_value and negative_slope');
  const high = config.number('max_value', null);
  if (high <= 0) throw config.fail('max_value', 'above 0');
  return {kind: 'function', name: 'relu', activation: {name: 'clip', low: 0, high}};
}

function gelu(approximate: 'none' | 'tanh'): Activation {
  return {kind: 'function', name: 'gelu', activation: {name: 'gelu', approximate}};
}

function leaky(alpha: number): Activation {
  return {kind: 'function', name: 'leaky_relu', activation: {name: 'leakyRelu', alpha}};
}

/** Adds the activation's node behind a value; nothing for `linear`. */
export function addActivation(
  call: LayerCall,
  value: Value,
  activation: Activation,
  {fused}: {readonly fused: boolean},
): Value {
  switch (activation.kind) {
    case 'linear':
      return value;
    case 'function':
      return addLike(
        call,
        value,
        {kind: 'activation', activation: activation.activation},
        {suffix: fused ? `/${activation.name}` : ''},
      );
    case 'softmax': {
      if (value.shape.slice(0, -1).some(length => length > 1)) {
        const settled = call.builder.settle(value, call);
        return addLike(call, settled, {kind: 'softmax'}, {suffix: fused ? '/softmax' : ''});
      }
      // Axes of length 1 are left out, so that the class scores are a plain list for the head's cut.
      const classes = value.shape.length - 1;
      const settled = value.flattened === null ? value : call.builder.settle(value, call);
      const list = call.builder.arrange(settled, [classes], call);
      return addLike(call, list, {kind: 'softmax'}, {suffix: fused ? '/softmax' : ''});
    }
  }
}

/** The `activation` setting behind a weighted layer. */
export function addFusedActivation(call: LayerCall, value: Value): Value {
  return addActivation(call, value, activationOf(call.config.raw('activation')), {fused: true});
}

/** Converter of the activation layers. */
export function convertActivation(call: LayerCall): Value {
  const activation = layerActivation(call.operator, call.config);
  const axes = call.operator === 'Softmax' ? (call.config.raw('axis') ?? -1) : -1;
  const value = call.inputs[0]!;
  const axis = Array.isArray(axes) && axes.length === 1 ? axes[0] : axes;
  if (axis !== -1 && axis !== value.shape.length) {
    throw new Unsupported(`softmax over axis ${JSON.stringify(axes)}; only the last is known`);
  }
  return addActivation(call, value, activation, {fused: false});
}
