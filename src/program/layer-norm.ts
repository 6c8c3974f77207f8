import type {LayerNormNode} from '../graph/graph.js';
import type {ProgramBuilder} from './builder.js';
import type {Operand, ValueId} from './program.js';

/** x less its mean over the last axis; x itself in RMSNorm. Also its own transpose. */
export function centred(builder: ProgramBuilder, {centre}: LayerNormNode, x: ValueId): ValueId {
  return centre ? builder.binary('subtract', x, {value: builder.rowMean(x)}) : x;
}

/** 1/√(σ² + ε), at every place, of x centred. */
export function inverseDeviation(
  builder: ProgramBuilder,
  {epsilon}: LayerNormNode,
  deviations: ValueId,
): ValueId {
  const variance = builder.rowMean(builder.multiply(deviations, deviations));
  return builder.unary({name: 'inverseRoot', epsilon}, variance);
}

/** Scale or shift of a layer norm [F]; null where it has none. */
export function layerNormConstant(
  builder: ProgramBuilder,
  node: LayerNormNode,
  what: 'scale' | 'shift',
): Operand | null {
  const tensor = node[what];
  if (tensor === null) return null;
  const shape = [...node.shape.slice(1).map(() => 1), tensor.data.length];
  return {constant: builder.constant(`${node.name}.${what}`, shape, () => tensor.data)};
}

/** x̂·scale, or x·scale: all that stands before the shift. */
export function scaledBy(
  builder: ProgramBuilder,
  node: LayerNormNode,
  normalised: ValueId,
): ValueId {
  const scale = layerNormConstant(builder, node, 'scale');
  return scale === null ? normalised : builder.binary('multiply', normalised, scale);
}

/** x̂ = (x − μ)/√(σ² + ε). */
export function normalised(builder: ProgramBuilder, node: LayerNormNode, x: ValueId): ValueId {
  const deviations = centred(builder, node, x);
  return builder.multiply(deviations, inverseDeviation(builder, node, deviations));
}

/** y = scale·x̂ + shift. */
export function layerNormOutput(builder: ProgramBuilder, node: LayerNormNode, x: ValueId): ValueId {
  const scaled = scaledBy(builder, node, normalised(builder, node, x));
  const shift = layerNormConstant(builder, node, 'shift');
  return shift === null ? scaled : builder.binary('add', scaled, shift);
}
