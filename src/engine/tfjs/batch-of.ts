import {LrpError} from '../../errors/lrp-error.js';
import {describeShape, type Shape, type Tensor} from '../../graph/graph.js';
import type {Program} from '../../program/program.js';

function inputError(name: string, message: string): LrpError {
  return new LrpError('engine/input', `input "${name}": ${message}`);
}

function expectedShape(shape: Shape, perSample: number): string {
  return `[${[perSample === 1 ? 'N' : `N·${perSample}`, ...shape].join('×')}]`;
}

/**
 * Checks what is fed to a program against its inputs.
 *
 * @returns N, the number of samples; 1 where the program has no input.
 * @throws LrpError `engine/input` where an input is missing, unknown or of another shape.
 */
export function batchOf(program: Program, inputs: ReadonlyMap<string, Tensor>): number {
  let batch: number | null = null;
  for (const name of inputs.keys()) {
    if (!program.inputs.some(input => input.name === name)) {
      const names = program.inputs.map(input => `"${input.name}"`).join(', ');
      throw inputError(name, `the program has no such input; it has ${names || 'none'}`);
    }
  }
  for (const {name, shape, rows} of program.inputs) {
    const perSample = rows === 'targets' ? program.targets : 1;
    const tensor = inputs.get(name);
    if (tensor === undefined) {
      throw inputError(name, `missing; expected shape ${expectedShape(shape, perSample)}`);
    }
    const [length = 0, ...rest] = tensor.shape;
    if (length < 1 || rest.join() !== shape.join() || tensor.shape.length !== shape.length + 1) {
      const expected = expectedShape(shape, perSample);
      throw inputError(name, `expected ${expected}, got ${describeShape(tensor.shape)}`);
    }
    const size = shape.reduce((product, factor) => product * factor, length);
    if (tensor.data.length !== size) {
      const got = tensor.data.length;
      throw inputError(
        name,
        `expected ${size} numbers for ${describeShape(tensor.shape)}, got ${got}`,
      );
    }
    if (length % perSample !== 0) {
      throw inputError(name, `expected ${perSample} targets for each sample, got ${length} in all`);
    }
    const samples = length / perSample;
    if (batch !== null && batch !== samples) {
      const got = perSample === 1 ? `${samples}` : `${length} rows for ${perSample} targets each`;
      throw inputError(name, `expected ${batch} samples as in the inputs before it, got ${got}`);
    }
    batch = samples;
  }
  return batch ?? 1;
}
