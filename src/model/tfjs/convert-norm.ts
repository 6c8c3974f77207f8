import {ModelError} from '../../errors/model-error.js';
import type {LayerCall} from './layer-call.js';
import {addLike, Unsupported} from './layer-call.js';
import type {Value} from './value.js';
import {nodeShapeOf, placesOf} from './value.js';
import type {Wanted} from './layer-weights.js';

/**
 * BatchNormalization with its running statistics: y = scale·x + shift with scale = γ/√(σ²+ε),
 * shift = β − μ·scale.
 *
 * @see Ioffe & Szegedy 2015, Alg. 2.
 */
export function convertBatchNorm(call: LayerCall): Value {
  const axis = axisOf(call, call.config.raw('axis') ?? -1);
  const channels = call.inputs[0]!.shape[axis]!;
  const epsilon = call.config.number('epsilon', 1e-3);
  const wanted: Wanted[] = [];
  for (const [name, on] of [
    ['gamma', call.config.flag('scale', true)],
    ['beta', call.config.flag('center', true)],
    ['moving_mean', true],
    ['moving_variance', true],
  ] as const) {
    if (on) wanted.push({name, shape: [channels]});
  }
  const values = call.weights.read(call.path, wanted);
  const read = (name: string): Float32Array | undefined =>
    values[wanted.findIndex(each => each.name === name)];
  const [gamma, beta] = [read('gamma'), read('beta')];
  const [mean, variance] = [read('moving_mean')!, read('moving_variance')!];
  const scale = Float64Array.from(variance, (σ2, c) => (gamma?.[c] ?? 1) / Math.sqrt(σ2 + epsilon));
  const shift = scale.map((factor, c) => (beta?.[c] ?? 0) - mean[c]! * factor);
  return addNorm(call, axis, scale, shift);
}

/** Rescaling: y = scale·x + offset; both one number or one a channel. */
export function convertRescaling(call: LayerCall): Value {
  const axis = call.inputs[0]!.shape.length - 1;
  const channels = call.inputs[0]!.shape[axis]!;
  return addNorm(
    call,
    axis,
    perChannel(call, 'scale', call.config.raw('scale'), channels),
    perChannel(call, 'offset', call.config.raw('offset') ?? 0, channels),
  );
}

/** Normalization: y = (x − mean)/max(√variance, 1e-7), from the settings or from adapted weights. */
export function convertNormalization(call: LayerCall): Value {
  const setting = call.config.raw('axis');
  const axis =
    setting === null || (Array.isArray(setting) && setting.length === 0)
      ? call.inputs[0]!.shape.length - 1
      : axisOf(call, setting ?? -1);
  const channels = call.inputs[0]!.shape[axis]!;
  if (call.config.flag('invert', false)) throw new Unsupported('"invert" is not known');
  const fixed = call.config.raw('mean') ?? call.config.raw('input_mean');
  const spread = call.config.raw('variance') ?? call.config.raw('input_variance');
  const numbers = fixed !== undefined && fixed !== null;
  if (!numbers && call.weights.shapeOf(call.path, 'mean', 0) === null) {
    throw new Unsupported('it carries no mean and variance; adapt it before saving the model');
  }
  const shape = [channels];
  const [mean, variance] = numbers
    ? [perChannel(call, 'mean', fixed, channels), perChannel(call, 'variance', spread, channels)]
    : call.weights
        .read(call.path, [
          {name: 'mean', shape},
          {name: 'variance', shape},
        ])
        .map(values => Float64Array.from(values));
  const scale = variance!.map(each => 1 / Math.max(Math.sqrt(each), 1e-7));
  return addNorm(
    call,
    axis,
    scale,
    mean!.map((each, c) => -each * scale[c]!),
  );
}

/** Keras' axis with the batch counted, such as −1 or 3 or [3], as one of the value's own. */
function axisOf(call: LayerCall, setting: unknown): number {
  const rank = call.inputs[0]!.shape.length;
  const one = Array.isArray(setting) && setting.length === 1 ? setting[0] : setting;
  if (Array.isArray(one)) throw new Unsupported(`over several axes (${one.join(', ')})`);
  const axis = Number.isInteger(one)
    ? (one as number) < 0
      ? rank + (one as number)
      : (one as number) - 1
    : -1;
  if (axis < 0 || axis >= rank) throw call.config.fail('axis', `1…${rank}, or −1 for the last`);
  return axis;
}

function perChannel(call: LayerCall, key: string, value: unknown, channels: number): Float64Array {
  const list = Array.isArray(value) ? value.flat(4) : [value];
  if (
    (list.length !== 1 && list.length !== channels) ||
    !list.every(each => Number.isFinite(each))
  ) {
    throw call.config.fail(key, `one finite number, or ${channels}`);
  }
  return Float64Array.from({length: channels}, (_, c) => list[list.length === 1 ? 0 : c]);
}

/** Adds y = scale·x + shift along Keras' axis `axis`. */
function addNorm(call: LayerCall, axis: number, scale: Float64Array, shift: Float64Array): Value {
  const input = call.inputs[0]!;
  const rest = input.order.filter(each => each !== axis);
  const value =
    input.flattened !== null || input.order[0] === axis
      ? input
      : call.builder.arrange(input, [axis, ...rest], call);
  const places = input.flattened === null ? null : placesOf(input.flattened);
  const channels = nodeShapeOf(value)[0]!;
  const tensor = (values: Float64Array): {shape: number[]; data: Float32Array} => {
    const data = new Float32Array(channels);
    values.forEach((each, c) => {
      data[places === null ? c : places[c]!] = each;
    });
    if (!data.every(each => Number.isFinite(each))) {
      throw new ModelError(
        'model/not-finite',
        `${call.config.where}: its scale or shift is not finite; a variance below −ε or a number out of range`,
      );
    }
    return {shape: [channels], data};
  };
  return addLike(call, value, {kind: 'norm', scale: tensor(scale), shift: tensor(shift)});
}
