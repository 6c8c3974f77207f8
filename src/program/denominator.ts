import type {Share, Term, WeightPart} from '../rules/share.js';
import {boundParts} from '../rules/shares.js';
import type {ProgramBuilder} from './builder.js';
import {inputValue, type LinearLayer, simplify} from './linear-layer.js';
import {asOperand} from './linear-map.js';
import type {ValueId} from './program.js';
import {describePart} from './weight-part.js';

/** Numbers known before any sample, shaped to broadcast to a layer's output; `label` says all about them. */
interface Fixed {
  readonly constant: Float32Array;
  readonly shape: readonly number[];
  readonly label: string;
}

/** A denominator: a value, or a constant where it does not depend on the data. */
export type Denominator = {readonly value: ValueId} | Fixed;

/** A share's terms in words, with the bounds they read: equal texts, equal numbers. */
function describeTerms(layer: LinearLayer, terms: readonly Term[]): string {
  const words = terms.map(
    ({sign, input, weight}) => `${sign < 0 ? '-' : '+'}${input}·${describePart(weight)}`,
  );
  if (terms.some(({input}) => boundParts.includes(input))) {
    const {low, high} = layer.bounds!;
    words.push(`in ${Array.from(low.data)}..${Array.from(high.data)}`);
  }
  return words.join(' ');
}

/** The terms that read no sample, summed. */
function fixedSum(layer: LinearLayer, terms: readonly Term[]): Fixed | null {
  const maps = terms.map(({sign, input, weight}) => {
    const at = input === 'low' || input === 'high' ? layer.bounds![input].at : () => 1;
    return {sign, ...layer.map.flat(weight, at)};
  });
  const [first] = maps;
  if (first === undefined) return null;
  const constant = first.data.map((_, index) =>
    maps.reduce((sum, {sign, data}) => sum + sign * data[index]!, 0),
  );
  return {constant, shape: first.shape, label: `fixed ${describeTerms(layer, terms)}`};
}

/** A part of the bias added to what is fixed besides. */
function withBias(layer: LinearLayer, fixed: Fixed | null, part: WeightPart | null): Fixed | null {
  const bias = part === null ? null : layer.map.bias(part);
  if (bias === null) return fixed;
  const label = `bias map ${describePart(part!)}`;
  if (fixed === null) return {constant: bias.data, shape: bias.shape, label};
  const area = fixed.constant.length / bias.data.length;
  return {
    constant: fixed.constant.map((value, index) => value + bias.data[Math.floor(index / area)]!),
    shape: fixed.shape,
    label: `${fixed.label} ${label}`,
  };
}

/** The terms that read the sample, summed, and whether the bias is among them. Null where all of them are zero throughout. */
function movingSum(
  builder: ProgramBuilder,
  layer: LinearLayer,
  terms: readonly Term[],
  bias: WeightPart | null,
): {readonly value: ValueId; readonly hasBias: boolean} | null {
  const {map} = layer;
  const ordered = [...terms.filter(({sign}) => sign > 0), ...terms.filter(({sign}) => sign < 0)];
  const [first] = ordered;
  if (first === undefined) return null;
  if (ordered.length === 1 && first.sign > 0 && first.input === 'x' && first.weight.part === 'w') {
    if (!map.hasBias || bias?.part === 'w') return {value: layer.z, hasBias: true};
  }
  const takesBias = first.sign > 0;
  const parts = ordered.flatMap(({sign, input, weight}, index) => {
    const own = index === 0 && takesBias ? bias : null;
    const value = map.forward(builder, inputValue(builder, layer, input)!, weight, own);
    return value === null ? [] : [{sign, value}];
  });
  const value = builder.signedSum(parts);
  return value === null ? null : {value, hasBias: takesBias};
}

/** D = Σ denominator terms + bias of a share; null where it is zero throughout. */
export function denominatorOf(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
): Denominator | null {
  const terms = simplify(share.denominator, layer.xNonNegative);
  const isFixed = ({input}: Term): boolean => input === '1' || input === 'low' || input === 'high';
  const moving = movingSum(
    builder,
    layer,
    terms.filter(term => !isFixed(term)),
    share.bias,
  );
  const fixed = fixedSum(layer, terms.filter(isFixed));
  const rest = withBias(layer, fixed, moving?.hasBias ? null : share.bias);
  if (moving === null || rest === null) return moving ?? rest;
  const {label, shape, constant} = rest;
  const operand = asOperand(builder, `${layer.name}.${label}`, {shape, data: constant});
  return {value: builder.binary('add', moving.value, operand)};
}
