import type {Tensor} from '../graph/graph.js';
import type {Program} from '../program/program.js';
import type {Precision} from './precision.js';

export type EngineName = 'onnx' | 'tfjs';

/** What a run gives back under one name; sums over a sample come in float64. */
export interface RunOutput {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** A program made ready on a device. Holds device memory until disposed. */
export interface Executable {
  /**
   * Runs the program once.
   *
   * @param inputs By name; [N, …shape] channels first, one N for all.
   * @returns      By output name; [N, …shape], plain numbers owned by the caller.
   */
  run(inputs: ReadonlyMap<string, Tensor>): Promise<ReadonlyMap<string, RunOutput>>;
  dispose(): Promise<void>;
}

/** Something that runs programs: a library with a device. */
export interface Engine {
  readonly name: EngineName;
  /** `cpu`, `wasm`, … */
  readonly device: string;
  readonly precision: Precision;
  prepare(program: Program): Promise<Executable>;
}
