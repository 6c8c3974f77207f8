import {LrpError} from '../src/errors/lrp-error.js';
import type {EngineName} from '../src/engine/engine.js';
import {describeCell, type GroupName, groupNames, type Row} from './measure/cell.js';
import {benchmarkCells} from './measure/cells.js';
import {Bench} from './measure/measure-cell.js';
import {measureMemory, memoryCells, type MemoryRow} from './measure/memory.js';
import {profiled, profileSums} from './measure/profiles.js';
import {measureStart} from './measure/start-times.js';
import {thisMachine} from './machine.js';
import type {ProfileSums, Results} from './results.js';
import {TorchSide} from './torch/torch-side.js';

/** What `--only` can name. */
export type Part = GroupName | 'memory' | 'start' | 'profile';

export const parts: readonly Part[] = [...groupNames, 'memory', 'start', 'profile'];

export interface BenchmarkOptions {
  readonly only: readonly Part[];
  readonly runs: number;
  /** Milliseconds a cell may take. */
  readonly budget: number;
  readonly engine: EngineName;
  readonly device: string | null;
  readonly quick: boolean;
  readonly command: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, what: string) => void;
}

interface Task {
  readonly what: string;
  readonly run: () => Promise<void>;
}

/** Ends where a device is not there on this machine; all else is a fault. */
function isAbsent(error: unknown): error is LrpError {
  return error instanceof LrpError && error.code === 'engine/missing';
}

/**
 * Measures all that was asked for, one after the other.
 *
 * @throws the signal's reason once it is set; Python is ended then.
 */
export async function runBenchmark(options: BenchmarkOptions): Promise<Results> {
  const {only, engine, device, quick, signal, onProgress} = options;
  const started = performance.now();
  const opened = await TorchSide.open();
  const torch = typeof opened === 'string' ? null : opened;
  const bench = new Bench(torch);
  const stop = (): void => torch?.close();
  signal.addEventListener('abort', stop);

  const skipped: {what: string; why: string}[] = [];
  if (typeof opened === 'string') skipped.push({what: 'torch and zennit', why: opened});
  const rows: Row[] = [];
  const memory: MemoryRow[] = [];
  const profiles: ProfileSums[] = [];
  let start: Results['start'] = null;

  const cells = benchmarkCells({engine, device, quick});
  const tasks: Task[] = cells
    .filter(({group}) => only.includes(group))
    .map(cell => ({
      what: describeCell(cell),
      async run() {
        try {
          rows.push(await bench.measure(cell, options));
        } catch (error) {
          if (!isAbsent(error)) throw error;
          skipped.push({
            what: `${cell.engine}/${cell.device}, ${cell.network}`,
            why: error.message,
          });
        }
      },
    }));
  if (only.includes('start'))
    tasks.push({
      what: 'start',
      async run() {
        start = await measureStart(torch !== null);
      },
    });
  if (only.includes('profile') && !quick)
    tasks.push(
      ...profiled.map(([network, preset]) => ({
        what: `profile of ${network}, ${preset}`,
        async run() {
          profiles.push(await profileSums(network, preset));
        },
      })),
    );
  if (only.includes('memory'))
    tasks.push(
      ...memoryCells({...cells[0]!, preset: 'EpsilonGammaBox'}, quick).map(cell => ({
        what: `memory of ${describeCell(cell)}`,
        async run() {
          // What the measurements before this hold would only crowd the machine.
          await bench.dispose();
          memory.push(await measureMemory(cell, torch !== null, signal));
        },
      })),
    );
  try {
    for (const [index, {what, run}] of tasks.entries()) {
      signal.throwIfAborted();
      onProgress(index, tasks.length, what);
      await run();
    }
    signal.throwIfAborted();
  } catch (error) {
    // What fails because everything was stopped is no fault.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await bench.dispose();
    torch?.close();
  }
  return {
    version: 1,
    command: options.command,
    date: new Date().toISOString().slice(0, 10),
    seconds: (performance.now() - started) / 1000,
    machine: thisMachine(torch?.versions ?? null),
    rows,
    memory,
    profiles,
    start,
    skipped,
  };
}
