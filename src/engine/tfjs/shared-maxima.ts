import type {Operation, Program} from '../../program/program.js';

type MaxPoolTranspose = Operation & {readonly op: 'maxPoolTranspose'};

/** Equal for operations that hand relevance to the same cells, whatever relevance it is. */
export function maximaKey({x, y, ties, geometry}: MaxPoolTranspose): string {
  return JSON.stringify([x, y, ties, geometry]);
}

/** The keys of maxima that more than one step of a program reads, as those of several plans do. */
export function sharedMaxima(program: Program): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const {operation} of program.steps) {
    if (operation.op === 'maxPoolTranspose') {
      const key = maximaKey(operation);
      (seen.has(key) ? shared : seen).add(key);
    }
  }
  return shared;
}
