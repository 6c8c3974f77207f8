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
  return part.part === 'w' ? data : data.map(value => partOf(value, part));
}
