import type {Digit} from './mnist-package.js';
import {createRandom} from '../../src/data/random.js';

export interface Split {
  readonly train: readonly Digit[];
  readonly validation: readonly Digit[];
  readonly test: readonly Digit[];
}

/** Shuffles every class by the seed and deals it out: a tenth to validation, a fifth to test, the rest to training. */
export function splitDigits(digits: readonly Digit[], seed: number): Split {
  const random = createRandom(seed);
  const train: Digit[] = [];
  const validation: Digit[] = [];
  const test: Digit[] = [];
  for (let label = 0; label < 10; label += 1) {
    const shuffled = random.shuffled(digits.filter(digit => digit.label === label));
    const first = Math.round(shuffled.length * 0.1);
    const second = first + Math.round(shuffled.length * 0.2);
    validation.push(...shuffled.slice(0, first));
    test.push(...shuffled.slice(first, second));
    train.push(...shuffled.slice(second));
  }
  return {train, validation, test};
}
