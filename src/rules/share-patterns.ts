import type {Rule} from './rule.js';
import type {Share, Term} from './share.js';
import {contributions, sharesOf} from './shares.js';

/** Terms as one text, whatever their order. */
function textOf(terms: readonly Term[]): string {
  return terms
    .map(({sign, input, weight}) => `${sign} ${input} ${JSON.stringify(weight)}`)
    .sort()
    .join(', ');
}

/** γ where a share's denominator is that of the γ-rule on its side of z, the bias's like part (or none) with it; else null. */
export function gammaOf({denominator, where, bias}: Share): number | null {
  const weight = denominator.find(({input}) => input === 'x⁺')?.weight;
  if (weight === undefined || !('gamma' in weight) || where === 'everywhere') return null;
  const {gamma} = weight;
  const [onPositive, onNegative] =
    where === 'z > 0' ? contributions('positive') : contributions('negative');
  const expected = [onPositive!, onNegative!].map(
    (term): Term => ({
      ...term,
      weight: {part: term.weight.part === 'w⁺' ? 'w+γw⁺' : 'w+γw⁻', gamma},
    }),
  );
  if (textOf(denominator) !== textOf(expected)) return null;
  return bias === null || JSON.stringify(bias) === JSON.stringify(expected[0]!.weight)
    ? gamma
    : null;
}

/** Whether a rule has a denominator that holds the layer's W·x without its bias. */
export function needsProduct(rule: Rule | null): boolean {
  if (rule === null) return false;
  return sharesOf(rule).some(
    share =>
      share.bias === null &&
      (gammaOf(share) !== null ||
        share.denominator.some(({input, weight}) => input === 'x' && weight.part === 'w')),
  );
}

/**
 * Whether a rule reads both z⁺ and z⁻ of a layer, and with their bias: then z = z⁺ + z⁻ need not be
 * computed besides, and neither of them as a difference, which would lose its digits where it is small.
 */
export function readsBothSigns(rule: Rule | null): {readonly withBias: boolean} | null {
  if (rule === null) return null;
  const [positive, negative] = (['positive', 'negative'] as const).map(sign =>
    sharesOf(rule).find(({denominator}) => textOf(denominator) === textOf(contributions(sign))),
  );
  if (positive === undefined || negative === undefined) return null;
  const withBias = positive.bias !== null;
  return withBias === (negative.bias !== null) ? {withBias} : null;
}
