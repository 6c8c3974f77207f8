import type {Engine, RunOutput} from '../../src/engine/engine.js';
import type {OpCase} from './op-cases.js';
import {type Reference, runReference} from './op-reference.js';

/** Runs a program once on an engine and frees it. */
export async function runOnce(
  engine: Engine,
  {program, inputs}: OpCase,
): Promise<ReadonlyMap<string, RunOutput>> {
  const executable = await engine.prepare(program);
  try {
    return await executable.run(inputs);
  } finally {
    await executable.dispose();
  }
}

/**
 * Says where an engine's numbers differ from the reference, or null where they agree.
 *
 * @param tolerance Largest error allowed, as a share of the largest number of the tensor.
 */
export function firstDifference(
  actual: ReadonlyMap<string, RunOutput>,
  expected: ReadonlyMap<string, Reference>,
  tolerance: number,
): string | null {
  for (const [name, reference] of expected) {
    const tensor = actual.get(name);
    if (tensor === undefined) {
      return `output "${name}" is missing`;
    }
    if (tensor.shape.join() !== reference.shape.join()) {
      return `output "${name}": shape [${tensor.shape.join()}], expected [${reference.shape.join()}]`;
    }
    const scale = reference.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [position, value] of reference.data.entries()) {
      const got = tensor.data[position] ?? Number.NaN;
      if (!(Math.abs(got - value) <= tolerance * scale)) {
        return `output "${name}"[${position}]: got ${got}, expected ${value}`;
      }
    }
  }
  return null;
}

/** The difference between an engine and the float64 reference on one case; null where they agree. */
export async function differenceFromReference(
  engine: Engine,
  opCase: OpCase,
  tolerance = 1e-5,
): Promise<string | null> {
  const actual = await runOnce(engine, opCase);
  return firstDifference(actual, runReference(opCase.program, opCase.inputs), tolerance);
}
