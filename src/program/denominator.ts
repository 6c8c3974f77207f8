import type {Share, Term, WeightPart} from '../rules/share.js';
import {boundParts} from '../rules/shares.js';
import {gammaOf} from '../rules/share-patterns.js';
import type {ProgramBuilder} from './builder.js';
import {contributionSum} from './contributions.js';
import {inputValue, type LinearLayer, simplify, weightedSum} from './linear-layer.js';
import {asOperand} from './linear-map.js';
import type {DenominatorSign, ValueId} from './program.js';
import {signOf} from './term-sign.js';
import {describePart} from './weight-part.js';

/** Numbers known before any sample, shaped to broadcast to a layer's output; `label` says all about them. */
interface Fixed {
  readonly constant: Float32Array;
  readonly shape: readonly number[];
  readonly label: string;
}

/** A denominator: a value, or a constant where it does not depend on the data. */
export type Denominator = {readonly value: ValueId; readonly sign: DenominatorSign} | Fixed;

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
  const ordered = [...terms.filter(({sign}) => sign > 0), ...terms.filter(({sign}) => sign < 0)];
  const [first] = ordered;
  if (first === undefined) return null;
  if (ordered.length === 1 && first.sign > 0 && first.input === 'x' && first.weight.part === 'w') {
    if (!layer.map.hasBias || bias?.part === 'w') return {value: layer.z, hasBias: true};
  }
  const takesBias = first.sign > 0;
  const parts = ordered.flatMap(({sign, input, weight}, index) => {
    const own = index === 0 && takesBias ? bias : null;
    const value = weightedSum(builder, layer, inputValue(builder, layer, input)!, weight, own);
    return value === null ? [] : [{sign, value}];
  });
  const value = builder.signedSum(parts);
  return value === null ? null : {value, hasBias: takesBias};
}

/**
 * D of γ from z and z⁺, which other rules read too: z + γ·z⁺ where z > 0, z + γ·(z − z⁺) where z < 0. Both
 * summands have one sign there, so no digit is lost. Elsewhere R counts as 0, and z is replaced by 0.
 */
function gammaSum(
  builder: ProgramBuilder,
  layer: LinearLayer,
  gamma: number,
  {where, bias}: Share,
): Denominator | null {
  const withBias = bias !== null;
  const up = where === 'z > 0';
  const positive = contributionSum(builder, layer, 'positive', withBias);
  if (positive === null) return null;
  const whole = {part: 'w'} as const;
  const z = withBias
    ? builder.unary({name: up ? 'positive' : 'negative'}, layer.z)
    : weightedSum(builder, layer, layer.x, whole, null)!;
  const scaled = builder.binary('multiply', positive, builder.scalar(gamma));
  const value = up
    ? builder.add(z, scaled)
    : builder.binary('subtract', builder.binary('multiply', z, builder.scalar(1 + gamma)), {
        value: scaled,
      });
  return {value, sign: withBias ? (up ? 'positive' : 'negative') : 'either'};
}

/**
 * A denominator that is the layer's own output: where R is zero for z ≤ 0, its positive part will do, whose
 * sign needs no test. It is what the ReLU behind the layer gives. An ε relative to D has to see all of D.
 */
function withoutSign(
  builder: ProgramBuilder,
  layer: LinearLayer,
  value: ValueId,
  sign: DenominatorSign,
): Denominator {
  const isRelative = layer.rule.kind === 'epsilon' && layer.rule.unit === 'rms';
  if (value !== layer.z || !layer.optimise || !layer.zeroBelow || isRelative) return {value, sign};
  return {value: builder.unary({name: 'positive'}, value), sign: 'positive'};
}

/** D = Σ denominator terms + bias of a share; null where it is zero throughout. */
export function denominatorOf(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
): Denominator | null {
  const gamma = layer.optimise ? gammaOf(share) : null;
  const sum = gamma === null ? null : gammaSum(builder, layer, gamma, share);
  if (sum !== null) return sum;
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
  if (moving === null) return rest;
  const sign = layer.optimise ? signOf(terms, share.bias, layer.xNonNegative) : 'either';
  if (rest === null) return withoutSign(builder, layer, moving.value, sign);
  const {label, shape, constant} = rest;
  const operand = asOperand(builder, `${layer.name}.${label}`, {shape, data: constant});
  return {value: builder.binary('add', moving.value, operand), sign};
}
