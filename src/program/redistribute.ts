import type {Share} from '../rules/share.js';
import {sharesOf} from '../rules/shares.js';
import type {AccountBook} from './account.js';
import type {ProgramBuilder} from './builder.js';
import {type Denominator, denominatorOf} from './denominator.js';
import {
  boundOperand,
  inputValue,
  type LinearLayer,
  simplify,
  stabiliserOf,
} from './linear-layer.js';
import {asOperand} from './linear-map.js';
import type {Operand, ValueId} from './program.js';
import {describePart} from './weight-part.js';

/** R · [where]. */
function masked(
  builder: ProgramBuilder,
  layer: LinearLayer,
  {where}: Share,
  relevance: ValueId,
): ValueId {
  if (where === 'everywhere' || layer.zeroBelow) return relevance;
  const mask = builder.unary({name: where === 'z > 0' ? 'isPositive' : 'isNegative'}, layer.z);
  return builder.multiply(relevance, mask);
}

/** What a stream hands to the input before it is multiplied with a part of it; null where it is handed on whole. */
interface Part {
  readonly sign: 1 | -1;
  readonly input: ValueId | null;
  readonly value: ValueId;
}

/** s = coefficient · R · [where] / stab(D), and what the stabiliser adds to D. */
function quotient(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
  relevance: ValueId,
  denominator: Denominator,
  overlaps: boolean,
): {s: ValueId; term: () => Operand} {
  const stabiliser = stabiliserOf(layer.rule);
  let r = masked(builder, layer, share, relevance);
  if (share.coefficient !== 1) r = builder.binary('multiply', r, builder.scalar(share.coefficient));
  if ('value' in denominator) {
    const {value, sign} = denominator;
    return {
      s: builder.quotient(r, value, stabiliser, sign),
      term: () =>
        sign === 'either' || stabiliser.unit === 'rms'
          ? {value: builder.stabiliserTerm(value, stabiliser, sign)}
          : builder.scalar(sign === 'positive' ? stabiliser.epsilon : -stabiliser.epsilon),
    };
  }
  const epsilon = stabiliser.unit === 'absolute' ? stabiliser.epsilon : 0;
  const {constant, shape} = denominator;
  const label = `${layer.name}.${denominator.label} ${epsilon}`;
  const inverse = asOperand(builder, `${label} inverse`, {
    shape,
    data: constant.map(d => 1 / (d + (d < 0 ? -epsilon : epsilon))),
  });
  return {
    s: builder.binary('multiply', r, inverse),
    term: () =>
      asOperand(builder, `${label} term${overlaps ? ' but at 0' : ''}`, {
        shape,
        data: constant.map(d => (d < 0 ? -epsilon : overlaps && d === 0 ? 0 : epsilon)),
      }),
  };
}

/** Σ_terms sign · input ⊙ Wᵀ_part·s, summand by summand. */
function distribute(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
  s: ValueId,
): readonly Part[] {
  return simplify(share.terms, layer.xNonNegative).flatMap(
    ({sign, input: part, weight}): Part[] => {
      const back = layer.map.backward(builder, s, weight);
      if (back === null) return [];
      const input = inputValue(builder, layer, part);
      if (input !== null) return [{sign, input, value: back}];
      const value = toInputShape(builder, layer, back);
      if (part !== 'low' && part !== 'high') return [{sign, input: null, value}];
      const bound = boundOperand(builder, layer, part);
      return [{sign, input: null, value: builder.binary('multiply', value, bound)}];
    },
  );
}

/** Sums what all streams hand on; what goes with one part of the input is added up before it is multiplied. */
function gather(builder: ProgramBuilder, parts: readonly Part[]): ValueId | null {
  const inputs = [...new Set(parts.map(({input}) => input))];
  const sums = inputs.map(input => {
    const sum = builder.signedSum(parts.filter(part => part.input === input))!;
    return input === null ? sum : builder.multiply(input, sum);
  });
  return builder.addAll(sums);
}

/** Repeats a one-channel result over all channels of the input. */
function toInputShape(builder: ProgramBuilder, layer: LinearLayer, value: ValueId): ValueId {
  const shape = builder.shapeOf(layer.x);
  if (builder.shapeOf(value).join() === shape.join()) return value;
  const ones = asOperand(builder, `ones ${shape[0]}×1×1`, {
    shape: [shape[0]!, 1, 1],
    data: new Float32Array(shape[0]!).fill(1),
  });
  return builder.binary('multiply', value, ones, shape);
}

/** Hands the bias's share s·B on evenly over the connections of each neuron (Bach et al. 2015). */
function spreadBias(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
  s: ValueId,
): ValueId {
  const bias = layer.map.bias(share.bias!)!;
  const count = layer.map.flat({part: '1'}, () => 1);
  const area = count.data.length / bias.data.length;
  const data = count.data.map((connections, index) =>
    connections === 0 ? 0 : bias.data[Math.floor(index / area)]! / connections,
  );
  const each = asOperand(
    builder,
    `${layer.name}.bias ${describePart(share.bias!)} per connection`,
    {shape: count.shape, data},
  );
  return toInputShape(
    builder,
    layer,
    layer.map.backward(builder, builder.binary('multiply', s, each), {part: '1'})!,
  );
}

