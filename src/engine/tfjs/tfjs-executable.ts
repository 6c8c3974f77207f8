import type {Tensor as TfjsTensor} from '@tensorflow/tfjs-core';
import {LrpError} from '../../errors/lrp-error.js';
import type {Shape, Tensor} from '../../graph/graph.js';
import type {ConstantId, Program, ValueId} from '../../program/program.js';
import type {Executable, RunOutput} from '../engine.js';
import {batchOf} from './batch-of.js';
import {uploadConstants} from './constants.js';
import {lastUses} from './last-uses.js';
import {onBackend} from './on-backend.js';
import {runProgram} from './run-program.js';
import {sharedMaxima} from './shared-maxima.js';
import type {Tfjs} from './tfjs.js';

/** A program interpreted step by step; its constants stay on the backend until disposed. */
export class TfjsExecutable implements Executable {
  readonly #tf: Tfjs;
  readonly #backend: string;
  readonly #program: Program;
  readonly #shapes: ReadonlyMap<ValueId, Shape>;
  readonly #constantShapes: ReadonlyMap<ConstantId, readonly number[]>;
  /** By the index of the step after which a value is not read any more. */
  readonly #lastUses: readonly (readonly ValueId[])[];
  readonly #sharedMaxima: ReadonlySet<string>;
  #constants: Map<string, TfjsTensor[]> | null;
  readonly #running = new Set<Promise<unknown>>();

  constructor(tf: Tfjs, backend: string, program: Program) {
    this.#tf = tf;
    this.#backend = backend;
    this.#program = program;
    this.#shapes = new Map([...program.inputs, ...program.steps].map(({id, shape}) => [id, shape]));
    this.#constantShapes = new Map(program.constants.map(({id, shape}) => [id, shape]));
    this.#lastUses = lastUses(program);
    this.#sharedMaxima = sharedMaxima(program);
    this.#constants = onBackend(tf, backend, () => uploadConstants(tf, program));
  }

  async run(inputs: ReadonlyMap<string, Tensor>): Promise<ReadonlyMap<string, RunOutput>> {
    const tf = this.#tf;
    // The caller may be switching to a backend of their own just now.
    await tf.ready();
    const constants = this.#constants;
    if (constants === null) {
      throw new LrpError(
        'engine/disposed',
        `program "${this.#program.name}" was disposed; prepare it again before running it`,
      );
    }
    const run = {
      tf,
      samples: batchOf(this.#program, inputs),
      targets: this.#program.targets,
      values: new Map(),
      constants,
      shapes: this.#shapes,
      constantShapes: this.#constantShapes,
      exact: new Map(),
      sharedMaxima: this.#sharedMaxima,
      maxima: new Map(),
    };
    const work = {run, backend: this.#backend, program: this.#program, lastUses: this.#lastUses};
    const running = runProgram(work, inputs);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Waits for the runs under way. */
  async dispose(): Promise<void> {
    const constants = this.#constants;
    this.#constants = null;
    await Promise.allSettled(this.#running);
    if (constants !== null) {
      this.#tf.dispose([...constants.values()].flat());
    }
  }
}
