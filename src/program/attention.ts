import type {LayerNormNode, MatMulNode, MultiplyNode, SoftmaxNode} from '../graph/graph.js';
import type {AccountBook} from './account.js';
import type {Layer} from './backward.js';
import type {ProgramBuilder} from './builder.js';
import {centred, inverseDeviation, layerNormConstant, normalised, scaledBy} from './layer-norm.js';
import {stabiliserOf} from './linear-layer.js';
import {productTransposes} from './product.js';
import type {ValueId} from './program.js';

/**
 * O = a·b: each factor receives half of the relevance, in proportion to its products: with s = R / (2·stab(O)),
 * R_a = a ⊙ (s·bᵀ) and R_b = b ⊙ (aᵀ·s). Under `gradient`, r·bᵀ and aᵀ·r.
 *
 * @see Achtibat et al. 2024, proposition 3.3.
 */
export function matMulBackward(
  builder: ProgramBuilder,
  {node, rule, inputs, output}: Layer<MatMulNode>,
  r: ValueId,
  book: AccountBook,
): readonly ValueId[] {
  const [a, b] = inputs as readonly [ValueId, ValueId];
  if (rule.kind === 'gradient') {
    book.gainIsRest = true;
    return productTransposes(builder, node, a, b, r);
  }
  const stabiliser = stabiliserOf(rule);
  const s = builder.quotient(r, output, stabiliser);
  book.book('stabiliser', () =>
    builder.dot(s, {value: builder.stabiliserTerm(output, stabiliser)}),
  );
  const [toA, toB] = productTransposes(builder, node, a, b, builder.times(s, 0.5));
  return [builder.multiply(a, toA), builder.multiply(b, toB)];
}

/**
 * Softmax expanded where it stands: R_i = x_i·(R_i − s_i·Σ_j R_j). Its constant term
 * Σ_j R_j·(1 − x_j + Σ_i x_i·s_i) is a bias and kept. Under `gradient`, s_i·(r_i − Σ_j s_j·r_j).
 *
 * @see Achtibat et al. 2024, proposition 3.1.
 */
export function softmaxBackward(
  builder: ProgramBuilder,
  {rule, inputs, output: s}: Layer<SoftmaxNode>,
  r: ValueId,
  book: AccountBook,
): ValueId {
  const x = inputs[0]!;
  if (rule.kind === 'pass') return r;
  const less = (value: ValueId, by: ValueId): ValueId =>
    builder.binary('subtract', value, {value: by});
  if (rule.kind === 'gradient') {
    book.gainIsRest = true;
    const weighted = builder.multiply(r, s);
    return less(weighted, builder.multiply(builder.rowSum(weighted), s));
  }
  book.book('bias', () => builder.sum(r));
  book.book('bias', () => builder.dot(r, {value: x}), -1);
  book.book('bias', () => builder.dot(r, {value: builder.rowSum(builder.multiply(x, s))}));
  return builder.multiply(less(r, builder.multiply(builder.rowSum(r), s)), x);
}

/**
 * Layer norm and RMSNorm. `pass` hands relevance on as it is. `epsilon` and `zero` hold 1/√(σ² + ε) constant, so
 * that the layer is linear: its connections are scale_j·(δ_ij − 1/F)/√(σ² + ε), or without the 1/F in
 * RMSNorm, and the shift is its bias. Under `gradient`, with g = scale·r,
 * (g − mean g − x̂·mean(g·x̂))/√(σ² + ε), without mean g in RMSNorm.
 *
 * @see Achtibat et al. 2024, proposition 3.4 (pass); Ali et al. 2022, the LN-rule (epsilon).
 */
export function layerNormBackward(
  builder: ProgramBuilder,
  {node, rule, inputs, output}: Layer<LayerNormNode>,
  r: ValueId,
  book: AccountBook,
): ValueId {
  if (rule.kind === 'pass') return r;
  const x = inputs[0]!;
  const inverse = inverseDeviation(builder, node, centred(builder, node, x));
  const hat = normalised(builder, node, x);
  const throughScale = (value: ValueId): ValueId => scaledBy(builder, node, value);
  if (rule.kind === 'gradient') {
    book.gainIsRest = true;
    const g = throughScale(r);
    const along = builder.multiply(hat, builder.rowMean(builder.multiply(g, hat)));
    const rest = builder.binary('subtract', centred(builder, node, g), {value: along});
    return builder.multiply(rest, inverse);
  }
  const policy = 'bias' in rule ? rule.bias : 'include';
  const shift = layerNormConstant(builder, node, 'shift');
  const d = policy === 'drop' ? throughScale(hat) : output;
  const stabiliser = stabiliserOf(rule);
  const s = builder.quotient(r, d, stabiliser);
  book.book('stabiliser', () => builder.dot(s, {value: builder.stabiliserTerm(d, stabiliser)}));
  const back = builder.multiply(centred(builder, node, throughScale(s)), inverse);
  const handed = builder.multiply(back, x);
  if (shift === null || policy === 'drop') return handed;
  if (policy === 'include') {
    book.book('bias', () => builder.dot(s, shift));
    return handed;
  }
  const shares = builder.binary('multiply', s, shift);
  // Spread: evenly over the neuron's connections, which are all of its row, or one in RMSNorm.
  return builder.add(handed, node.centre ? builder.rowMean(shares) : shares);
}

/**
 * y = a ⊙ b: each factor receives half. Under `gradient`, r ⊙ b and r ⊙ a.
 *
 * @see Achtibat et al. 2024, proposition 3.2.
 */
export function multiplyBackward(
  builder: ProgramBuilder,
  {rule, inputs}: Layer<MultiplyNode>,
  r: ValueId,
  book: AccountBook,
): readonly ValueId[] {
  const [a, b] = inputs as readonly [ValueId, ValueId];
  if (rule.kind === 'gradient') {
    book.gainIsRest = true;
    return [builder.multiply(r, b), builder.multiply(r, a)];
  }
  const half = builder.times(r, 0.5);
  return [half, half];
}
