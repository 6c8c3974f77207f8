import type {Row} from '../measure/cell.js';
import type {MemoryRow} from '../measure/memory.js';
import type {Results} from '../results.js';
import {formatBytes, overForward, ratio} from './format.js';

/** What the project set out to reach, and what was measured. */
export interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly isReached: boolean;
}

function findRow(rows: readonly Row[], wanted: Partial<Row['cell']>): Row | undefined {
  return rows.find(({cell}) =>
    Object.entries(wanted).every(([key, value]) => cell[key as keyof Row['cell']] === value),
  );
}

function speedGoal(row: Row | undefined, what: string, least: number): readonly Goal[] {
  const faster = row === undefined ? null : ratio(row);
  if (faster === null) return [];
  return [
    {
      what,
      wanted: `≥ ${least}× zennit`,
      measured: `${faster.toFixed(1)}×`,
      isReached: faster >= least,
    },
  ];
}

function forwardGoal(rows: readonly Row[], what: string, most: number): readonly Goal[] {
  if (rows.length === 0) return [];
  const worst = rows.toSorted((a, b) => overForward(b) - overForward(a))[0]!;
  const within = rows.filter(row => overForward(row) <= most).length;
  return [
    {
      what,
      wanted: `≤ ${most} × F × forward`,
      measured: `${overForward(worst).toFixed(2)} at worst (${worst.cell.network}, ${worst.cell.preset}, batch ${worst.cell.batch}); ${within} of ${rows.length} within`,
      isReached: within === rows.length,
    },
  ];
}

function costGoal(row: Row | undefined, what: string, most: number): readonly Goal[] {
  if (row === undefined) return [];
  return [
    {
      what,
      wanted: `≤ ${most} F`,
      measured: `${row.cost.toFixed(2)} F`,
      // The printed digits decide: costs are ratios of whole multiply-adds.
      isReached: Number(row.cost.toFixed(2)) <= most,
    },
  ];
}

function memoryGoal({cell, own, zennit}: MemoryRow): readonly Goal[] {
  if (zennit === null) return [];
  const [ours, theirs] = [own.peak - own.loaded, zennit.peak - zennit.loaded];
  return [
    {
      what: `peak memory above the weights, VGG16, ${cell.preset}, batch ${cell.batch}${cell.targets > 1 ? `, ${cell.targets} targets` : ''}`,
      wanted: "≤ zennit's",
      measured: `${formatBytes(ours)} against ${formatBytes(theirs)}`,
      isReached: ours <= theirs,
    },
  ];
}

/** The goals that a run can judge, each reached or not. */
export function goals({rows, memory}: Results): readonly Goal[] {
  const vgg = {network: 'vgg16', batch: 1, ledger: false} as const;
  const preset = (name: string): Row | undefined =>
    findRow(rows, {...vgg, group: 'presets', preset: name});
  const targets = (count: number): Row | undefined =>
    findRow(rows, {...vgg, group: 'targets', targets: count});
  const sweep = rows.find(({cell}) => cell.group === 'sweep' && cell.gammas.length === 10);
  const onnx = rows.filter(({cell}) => cell.group === 'presets' && cell.engine === 'onnx');
  const wasm = rows.filter(({engine}) => engine === 'tfjs/wasm');
  return [
    ...speedGoal(preset('EpsilonGammaBox'), 'VGG16, one picture, EpsilonGammaBox', 5),
    ...speedGoal(preset('EpsilonPlus'), 'VGG16, one picture, EpsilonPlus', 2.3),
    ...speedGoal(preset('EpsilonAlpha2Beta1'), 'VGG16, one picture, EpsilonAlpha2Beta1', 3),
    ...speedGoal(targets(20), 'VGG16, one picture, 20 targets, EpsilonGammaBox', 12),
    ...speedGoal(
      rows.find(({cell, engine}) => engine.startsWith('tfjs/node') && cell.network === 'vgg16'),
      'tfjs on its native backend, VGG16, EpsilonGammaBox',
      2.5,
    ),
    ...forwardGoal(onnx, 'time of every preset on onnx', 1.25),
    ...forwardGoal(wasm, 'time on tfjs/wasm', 1.5),
    ...costGoal(preset('EpsilonGammaBox'), 'cost of EpsilonGammaBox on VGG16', 3.05),
    ...costGoal(preset('EpsilonPlus'), 'cost of EpsilonPlus on VGG16', 3),
    ...costGoal(preset('EpsilonAlpha2Beta1'), 'cost of EpsilonAlpha2Beta1 on VGG16', 4),
    ...costGoal(targets(20), 'cost of 20 targets on VGG16', 22),
    ...costGoal(sweep, 'cost of 10 γ values on VGG16', 12),
    ...memory.flatMap(memoryGoal),
  ];
}
