import type {EngineName} from '../engine/engine.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {compilePlans} from '../program/compile.js';
import {programCost} from '../program/cost.js';
import {programMemory} from '../program/memory.js';
import type {Program} from '../program/program.js';
import {freeMemory} from './free-memory.js';

/** How much is computed together. */
export interface BatchSize {
  /** N, samples of one run. */
  readonly samples: number;
  /** T, targets of each sample of one run. */
  readonly targets: number;
  /** Bytes that such a run is expected to take, weights included. */
  readonly bytes: number;
}

export interface BatchSizeOptions {
  readonly engine?: EngineName;
  readonly device?: string;
  /** Bytes that the work may take. @default a quarter of what is free */
  readonly memory?: number;
  /** Samples of one run, where somebody says. */
  readonly batchSize?: number;
}

/** Samples of one run at most: more are not faster anywhere. */
const mostSamples = 32;

/**
 * Bytes that a run takes for each byte of a program's own values: what the engine needs inside its steps and keeps in
 * reserve, the numbers of the next batch and those of the last. Measured with onnxruntime 1.30 on the CPU, runs of
 * small, VGG and MobileNet networks take 0.7 to 1.1 times what this says (bench/bulk.ts).
 */
const beside = 3;

/**
 * Bytes of a program's own values in one run above which a CPU gains nothing: they have long left its cache. Below,
 * more samples share what each step costs. Measured on two cores with networks of 0.2 to 29 MB a sample (bench/bulk.ts).
 */
const inCache = 50e6;

/** Whether a device computes on the CPU. */
function isCpu({engine = 'onnx', device}: BatchSizeOptions): boolean {
  return (
    device === undefined ||
    device === 'cpu' ||
    (engine === 'tfjs' && device !== 'node-gpu' && device !== 'webgpu' && device !== 'auto')
  );
}

/** Multiply-adds of one run after which a call should be able to stop: a second or two. */
function patience({engine = 'onnx', device}: BatchSizeOptions): number {
  if (engine === 'tfjs') return device === 'node' || device === 'node-gpu' ? 1e10 : 2e8;
  return device === 'webgpu' ? 2e9 : 1e10;
}

/** The share of the free memory that is used where nobody says. */
export function usualMemory(): number {
  return freeMemory() / 4;
}

/** @throws LrpError `explain/batch-size`, `explain/memory`. */
export function checkBatchOptions({batchSize, memory}: BatchSizeOptions): void {
  if (batchSize !== undefined && (!Number.isInteger(batchSize) || batchSize < 1)) {
    throw new LrpError(
      'explain/batch-size',
      `batchSize ${batchSize}: expected a whole number from 1`,
    );
  }
  if (memory !== undefined && !(memory > 0)) {
    throw new LrpError('explain/memory', `memory ${memory}: expected a number of bytes above 0`);
  }
}

/** Bytes that a run of a program takes. */
export function runBytes(program: Program, samples: number): number {
  const {constants, perSample} = programMemory(program);
  return constants + samples * perSample * beside;
}

/** Samples that one run of a program takes at most, at least 1. */
export function samplesPerRun(program: Program, options: BatchSizeOptions = {}): number {
  if (options.batchSize !== undefined) return options.batchSize;
  const {memory = usualMemory()} = options;
  const {constants, perSample} = programMemory(program);
  const fitting = Math.floor((memory - constants) / (perSample * beside));
  const patient = Math.floor(patience(options) / Math.max(1, programCost(program)));
  const cached = isCpu(options) ? Math.floor(inCache / perSample) : mostSamples;
  return Math.max(1, Math.min(mostSamples, fitting, patient, cached));
}

/**
 * Chooses how many samples and targets run together: all targets of a sample over one primal pass where memory
 * allows it, else parts of them; then as many samples as memory and patience allow.
 *
 * @param targets T, how many targets a sample has at most.
 * @throws LrpError `explain/batch-size`, `explain/memory`.
 */
export function chooseBatch(
  graph: Graph,
  plans: readonly Plan[],
  targets: number,
  options: BatchSizeOptions & {readonly ledger?: boolean; readonly layers?: boolean} = {},
): BatchSize {
  checkBatchOptions(options);
  const {memory = usualMemory(), ledger, layers} = options;
  const compile = {
    ...(ledger === undefined ? {} : {ledger}),
    ...(layers === undefined ? {} : {layers}),
  };
  for (let part = targets; ; part = Math.ceil(part / 2)) {
    const {program} = compilePlans(graph, plans, {...compile, targets: part});
    if (part > 1 && runBytes(program, options.batchSize ?? 1) > memory) continue;
    const samples = samplesPerRun(program, {...options, memory});
    return {samples, targets: part, bytes: runBytes(program, samples)};
  }
}
