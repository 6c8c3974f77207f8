import type {ParameterSpec} from './catalogue.js';
import {formatNumber} from './describe.js';

type Range = Pick<ParameterSpec, 'min' | 'max' | 'exclusiveMin'>;

/** Whether a number lies in the range of a parameter, in float32 as well. */
export function isWithin(
  value: number,
  {min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, exclusiveMin}: Range,
): boolean {
  const inFloat32 = Math.fround(value);
  return (
    Number.isFinite(inFloat32) && value <= max && (exclusiveMin ? inFloat32 > min : value >= min)
  );
}

/** `≥ 0`, `> 0 and ≤ 1`. */
export function describeRange({min, max, exclusiveMin}: Range): string {
  const bounds = [
    ...(min === undefined ? [] : [`${exclusiveMin ? '>' : '≥'} ${formatNumber(min)}`]),
    ...(max === undefined ? [] : [`≤ ${formatNumber(max)}`]),
  ];
  return bounds.join(' and ') || 'within float32';
}
