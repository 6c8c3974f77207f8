import type {MatMulNode} from '../graph/graph.js';
import type {ProgramBuilder} from './builder.js';
import type {ValueId} from './program.js';

/** O = scale · a·b. */
export function product(
  builder: ProgramBuilder,
  {transposeB, scale}: MatMulNode,
  a: ValueId,
  b: ValueId,
): ValueId {
  return builder.times(builder.matmul(a, b, {transposeB}), scale);
}

/** What a numeric weight s on the outputs makes of each factor's weight: scale·s·bᵀ for a, scale·aᵀ·s for b. */
export function productTransposes(
  builder: ProgramBuilder,
  {transposeB, scale}: MatMulNode,
  a: ValueId,
  b: ValueId,
  s: ValueId,
): readonly [ValueId, ValueId] {
  const scaled = builder.times(s, scale);
  return [
    builder.matmul(scaled, b, {transposeB: !transposeB}),
    transposeB
      ? builder.matmul(scaled, a, {transposeA: true})
      : builder.matmul(a, scaled, {transposeA: true}),
  ];
}
