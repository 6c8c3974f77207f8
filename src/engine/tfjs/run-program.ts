import type {Tensor as TfjsTensor} from '@tensorflow/tfjs-core';
import {LrpError} from '../../errors/lrp-error.js';
import type {Tensor} from '../../graph/graph.js';
import type {Program, ProgramOutput, Step, ValueId} from '../../program/program.js';
import type {RunOutput} from '../engine.js';
import {fromChannelsFirst, tensorShape, toChannelsFirst} from './layout.js';
import {tensorsOf} from './max-pool-transpose.js';
import {onBackend} from './on-backend.js';
import type {Reduction} from './reductions.js';
import {type Run, rowsIn, runStep} from './run-step.js';
import {takeNumbers} from './take-numbers.js';
import type {Tfjs} from './tfjs.js';

/** What one run works on. */
export interface Work {
  /** Without values yet. */
  readonly run: Run;
  readonly backend: string;
  readonly program: Program;
  /** By the index of the step after which a value is not read any more. */
  readonly lastUses: readonly (readonly ValueId[])[];
}

/**
 * Runs the steps of a program in order, in synchronous stretches on its backend, so that runs on two backends
 * cannot mix: one stretch for all, but where a backend hands numbers out later, it ends at each step that
 * reads some. Every tensor made is disposed at its last use, or at the end.
 */
export async function runProgram(
  work: Work,
  inputs: ReadonlyMap<string, Tensor>,
): Promise<ReadonlyMap<string, RunOutput>> {
  const {backend, program, run} = work;
  const stretch = <Result>(part: () => Result): Result => onBackend(run.tf, backend, part);
  try {
    stretch(() => upload(work, inputs));
    for (let next = 0; next < program.steps.length; ) {
      const reading = stretch(() => {
        let pending: Promise<void> | null = null;
        while (pending === null && next < program.steps.length) {
          pending = doStep(work, next++);
        }
        return pending;
      });
      await reading;
    }
    return new Map(
      await Promise.all(stretch(() => program.outputs.map(output => download(work, output)))),
    );
  } finally {
    run.tf.dispose([...run.values.values(), ...[...run.maxima.values()].flatMap(tensorsOf)]);
  }
}

/** A tensor to dispose on its own. One that is kept belongs to someone already; a clone shares its numbers. */
function fresh(tf: Tfjs, tensor: TfjsTensor): TfjsTensor {
  return tensor.kept ? tf.clone(tensor) : tensor;
}

/** A tensor that no scope of the caller's disposes. */
function own({tf}: Run, work: () => TfjsTensor): TfjsTensor {
  return tf.keep(tf.tidy(() => fresh(tf, work())));
}

function upload({program, run}: Work, inputs: ReadonlyMap<string, Tensor>): void {
  const {tf} = run;
  for (const {id, name} of program.inputs) {
    const {data, shape} = inputs.get(name)!;
    run.values.set(
      id,
      own(run, () => fromChannelsFirst(tf, tf.tensor(data, [...shape], 'float32'))),
    );
  }
}

/** Does one step and frees what is not read any more; sums that come later are promised. */
function doStep(work: Work, index: number): Promise<void> | null {
  const {program, run, lastUses} = work;
  const step = program.steps[index]!;
  try {
    const pending = compute(work, step);
    for (const id of lastUses[index] ?? []) {
      run.values.get(id)?.dispose();
      run.values.delete(id);
    }
    return pending === null
      ? null
      : pending.catch(error => {
          throw failure(work, step, error);
        });
  } catch (error) {
    throw failure(work, step, error);
  }
}

function failure({backend}: Work, {layer, operation}: Step, error: unknown): LrpError {
  const reason = error instanceof Error ? error.message : String(error);
  const where = `layer "${layer}": ${operation.op} on tfjs (${backend})`;
  return new LrpError('engine/tfjs', `${where}: ${reason}`, {cause: error});
}

function compute({run, backend}: Work, step: Step): Promise<void> | null {
  const {tf} = run;
  const reductions: Reduction[] = [];
  const tensors = tf.tidy(() => {
    const result = runStep(run, step);
    if ('finish' in result) {
      reductions.push(result);
      return result.reads.map(tensor => fresh(tf, tensor));
    }
    return [fresh(tf, result)];
  });
  for (const tensor of tensors) {
    tf.keep(tensor);
  }
  const [reduction] = reductions;
  if (reduction !== undefined) {
    const reading = takeNumbers(tf, backend, tensors, numbers => {
      run.exact.set(step.id, reduction.finish(numbers));
    });
    return reading ?? null;
  }
  const [result] = tensors as [TfjsTensor];
  run.values.set(step.id, result);
  const expected = tensorShape(rowsIn(run, step.rows), step.shape);
  if (result.shape.join() !== expected.join()) {
    throw new LrpError(
      'engine/tfjs',
      `gave shape [${result.shape.join(',')}], the program says [${expected.join(',')}]`,
    );
  }
  return null;
}

type Named = [name: string, output: RunOutput];

function download(
  {run, backend}: Work,
  {name, value, shape, rows}: ProgramOutput,
): Named | Promise<Named> {
  const exact = run.exact.get(value);
  if (exact !== undefined) {
    return [name, {shape: [exact.length], data: exact}];
  }
  const made = run.values.get(value);
  if (made === undefined) {
    throw new LrpError('engine/tfjs', `output "${name}": no step of the program makes it`);
  }
  const plain = own(run, () => toChannelsFirst(run.tf, made));
  return takeNumbers(run.tf, backend, [plain], ([numbers]) => [
    name,
    // Copied: the cpu backend hands out its own memory.
    {shape: [rowsIn(run, rows), ...shape], data: Float32Array.from(numbers!)},
  ]);
}
