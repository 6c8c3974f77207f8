import type {Tensor as TfjsTensor} from '@tensorflow/tfjs-core';
import {LrpError} from '../../errors/lrp-error.js';
import type {Shape, Tensor} from '../../graph/graph.js';
import type {ConstantId, Program, Step, ValueId} from '../../program/program.js';
import type {Executable, RunOutput} from '../engine.js';
import {batchOf} from './batch-of.js';
import {uploadConstants} from './constants.js';
import {lastUses} from './last-uses.js';
import {fromChannelsFirst, tensorShape, toChannelsFirst} from './layout.js';
import {onBackend} from './on-backend.js';
import {type Run, rowsIn, runStep} from './run-step.js';
import type {Tfjs, TfjsDevice} from './tfjs.js';

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A program interpreted step by step; its constants stay on the backend until disposed. */
export class TfjsExecutable implements Executable {
  readonly #tf: Tfjs;
  readonly #device: TfjsDevice;
  readonly #program: Program;
  readonly #shapes: ReadonlyMap<ValueId, Shape>;
  readonly #constantShapes: ReadonlyMap<ConstantId, readonly number[]>;
  /** By the index of the step after which a value is not read any more. */
  readonly #lastUses: readonly (readonly ValueId[])[];
  #constants: Map<string, TfjsTensor[]> | null;

  constructor(tf: Tfjs, device: TfjsDevice, program: Program) {
    this.#tf = tf;
    this.#device = device;
    this.#program = program;
    this.#shapes = new Map([...program.inputs, ...program.steps].map(({id, shape}) => [id, shape]));
    this.#constantShapes = new Map(program.constants.map(({id, shape}) => [id, shape]));
    this.#lastUses = lastUses(program);
    this.#constants = onBackend(tf, device, () => uploadConstants(tf, program));
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
    const samples = batchOf(this.#program, inputs);
    // One synchronous stretch, so that runs on two backends cannot mix.
    return onBackend(tf, this.#device, () => {
      const outputs = new Map<string, RunOutput>();
      tf.tidy(() => {
        const values = this.#upload(inputs);
        const run: Run = {
          tf,
          samples,
          targets: this.#program.targets,
          values,
          constants,
          shapes: this.#shapes,
          constantShapes: this.#constantShapes,
          exact: new Map(),
        };
        this.#program.steps.forEach((step, index) => {
          values.set(step.id, this.#runStep(run, step));
          for (const id of this.#lastUses[index] ?? []) {
            values.get(id)?.dispose();
            values.delete(id);
          }
        });
        for (const {name, value, shape, rows} of this.#program.outputs) {
          const exact = run.exact.get(value);
          outputs.set(
            name,
            exact === undefined
              ? this.#download(values.get(value), name, [rowsIn(run, rows), ...shape])
              : {shape: [exact.length], data: exact},
          );
        }
      });
      return outputs;
    });
  }

  async dispose(): Promise<void> {
    if (this.#constants !== null) {
      this.#tf.dispose([...this.#constants.values()].flat());
      this.#constants = null;
    }
  }

  #upload(inputs: ReadonlyMap<string, Tensor>): Map<ValueId, TfjsTensor> {
    const tf = this.#tf;
    return new Map(
      this.#program.inputs.map(({id, name}) => {
        const {data, shape} = inputs.get(name)!;
        const value = tf.tidy(() => fromChannelsFirst(tf, tf.tensor(data, [...shape], 'float32')));
        return [id, value];
      }),
    );
  }

  #runStep(run: Run, step: Step): TfjsTensor {
    const {tf} = run;
    const where = `layer "${step.layer}": ${step.operation.op} on tfjs (${this.#device})`;
    try {
      // The clone shares the numbers; it lets every value be disposed on its own.
      const result = tf.tidy(() => tf.clone(runStep(run, step)));
      const expected = tensorShape(rowsIn(run, step.rows), step.shape);
      if (result.shape.join() !== expected.join()) {
        throw new LrpError(
          'engine/tfjs',
          `gave shape [${result.shape.join(',')}], the program says [${expected.join(',')}]`,
        );
      }
      return result;
    } catch (error) {
      throw new LrpError('engine/tfjs', `${where}: ${messageOf(error)}`, {cause: error});
    }
  }

  #download(value: TfjsTensor | undefined, name: string, shape: number[]): Tensor {
    if (value === undefined) {
      throw new LrpError('engine/tfjs', `output "${name}": no step of the program makes it`);
    }
    // Copied: the cpu backend hands out its own memory.
    const data = Float32Array.from(toChannelsFirst(this.#tf, value).dataSync());
    return {shape, data};
  }
}
