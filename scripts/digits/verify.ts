import {type Scorer, toInput} from './measure.js';
import type {Digit} from './mnist-package.js';
import {openScorer} from './score-onnx.js';

/** Throws unless the model file gives the scores that training had, to 1e-4 of the largest. */
export async function verify(
  model: Uint8Array,
  digits: readonly Digit[],
  trained: Scorer,
): Promise<void> {
  const score = await openScorer(model);
  const input = toInput(digits.slice(0, 100));
  const [expected, got] = [await trained(input), await score(input)];
  const scale = Math.max(...expected.map(Math.abs));
  const apart = Math.max(...expected.map((value, index) => Math.abs(value - got[index]!)));
  if (!(apart <= 1e-4 * scale)) {
    throw new Error(`the model file's scores differ by ${apart} from those in training`);
  }
}
