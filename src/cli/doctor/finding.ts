import type {EngineName} from '../../engine/engine.js';

/** One thing that may or may not be there. */
export interface Finding {
  readonly what: string;
  readonly works: boolean;
  /** What is known of it, or why it is not there. */
  readonly detail: string;
  /** The command, or what else to do, that adds it; left out where it works or nothing would help. */
  readonly add?: string;
}

/** What was found out about a device. */
export interface DeviceFinding extends Finding {
  readonly engine: EngineName;
  readonly device: string;
  /** Speed of a convolution; null where the device does not work. */
  readonly gflops: number | null;
  /** Whether it computes in float32 or float16; null where the device does not work. */
  readonly bits: 32 | 16 | null;
}
