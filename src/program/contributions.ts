import {contributions} from '../rules/shares.js';
import type {ProgramBuilder} from './builder.js';
import {type LayerInput, movingInput, simplify, weightedSum} from './linear-layer.js';
import type {ValueId} from './program.js';

/**
 * The sum of a layer's positive (or negative) contributions x·w, with the like part of its bias where
 * that is wanted: z⁺ or z⁻. Every rule that reads one reads this one. Null where there are none.
 */
export function contributionSum(
  builder: ProgramBuilder,
  layer: LayerInput,
  sign: 'positive' | 'negative',
  withBias: boolean,
): ValueId | null {
  const bias = withBias ? ({part: sign === 'positive' ? 'w⁺' : 'w⁻'} as const) : null;
  const values = simplify(contributions(sign), layer.xNonNegative).flatMap((term, index) => {
    const x = movingInput(builder, layer, term.input as 'x' | 'x⁺' | 'x⁻');
    const value = weightedSum(builder, layer, x, term.weight, index === 0 ? bias : null);
    return value === null ? [] : [value];
  });
  return builder.addAll(values);
}
