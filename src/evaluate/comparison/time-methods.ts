import type {Graph, Tensor} from '../../graph/graph.js';
import type {Method} from '../methods/method.js';
import type {MethodOptions} from '../methods/open-methods.js';
import {divideMethods, openInGroups} from './divide-methods.js';

/** Rows that are explained for the clock. */
export interface TimedRows {
  /** [N,…] in the model's own layout. */
  readonly input: Tensor;
  readonly targets: readonly number[];
  readonly keys: readonly string[];
}

export interface TimingOptions extends MethodOptions {
  /** The sweep that a method is of, by its name. */
  readonly sweeps: ReadonlyMap<string, {readonly of: string}>;
  /** Bytes that the work may take. @default a quarter of what is free */
  readonly memory?: number;
  readonly signal?: AbortSignal;
}

/** Runs of which the median is taken: no more than these, and none is begun after so many milliseconds. */
const [mostRuns, patience] = [5, 1000];

/**
 * Milliseconds that each method takes alone for one row: its own program, made ready and run once before; then the
 * median of up to five runs, of fewer where they take longer than a second. Members of a sweep are run together, as they
 * share most of their work: each counts the sweep's time by the number of members.
 *
 * @returns One a method, in their order.
 * @throws as `openMethods` and its runner; the signal's reason.
 */
export async function timeMethods(
  graph: Graph,
  methods: readonly Method[],
  rows: TimedRows,
  options: TimingOptions,
): Promise<readonly number[]> {
  const {sweeps, signal} = options;
  const sweepOf = (method: Method): string | Method => sweeps.get(method.name)?.of ?? method;
  const times = new Map<string | Method, number>();
  for (const key of new Set(methods.map(sweepOf))) {
    signal?.throwIfAborted();
    const members = methods.filter(method => sweepOf(method) === key);
    times.set(key, (await timeTogether(graph, members, rows, options)) / members.length);
  }
  return methods.map(method => times.get(sweepOf(method))!);
}

/** Milliseconds of one row by methods together. */
async function timeTogether(
  graph: Graph,
  methods: readonly Method[],
  {input, targets, keys}: TimedRows,
  {engine, device, seed, memory, signal}: TimingOptions,
): Promise<number> {
  const {groups} = divideMethods(graph, methods, {
    ...{engine, batchSize: targets.length},
    ...(device === null ? {} : {device}),
    ...(memory === undefined ? {} : {memory}),
  });
  const runner = await openInGroups(graph, methods, groups, {
    ...{engine, device, seed, signal: signal ?? null},
    ...(memory === undefined ? {} : {memory}),
  });
  try {
    await runner.run(input, targets, keys);
    const times: number[] = [];
    const started = performance.now();
    do {
      signal?.throwIfAborted();
      const before = performance.now();
      await runner.run(input, targets, keys);
      times.push(performance.now() - before);
    } while (times.length < mostRuns && performance.now() - started < patience);
    return median(times) / targets.length;
  } finally {
    await runner.dispose();
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
