import type {Digit} from './mnist-package.js';

/** How the network judges one digit. */
export interface Judged {
  readonly digit: Digit;
  readonly predicted: number;
  /** Softmax of the predicted class. */
  readonly confidence: number;
}

export interface Measured {
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  readonly judged: readonly Judged[];
  readonly wrong: readonly Judged[];
}

/** Scores [N,10] of pictures [N,784] in 0…1. */
export type Scorer = (pictures: Float32Array) => Float32Array | Promise<Float32Array>;

/** Runs digits as they are, unaugmented, through a network, 100 at a time. */
export async function measure(digits: readonly Digit[], score: Scorer): Promise<Measured> {
  let loss = 0;
  const judged: Judged[] = [];
  for (let start = 0; start < digits.length; start += 100) {
    const part = digits.slice(start, start + 100);
    const logits = await score(toInput(part));
    part.forEach((digit, row) => {
      const probabilities = softmax(logits.subarray(row * 10, (row + 1) * 10));
      const confidence = Math.max(...probabilities);
      loss -= Math.log(Math.max(probabilities[digit.label]!, 1e-30)) / digits.length;
      judged.push({digit, predicted: probabilities.indexOf(confidence), confidence});
    });
  }
  return {loss, judged, wrong: judged.filter(({digit, predicted}) => digit.label !== predicted)};
}

/** Digits as the network's input [N,784], each pixel × 1/255. */
export function toInput(digits: readonly Digit[]): Float32Array {
  const pictures = new Float32Array(digits.length * 784);
  digits.forEach(({pixels}, row) => {
    pictures.set(
      Array.from(pixels, pixel => pixel * (1 / 255)),
      row * 784,
    );
  });
  return pictures;
}

function softmax(logits: Float32Array): readonly number[] {
  const top = Math.max(...logits);
  const powers = Array.from(logits, logit => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map(power => power / sum);
}