/** The bias of neurons that see nothing but padding, shaped as the output: nobody is there to take it. Null of none. */
function unspreadBias(
  layer: LinearLayer,
  share: Share,
): {readonly shape: readonly number[]; readonly data: Float32Array} | null {
  const bias = layer.map.bias(share.bias!)!;
  const {shape, data: counts} = layer.map.flat({part: '1'}, () => 1);
  if (!counts.includes(0)) return null;
  const area = counts.length / bias.data.length;
  const data = counts.map((connections, index) =>
    connections === 0 ? bias.data[Math.floor(index / area)]! : 0,
  );
  return {shape, data};
}

/** One stream of a rule, with its entries in the layer's account. */
function shareOut(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
  relevance: ValueId,
  overlaps: boolean,
  book: AccountBook,
): readonly Part[] {
  const denominator = denominatorOf(builder, layer, share);
  if (denominator === null) {
    const cause = overlaps ? 'gain' : 'stabiliser';
    book.book(
      cause,
      () => builder.sum(masked(builder, layer, share, relevance)),
      share.coefficient,
    );
    return [];
  }
  const {s, term} = quotient(builder, layer, share, relevance, denominator, overlaps);
  const bias = share.bias === null ? null : layer.map.bias(share.bias);
  const isSpread = 'bias' in layer.rule && layer.rule.bias === 'spread';
  const kept = bias !== null && isSpread ? unspreadBias(layer, share) : bias;
  if (kept !== null) {
    const label = `${layer.name}.bias ${isSpread ? 'on padding' : 'map'} ${describePart(share.bias!)}`;
    book.book('bias', () => builder.dot(s, asOperand(builder, label, kept)));
  }
  if (overlaps && 'value' in denominator) {
    // A neuron with contributions of one sign only has D = 0 in αβ: that is the rule's doing, not the stabiliser's.
    const oneSided = () => builder.multiply(s, builder.unary({name: 'isZero'}, denominator.value));
    book.book('gain', () => builder.dot(oneSided(), term()));
    book.book('stabiliser', () => builder.dot(oneSided(), term()), -1);
  }
  book.book('stabiliser', () => builder.dot(s, term()));
  const handed = distribute(builder, layer, share, s);
  if (bias === null || !isSpread) return handed;
  return [...handed, {sign: 1, input: null, value: spreadBias(builder, layer, share, s)}];
}

/** Books the relevance of neurons that no share speaks of: for gamma those with z = 0. */
function bookUnreached(
  builder: ProgramBuilder,
  layer: LinearLayer,
  shares: readonly Share[],
  relevance: ValueId,
  book: AccountBook,
): void {
  const reached = new Set(shares.map(({where}) => where));
  if (shares.length === 0 || reached.has('everywhere')) return;
  const left = [
    ...(reached.has('z > 0') ? [] : ['isPositive' as const]),
    ...(layer.zeroBelow ? [] : ['isZero' as const]),
    ...(layer.zeroBelow || reached.has('z < 0') ? [] : ['isNegative' as const]),
  ];
  for (const name of left)
    book.book('masked', () => builder.dot(relevance, {value: builder.unary({name}, layer.z)}));
}

/**
 * Shares out the relevance at a linear layer's output by its rule and returns what its input receives,
 * shaped as the input. Books what the bias, the stabiliser, the rule and masks keep.
 */
export function redistribute(
  builder: ProgramBuilder,
  layer: LinearLayer,
  relevance: ValueId,
  book: AccountBook,
): ValueId {
  const {rule, map} = layer;
  if (rule.kind === 'pass') return relevance;
  if (rule.kind === 'gradient') {
    book.gainIsRest = true;
    return map.backward(builder, relevance, {part: 'w'})!;
  }
  const all = sharesOf(rule);
  const shares = all.filter(share => share.where !== 'z < 0' || !layer.zeroBelow);
  const overlaps = all.length > 1 && all.some(({where}) => where === 'everywhere');
  const parts = shares.flatMap(share => shareOut(builder, layer, share, relevance, overlaps, book));
  bookUnreached(builder, layer, shares, relevance, book);
  // What a rule of one's own conserves is its own affair.
  if (rule.kind === 'custom') book.gainIsRest = true;
  if (rule.kind === 'alphabeta') {
    const kept = 1 - (rule.alpha - rule.beta);
    if (Math.abs(kept) > 1e-12) book.book('gain', () => builder.sum(relevance), kept);
  }
  const sum = gather(builder, parts);
  if (sum !== null) return sum;
  // Nothing is handed on: zeros, one for each target as everything that is handed on.
  return map.backward(builder, builder.binary('multiply', relevance, builder.scalar(0)), {
    part: 'w',
  })!;
}
