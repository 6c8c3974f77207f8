import type {Operand, Operation, Program, ValueId} from '../../program/program.js';

function valuesOf(operands: readonly Operand[]): ValueId[] {
  return operands.flatMap(operand => ('value' in operand ? [operand.value] : []));
}

/** The values an operation reads. */
export function valuesRead(operation: Operation): ValueId[] {
  switch (operation.op) {
    case 'conv':
    case 'convTranspose':
    case 'dense':
    case 'sumPool':
    case 'sumPoolTranspose':
    case 'maxPool':
    case 'unary':
    case 'reshape':
    case 'transpose':
    case 'pad':
    case 'slice':
    case 'sum':
      return [operation.x];
    case 'maxPoolTranspose':
      return [operation.x, operation.y, operation.r];
    case 'binary':
      return valuesOf([operation.a, operation.b]);
    case 'quotient':
      return [operation.r, operation.d];
    case 'stabiliserTerm':
      return [operation.d];
    case 'concat':
      return [...operation.xs];
    case 'dot':
      return [operation.a, ...valuesOf([operation.b])];
  }
}

/**
 * Says after which step each value can be freed.
 *
 * @returns By the index of the step: the values that neither a later step nor an output reads. A value
 *          that nothing reads is freed after the step that makes it.
 */
export function lastUses(program: Program): ValueId[][] {
  const last = new Map<ValueId, number>(program.inputs.map(({id}) => [id, 0]));
  program.steps.forEach((step, index) => {
    for (const id of [step.id, ...valuesRead(step.operation)]) {
      last.set(id, index);
    }
  });
  for (const {value} of program.outputs) {
    last.delete(value);
  }
  const freed = program.steps.map((): ValueId[] => []);
  for (const [id, index] of last) {
    freed[index]?.push(id);
  }
  return freed;
}
