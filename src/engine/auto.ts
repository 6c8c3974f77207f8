import {LrpError} from '../errors/lrp-error.js';
import type {Engine, EngineName} from './engine.js';
import {largeProbe, smallProbe, timeProbe} from './probe.js';

/**
 * Devices that `auto` tries, those first that are likely to be fastest. Core ML is not among them: it computes
 * in float16, and asking for speed should not change what a plan means.
 */
export const autoCandidates: Readonly<Record<EngineName, readonly string[]>> = {
  onnx: ['cuda', 'dml', 'webgpu', 'cpu'],
  tfjs: ['node-gpu', 'node', 'webgpu', 'wasm'],
};

/** A device whose small convolution takes this many times as long as another's is out of the race. */
const hopeless = 8;

export interface FastestOptions {
  /** In order. @default autoCandidates of the engine */
  readonly candidates?: readonly string[];
  /** Seconds of a convolution, for tests. @default timeProbe */
  readonly measure?: typeof timeProbe;
}

interface Entrant {
  readonly engine: Engine;
  /** Seconds. */
  readonly small: number;
}

/**
 * Opens the fastest device that works, by a convolution of 231 million operations. A fixed order would take
 * WebGPU on a software adapter, which is slower than the CPU, for a GPU. Where one device works, which is the
 * rule on machines without a GPU, nothing but a small convolution is run.
 *
 * @throws LrpError `engine/missing` where no device works.
 */
export async function openFastest(
  name: EngineName,
  open: (device: string) => Promise<Engine>,
  {candidates = autoCandidates[name], measure = timeProbe}: FastestOptions = {},
): Promise<Engine> {
  const entrants: Entrant[] = [];
  const reasons: string[] = [];
  for (const device of candidates) {
    try {
      const engine = await open(device);
      entrants.push({engine, small: await measure(engine, smallProbe, 2)});
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (entrants.length === 0) {
    throw new LrpError(
      'engine/missing',
      `engine ${name}, device auto: no device works: ${reasons.join('; ')}`,
    );
  }
  const least = Math.min(...entrants.map(({small}) => small));
  const race = entrants.filter(({small}) => small <= hopeless * least);
  if (race.length === 1) return race[0]!.engine;
  let best: {engine: Engine; seconds: number} | null = null;
  for (const {engine} of race) {
    const seconds = await measure(engine, largeProbe, 2);
    if (best === null || seconds < best.seconds) best = {engine, seconds};
  }
  return best!.engine;
}
