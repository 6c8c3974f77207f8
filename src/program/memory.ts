import {sizeOf} from '../graph/graph.js';
import type {Program, ValueId} from './program.js';
import {operandsOf} from './builder.js';

/** What a program holds while it runs, in bytes; estimates. */
export interface ProgramMemory {
  /** Weights and what is made from them, once for each form that steps read them in. */
  readonly constants: number;
  /** For each sample with all its targets: the most that is alive at one step, inputs and outputs included. */
  readonly perSample: number;
}

/** Bytes of the constants: a weight read by a step and by its transpose is held in two forms. */
function constantBytes({constants, steps}: Program): number {
  const sizes = new Map(constants.map(({id, shape}) => [id, 4 * sizeOf(shape)]));
  const forms = new Set<string>();
  for (const {operation} of steps) {
    const {op} = operation;
    if (op === 'conv' || op === 'convTranspose') forms.add(`${operation.weight} ${op}`);
    else if (op === 'dense') forms.add(`${operation.weight} dense ${operation.transposed}`);
  }
  const weights = new Set([...forms].map(form => Number(form.split(' ')[0])));
  const others = constants.filter(({id}) => !weights.has(id));
  const bytesOf = (id: number): number => sizes.get(id as never) ?? 0;
  return (
    [...forms].reduce((sum, form) => sum + bytesOf(Number(form.split(' ')[0])), 0) +
    others.reduce((sum, {id}) => sum + bytesOf(id), 0)
  );
}

/** The value whose memory each value stands in: reshapes move nothing. */
function owners(program: Program): (id: ValueId) => ValueId {
  const owner = new Map<ValueId, ValueId>();
  const of = (id: ValueId): ValueId => owner.get(id) ?? id;
  for (const {id, operation} of program.steps)
    if (operation.op === 'reshape') owner.set(id, of(operation.x));
  return of;
}

/**
 * Estimates the memory of a program from the lifetimes of its values: each is alive from the step that makes
 * it to the last that reads it, inputs and outputs throughout. What an engine needs inside one step is not
 * counted.
 */
export function programMemory(program: Program): ProgramMemory {
  const ownerOf = owners(program);
  const rowsOf = (rows: 'samples' | 'targets'): number =>
    rows === 'targets' ? program.targets : 1;
  const bytes = new Map<ValueId, number>();
  const last = new Map<ValueId, number>();
  for (const {id, shape, rows} of program.inputs) {
    bytes.set(id, 4 * rowsOf(rows) * sizeOf(shape));
    last.set(id, program.steps.length);
  }
  program.steps.forEach(({id, shape, rows, operation}, index) => {
    const isSum = operation.op === 'sum' || operation.op === 'dot';
    if (ownerOf(id) === id) bytes.set(id, (isSum ? 8 : 4) * rowsOf(rows) * sizeOf(shape));
    for (const read of [id, ...operandsOf(operation).values]) {
      const owner = ownerOf(read);
      if (last.get(owner) !== program.steps.length) last.set(owner, index);
    }
  });
  for (const {value} of program.outputs) last.set(ownerOf(value), program.steps.length);
  const freed = program.steps.map((): number => 0);
  for (const [id, index] of last) {
    if (index < freed.length) freed[index]! += bytes.get(id) ?? 0;
  }
  let alive = program.inputs.reduce((sum, {id}) => sum + bytes.get(id)!, 0);
  let most = alive;
  program.steps.forEach(({id}, index) => {
    alive += ownerOf(id) === id ? bytes.get(id)! : 0;
    most = Math.max(most, alive);
    alive -= freed[index]!;
  });
  return {constants: constantBytes(program), perSample: most};
}
