import type {Term, WeightPart} from '../rules/share.js';
import type {DenominatorSign} from './program.js';

/** The sign all numbers of a part have, 0 counting as both; null where both occur. */
function partSign(part: string, xNonNegative: boolean): 1 | -1 | null {
  switch (part) {
    case 'x⁺':
    case 'w⁺':
    case 'w²':
    case '1':
      return 1;
    case 'x⁻':
    case 'w⁻':
      return -1;
    case 'x':
      return xNonNegative ? 1 : null;
    default:
      return null;
  }
}

/** The sign that a sum of terms and a part of the bias has whatever the sample. */
export function signOf(
  terms: readonly Term[],
  bias: WeightPart | null,
  xNonNegative: boolean,
): DenominatorSign {
  const signs = terms.map(({sign, input, weight}) => {
    const [first, second] = [partSign(input, xNonNegative), partSign(weight.part, false)];
    return first === null || second === null ? null : sign * first * second;
  });
  if (bias !== null) signs.push(partSign(bias.part, false));
  if (signs.every(sign => sign === 1)) return 'positive';
  return signs.every(sign => sign === -1) ? 'negative' : 'either';
}
