import type {WeightPart} from '../rules/share.js';

/** The label of a part, for constants and profiles: `w+0.25w⁺`. */
export function describePart(part: WeightPart): string {
  return 'gamma' in part ? part.part.replace('γ', String(part.gamma)) : part.part;
}

/** One weight's (or bias's) part. */
export function partOf(value: number, part: WeightPart): number {
  switch (part.part) {
    case 'w':
      return value;
    case 'w⁺':
      return Math.max(value, 0);
    case 'w⁻':
      return Math.min(value, 0);
    case 'w²':
      return value * value;
    case '1':
      return 1;
    case 'w+γw⁺':
      return value > 0 ? value * (1 + part.gamma) : value;
    case 'w+γw⁻':
      return value < 0 ? value * (1 + part.gamma) : value;
  }
}

/** A part of all weights, same shape. The whole (`w`) is the array itself, not a copy. */
export function partsOf(data: Float32Array, part: WeightPart): Float32Array {
  if (part.part === 'w') return data;
  if (part.part === '1') return new Float32Array(data.length).fill(1);
  const result = new Float32Array(data.length);
  if (part.part === 'w²') {
    for (let index = 0; index < data.length; index++) result[index] = data[index]! * data[index]!;
    return result;
  }
  // All others scale weights by their sign; a network has many of them.
  const positive = partOf(1, part);
  const negative = -partOf(-1, part);
  for (let index = 0; index < data.length; index++) {
    const value = data[index]!;
    // The sum with 0 makes −0 a 0.
    result[index] = value * (value > 0 ? positive : negative) + 0;
  }
  return result;
}
