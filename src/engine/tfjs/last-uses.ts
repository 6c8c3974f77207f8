import type {Program, ValueId} from '../../program/program.js';
import {operandsOf} from '../../program/builder.js';

/**
 * Says after which step each value can be freed.
 *
 * @returns By the index of the step: the values that neither a later step nor an output reads. A value
 *          that nothing reads is freed after the step that makes it.
 */
export function lastUses(program: Program): ValueId[][] {
  const last = new Map<ValueId, number>(program.inputs.map(({id}) => [id, 0]));
  program.steps.forEach((step, index) => {
    for (const id of [step.id, ...operandsOf(step.operation).values]) {
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
