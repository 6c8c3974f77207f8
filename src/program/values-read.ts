import type {Operand, Operation, ValueId} from './program.js';

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
    case 'topClass':
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
