import type {LayerCall} from './layer-call.js';
import {addLike, Unsupported} from './layer-call.js';
import type {Wanted} from './layer-weights.js';
import type {Value} from './value.js';

/**
 * LayerNormalization over the last axis: y = γ·(x − μ)/√(σ² + ε) + β; with `rms_scaling` and as RMSNormalization without
 * the mean.
 *
 * @see Ba et al. 2016; Zhang & Sennrich 2019
 */
export function convertLayerNorm(call: LayerCall): Value {
  const input = call.inputs[0]!;
  const isRms = call.operator === 'RMSNormalization';
  const rank = input.shape.length;
  const setting = call.config.raw('axis') ?? -1;
  const axis = Array.isArray(setting) && setting.length === 1 ? setting[0] : setting;
  if (axis !== -1 && axis !== rank) {
    throw new Unsupported(`over axis ${JSON.stringify(setting)}; only the last is known`);
  }
  const shape = [input.shape[rank - 1]!];
  const wanted: Wanted[] = [];
  const isRmsScaling = !isRms && call.config.flag('rms_scaling', false);
  if (isRms) wanted.push({name: 'scale', shape});
  else if (call.config.flag('scale', true) || isRmsScaling) wanted.push({name: 'gamma', shape});
  if (!isRms && !isRmsScaling && call.config.flag('center', true))
    wanted.push({name: 'beta', shape});
  const values = call.weights.read(call.path, wanted);
  const tensor = (name: string): {shape: number[]; data: Float32Array} | null => {
    const data = values[wanted.findIndex(each => each.name === name)];
    return data === undefined ? null : {shape, data};
  };
  const epsilon = call.config.number('epsilon', isRms ? 1e-6 : 1e-3);
  if (epsilon < 0) throw call.config.fail('epsilon', 'a number from 0');
  return addLike(call, call.builder.settle(input, call), {
    kind: 'layernorm',
    epsilon,
    centre: !isRms && !isRmsScaling,
    scale: tensor('gamma') ?? tensor('scale'),
    shift: tensor('beta'),
  });
}
