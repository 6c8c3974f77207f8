import {ProgramBuilder} from '../program/builder.js';
import type {Program} from '../program/program.js';
import type {Engine} from './engine.js';

/** A convolution C→C, 3×3, on C channels of side×side. */
export interface ProbeSize {
  readonly channels: number;
  readonly side: number;
}

/** Tells whether a device works: 19 million multiply-adds and additions. */
export const smallProbe: ProbeSize = {channels: 32, side: 32};
/** Tells how fast it is, large enough that a GPU can show it: 231 million. */
export const largeProbe: ProbeSize = {channels: 64, side: 56};

/** Every weight: the inner outputs are 9·C·weight. */
const weight = 2 ** -7;

/** Floating-point operations of one run. */
export function probeOperations({channels, side}: ProbeSize): number {
  return 2 * channels ** 2 * 9 * side ** 2;
}

export function probeProgram({channels, side}: ProbeSize): Program {
  const shape = [channels, side, side];
  const builder = new ProgramBuilder();
  const x = builder.input('input', shape);
  const weights = builder.constant('weight', [channels, channels, 3, 3], () =>
    new Float32Array(channels ** 2 * 9).fill(weight),
  );
  const geometry = {stride: [1, 1], dilation: [1, 1], padding: [1, 1, 1, 1], groups: 1} as const;
  builder.output(
    'output',
    builder.step(shape, {op: 'conv', x, weight: weights, bias: null, geometry}),
  );
  return builder.build('probe');
}

/** One sample of ones. */
export function probeInput({
  channels,
  side,
}: ProbeSize): ReadonlyMap<
  string,
  {readonly shape: readonly number[]; readonly data: Float32Array}
> {
  const data = new Float32Array(channels * side ** 2).fill(1);
  return new Map([['input', {shape: [1, channels, side, side], data}]]);
}

/**
 * Runs the probe on an engine and checks what comes out.
 *
 * @param rounds Runs that are timed, after one that is not.
 * @returns      Seconds of the fastest run.
 * @throws Error where the device computes something else.
 */
export async function timeProbe(engine: Engine, size: ProbeSize, rounds: number): Promise<number> {
  const executable = await engine.prepare(probeProgram(size));
  try {
    const input = probeInput(size);
    const first = (await executable.run(input)).get('output')!.data;
    const inner = first[size.side + 1]!;
    const expected = 9 * size.channels * weight;
    if (Math.abs(inner - expected) > 1e-3 * expected)
      throw new Error(`it computes wrongly: a convolution gives ${inner} instead of ${expected}`);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await executable.run(input);
      best = Math.min(best, (performance.now() - started) / 1000);
    }
    return best;
  } finally {
    await executable.dispose();
  }
}
