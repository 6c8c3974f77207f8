import type {Rule} from '../rules/rule.js';
import type {InputPart, Term, WeightPart} from '../rules/share.js';
import type {ProgramBuilder} from './builder.js';
import {asOperand, type LinearMap} from './linear-map.js';
import type {Operand, Stabiliser, ValueId} from './program.js';
import {describePart} from './weight-part.js';

/** One linear layer with what it reads: all that its sums W_part·x + b_part need. */
export interface LayerInput {
  readonly name: string;
  readonly map: LinearMap;
  /** Its input, [N,…]. */
  readonly x: ValueId;
  /** True where x can't be negative. */
  readonly xNonNegative: boolean;
  /** True where some rule reads a sum without its bias: then every bias is a step of its own, and the sums are shared. */
  readonly biasApart: boolean;
}

/** One linear layer at work: what is known when its relevance is shared out. */
export interface LinearLayer extends LayerInput {
  readonly rule: Rule;
  /** Its true output W·x + b from the primal pass. */
  readonly z: ValueId;
  /** True where R is known to be zero wherever z ≤ 0, so that no mask is needed. */
  readonly zeroBelow: boolean;
  /** Whether sums are put together from others that are there anyway. */
  readonly optimise: boolean;
  /** Bounds of x for zB, one a channel (or one for all), shaped to broadcast to x. */
  readonly bounds: {readonly low: Bound; readonly high: Bound} | null;
}

export interface Bound {
  readonly shape: readonly number[];
  readonly data: Float32Array;
  readonly at: (channel: number) => number;
}

/** The stabiliser a rule asks for. */
export function stabiliserOf(rule: Rule): Stabiliser {
  if (rule.kind === 'epsilon') {
    return rule.unit === 'rms'
      ? {unit: 'rms', factor: rule.epsilon}
      : {unit: 'absolute', epsilon: rule.epsilon};
  }
  return {unit: 'absolute', epsilon: 'stabiliser' in rule ? rule.stabiliser : 0};
}

/** Drops terms on the negative part of an input that has none; on such an input x⁺ is x itself. */
export function simplify(terms: readonly Term[], xNonNegative: boolean): readonly Term[] {
  if (!xNonNegative) return terms;
  return terms
    .filter(term => term.input !== 'x⁻')
    .map(term => (term.input === 'x⁺' ? {...term, input: 'x' as const} : term));
}

/** A bound of a layer's input as a constant. */
export function boundOperand(
  builder: ProgramBuilder,
  layer: LinearLayer,
  side: 'low' | 'high',
): Operand {
  const bound = layer.bounds![side];
  return asOperand(builder, `${layer.name}.${side} ${Array.from(bound.data)}`, bound);
}

/** A part of a layer's input that reads the sample, as a value. */
export function movingInput(
  builder: ProgramBuilder,
  {x}: LayerInput,
  part: 'x' | 'x⁺' | 'x⁻',
): ValueId {
  if (part === 'x') return x;
  return builder.unary({name: part === 'x⁺' ? 'positive' : 'negative'}, x);
}

/** A part of a layer's input as a value; null where it is a constant. */
export function inputValue(
  builder: ProgramBuilder,
  layer: LinearLayer,
  part: InputPart,
): ValueId | null {
  switch (part) {
    case 'x':
    case 'x⁺':
    case 'x⁻':
      return movingInput(builder, layer, part);
    case 'x−low':
    case 'x−high': {
      const side = part === 'x−low' ? 'low' : 'high';
      return builder.binary('subtract', layer.x, boundOperand(builder, layer, side));
    }
    case '1':
    case 'low':
    case 'high':
      return null;
  }
}

/** W_part·x, plus the part of the bias where one is named. Null where the weight's part is zero throughout. */
export function weightedSum(
  builder: ProgramBuilder,
  layer: LayerInput,
  x: ValueId,
  part: WeightPart,
  biasPart: WeightPart | null,
): ValueId | null {
  const {map, name, biasApart} = layer;
  const bias = biasPart === null ? null : map.bias(biasPart);
  if (!biasApart || bias === null) return map.forward(builder, x, part, biasPart);
  const product = map.forward(builder, x, part, null);
  if (product === null) return null;
  const label = `${name}.bias map ${describePart(biasPart!)}`;
  return builder.binary('add', product, asOperand(builder, label, bias));
}
