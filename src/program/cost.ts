import {sizeOf} from '../graph/graph.js';
import type {ConstantId, Program, Step} from './program.js';

/** Multiply-adds of a step for one sample; only convolutions, dense layers and products of matrices count. */
function multiplyAdds(
  step: Step,
  shapes: ReadonlyMap<number, readonly number[]>,
  weights: ReadonlyMap<ConstantId, readonly number[]>,
): number {
  const {operation} = step;
  switch (operation.op) {
    case 'conv':
      return (sizeOf(step.shape) / step.shape[0]!) * sizeOf(weights.get(operation.weight)!);
    case 'convTranspose': {
      const shape = shapes.get(operation.x)!;
      return (sizeOf(shape) / shape[0]!) * sizeOf(weights.get(operation.weight)!);
    }
    case 'dense': {
      const shape = shapes.get(operation.x)!;
      return (sizeOf(shape) / shape[shape.length - 1]!) * sizeOf(weights.get(operation.weight)!);
    }
    case 'matmul': {
      const shape = shapes.get(operation.a)!;
      return sizeOf(step.shape) * shape.at(operation.transposeA ? -2 : -1)!;
    }
    default:
      return 0;
  }
}

/** Multiply-adds of a whole program for one sample with all its targets. */
export function programCost(program: Program): number {
  const shapes = new Map<number, readonly number[]>(
    [...program.inputs, ...program.steps].map(({id, shape}) => [id, shape]),
  );
  const weights = new Map(program.constants.map(({id, shape}) => [id, shape]));
  return program.steps.reduce((sum, step) => {
    const times = step.rows === 'targets' ? program.targets : 1;
    return sum + times * multiplyAdds(step, shapes, weights);
  }, 0);
}

/**
 * The cost of explaining one sample in forward passes F of the whole network, primal pass included: for
 * all plans and targets of the program together; 0 for a network without weights.
 */
export function costInForwardPasses(program: Program, forward: Program): number {
  const whole = programCost(forward);
  return whole === 0 ? 0 : programCost(program) / whole;
}
