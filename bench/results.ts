import type {MemoryRow} from './measure/memory.js';
import type {Row} from './measure/cell.js';
import type {TorchVersions} from './torch/torch-side.js';

/** What the measurements were made with. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  readonly onnxruntime: string;
  readonly tfjs: string;
  /** Null where there is none; `why` says so. */
  readonly torch: TorchVersions | null;
}

/** Milliseconds of one run in onnxruntime's nodes, by kind of work. */
export interface ProfileSums {
  readonly network: string;
  readonly preset: string;
  readonly total: number;
  readonly works: readonly (readonly [work: string, time: number])[];
  readonly operations: readonly (readonly [operation: string, time: number])[];
}

/** From the start of a process until it could explain: importing the library and its engine. */
export interface StartTimes {
  readonly own: number;
  readonly zennit: number | null;
}

/** A run of the benchmark: what docs/performance.md is made from. */
export interface Results {
  readonly version: 1;
  /** As typed. */
  readonly command: string;
  /** ISO 8601, the day. */
  readonly date: string;
  /** Seconds the whole run took. */
  readonly seconds: number;
  readonly machine: Machine;
  readonly rows: readonly Row[];
  readonly memory: readonly MemoryRow[];
  readonly profiles: readonly ProfileSums[];
  readonly start: StartTimes | null;
  /** What could not be measured here, and why. */
  readonly skipped: readonly {readonly what: string; readonly why: string}[];
}
