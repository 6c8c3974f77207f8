import type {Hdf5} from './hdf5.js';

/** An attribute that lists names; Keras splits a long one into `name0`, `name1`, … */
export function listOf(file: Hdf5, group: string, attribute: string): readonly string[] {
  const whole = file.texts(group, attribute);
  if (whole !== null) return whole;
  const parts: string[] = [];
  for (let part = 0; ; part += 1) {
    const texts = file.texts(group, `${attribute}${part}`);
    if (texts === null) return parts;
    parts.push(...texts);
  }
}

/** Layers and role of a weight: `block1_conv1/kernel:0`, and `block1_conv1_W_1:0` as the oldest files have it. */
export function partsOf(name: string): readonly string[] {
  const plain = name.replace(/:\d+$/, '');
  const old = /^([^/]+)_(W|b|gamma|beta|running_mean|running_std)(?:_\d+)?$/.exec(plain);
  if (old === null) return plain.split('/');
  const role = old[2] === 'W' ? 'kernel' : old[2] === 'b' ? 'bias' : old[2]!;
  return [old[1]!, role];
}
