import {type Share, sharesOf} from '../rules/shares.js';
import type {AccountBook} from './account.js';
import type {ProgramBuilder} from './builder.js';
import {type Denominator, denominatorOf} from './denominator.js';
import {inputValue, type LinearLayer, simplify, stabiliserOf} from './linear-layer.js';
import {asOperand} from './linear-map.js';
import type {Operand, ValueId} from './program.js';
import {describePart} from './weight-part.js';

/** s = coefficient · R · [where] / stab(D), and what the stabiliser adds to D. */
function quotient(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
  relevance: ValueId,
  denominator: Denominator,
): {s: ValueId; term: () => Operand} {
  const stabiliser = stabiliserOf(layer.rule);
  let r = relevance;
  if (share.where !== 'everywhere' && !layer.zeroBelow) {
    r = builder.multiply(
      r,
      builder.unary({name: share.where === 'z > 0' ? 'isPositive' : 'isNegative'}, layer.z),
    );
  }
  if (share.coefficient !== 1) r = builder.binary('multiply', r, builder.scalar(share.coefficient));
  if ('value' in denominator) {
    return {
      s: builder.quotient(r, denominator.value, stabiliser),
      term: () => ({value: builder.stabiliserTerm(denominator.value, stabiliser)}),
    };
  }
  const epsilon = stabiliser.unit === 'absolute' ? stabiliser.epsilon : 0;
  const label = `${layer.name}.${describePart(share.terms[0]!.weight)} ${describeBias(share)} ${epsilon}`;
  const {constant, shape} = denominator;
  const inverse = asOperand(builder, `${label} inverse`, {
    shape,
    data: constant.map(d => 1 / (d + (d < 0 ? -epsilon : epsilon))),
  });
  return {
    s: builder.binary('multiply', r, inverse),
    term: () =>
      asOperand(builder, `${label} term`, {
        shape,
        data: constant.map(d => (d < 0 ? -epsilon : epsilon)),
      }),
  };
}

function describeBias(share: Share): string {
  return share.bias === null ? '' : describePart(share.bias);
}

/** Σ_terms sign · input ⊙ Wᵀ_part·s. */
function distribute(
  builder: ProgramBuilder,
  layer: LinearLayer,
  share: Share,
  s: ValueId,
): ValueId | null {
  const values = simplify(share.terms, layer.xNonNegative).flatMap(term => {
    const back = layer.map.backward(builder, s, term.weight);
    if (back === null) return [];
    const input = inputValue(builder, layer, term.input);
    if (input === null) return [toInputShape(builder, layer, back)];
    return [builder.multiply(input, back)];
  });
  return builder.addAll(values);
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
  book: AccountBook,
): readonly ValueId[] {
  const denominator = denominatorOf(builder, layer, share);
  if (denominator === null) {
    book.book('gain', () => builder.sum(relevance), share.coefficient);
    return [];
  }
  const {s, term} = quotient(builder, layer, share, relevance, denominator);
  const bias = share.bias === null ? null : layer.map.bias(share.bias);
  const isSpread = 'bias' in layer.rule && layer.rule.bias === 'spread';
  const kept = bias !== null && isSpread ? unspreadBias(layer, share) : bias;
  if (kept !== null) {
    const label = `${layer.name}.bias ${isSpread ? 'on padding' : 'map'} ${describePart(share.bias!)}`;
    book.book('bias', () => builder.dot(s, asOperand(builder, label, kept)));
  }
  const {rule} = layer;
  if (rule.kind === 'alphabeta' && rule.beta !== 0 && 'value' in denominator) {
    // A neuron with contributions of one sign only has D = 0 here: that is the rule's doing, not the stabiliser's.
    const oneSided = () => builder.multiply(s, builder.unary({name: 'isZero'}, denominator.value));
    book.book('gain', () => builder.dot(oneSided(), term()));
    book.book('stabiliser', () => builder.dot(oneSided(), term()), -1);
  }
  book.book('stabiliser', () => builder.dot(s, term()));
  const handed = distribute(builder, layer, share, s);
  return [
    ...(handed === null ? [] : [handed]),
    ...(bias !== null && isSpread ? [spreadBias(builder, layer, share, s)] : []),
  ];
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
  const shares = sharesOf(rule).filter(share => share.where !== 'z < 0' || !layer.zeroBelow);
  const values = shares.flatMap(share => shareOut(builder, layer, share, relevance, book));
  if (rule.kind === 'gamma' && !layer.zeroBelow) {
    book.book('masked', () =>
      builder.dot(relevance, {value: builder.unary({name: 'isZero'}, layer.z)}),
    );
  }
  if (rule.kind === 'alphabeta') {
    const kept = 1 - (rule.alpha - rule.beta);
    if (Math.abs(kept) > 1e-12) book.book('gain', () => builder.sum(relevance), kept);
  }
  const sum = builder.addAll(values);
  if (sum !== null) return sum;
  return builder.binary('multiply', layer.x, builder.scalar(0));
}
