import {spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {makeNetwork} from '../networks/find-network.js';
import {sampleInput} from '../networks/sample-input.js';
import {TorchSide} from '../torch/torch-side.js';
import type {Cell} from './cell.js';
import {cellPlans, cellTargets} from './cell-plans.js';

/** Memory of one process that explains one cell twice, in bytes of resident memory. */
export interface ProcessMemory {
  /** Before the program is compiled: the library and the network's weights. */
  readonly loaded: number;
  /** The highest from then until the program is ready on the engine; null where nothing is compiled. */
  readonly opened: number | null;
  /** The highest from then until the end. */
  readonly peak: number;
}

export interface MemoryRow {
  readonly cell: Cell;
  /** The weights alone, 4 bytes each. */
  readonly weights: number;
  readonly own: ProcessMemory;
  /** The same where glibc gives every large block back at once ({@link tightAllocator}). */
  readonly tight: ProcessMemory | null;
  readonly zennit: ProcessMemory | null;
}

/** glibc keeps blocks that were freed; with a fixed threshold it gives those above it back to the system. */
export const tightAllocator = {MALLOC_MMAP_THRESHOLD_: '1048576'} as const;

/** Cells whose memory is measured: the goals' presets one by one, a batch, many targets. */
export function memoryCells(usual: Cell, quick: boolean): readonly Cell[] {
  if (quick) return [usual];
  return [
    usual,
    {...usual, preset: 'EpsilonPlus'},
    {...usual, preset: 'EpsilonAlpha2Beta1'},
    {...usual, batch: 8},
    {...usual, targets: 20},
  ];
}

function ownMemory(
  cell: Cell,
  signal: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProcessMemory & {weights: number}> {
  const program = fileURLToPath(new URL('./memory-child.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, JSON.stringify(cell)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {...process.env, ...environment},
      signal,
    });
    let [output, complaint] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) resolve(JSON.parse(output) as ProcessMemory & {weights: number});
      else reject(new Error(`measuring memory failed (${code}): ${complaint.slice(-500)}`));
    });
  });
}

async function zennitMemory(cell: Cell): Promise<ProcessMemory | null> {
  const side = await TorchSide.open();
  if (typeof side === 'string') return null;
  try {
    const graph = makeNetwork(cell.network, cell.size);
    await side.load(graph);
    await side.input(sampleInput(graph, cell.batch));
    await side.plan(cellPlans(cell, graph)[0]!, graph);
    const loaded = await side.loaded();
    // Many targets take minutes; memory does not grow with them, since each is let go before the next.
    const targets = cellTargets({...cell, targets: Math.min(cell.targets, 2)});
    for (let run = 0; run < 2; run++) await side.explain(targets);
    return {loaded, opened: null, peak: await side.peak()};
  } finally {
    side.close();
  }
}

/** Measures a cell's memory in a process of its own, and zennit's in another. */
export async function measureMemory(
  cell: Cell,
  besides: boolean,
  signal: AbortSignal,
): Promise<MemoryRow> {
  const {weights, ...own} = await ownMemory(cell, signal);
  const {weights: _, ...tight} = await ownMemory(cell, signal, tightAllocator);
  return {cell, weights, own, tight, zennit: besides ? await zennitMemory(cell) : null};
}
