import type {Agreement} from '../agreement.js';
import type {NetworkName} from '../networks/find-network.js';
import type {EngineName} from '../../src/engine/engine.js';
import type {Summary} from './statistics.js';

export const groupNames = [
  'presets',
  'targets',
  'sweep',
  'size',
  'batch',
  'depth',
  'ledger',
  'devices',
] as const;

export type GroupName = (typeof groupNames)[number];

/** One thing to measure: a network, plans on it, and how many of everything. */
export interface Cell {
  readonly group: GroupName;
  readonly network: NetworkName;
  /** Height and width of the pictures. */
  readonly size: number;
  /** N, pictures in a run. */
  readonly batch: number;
  readonly preset: string;
  /** γ values in place of the preset's own: one plan each. Empty for the preset as it is. */
  readonly gammas: readonly number[];
  /** T, targets a picture. */
  readonly targets: number;
  readonly engine: EngineName;
  /** Null for the engine's own choice. */
  readonly device: string | null;
  readonly ledger: boolean;
  /** Whether zennit is measured beside it, where it is found. */
  readonly besides: boolean;
}

/** What came out of a cell. Times in milliseconds of one run of the whole batch, targets and plans. */
export interface Row {
  readonly cell: Cell;
  /** `onnx/cpu` */
  readonly engine: string;
  /** Cost in forward passes F of the network, primal pass included; a picture, all targets and plans. */
  readonly cost: number;
  readonly own: Summary;
  /** The engine's own forward pass on the same batch. */
  readonly forward: Summary;
  readonly zennit: Summary | null;
  readonly torchForward: Summary | null;
  /** How far the first heatmaps of both sides agree. */
  readonly agreement: Agreement | null;
  readonly compile: number;
  readonly prepare: number;
  readonly first: number;
}

/** Cells whose name starts alike share what was opened for them. */
export function describeCell({
  network,
  size,
  batch,
  preset,
  gammas,
  targets,
  ledger,
}: Cell): string {
  return [
    `${network} ${size}`,
    `batch ${batch}`,
    preset,
    ...(gammas.length === 0 ? [] : [`${gammas.length} γ`]),
    ...(targets === 1 ? [] : [`${targets} targets`]),
    ...(ledger ? ['ledger'] : []),
  ].join(', ');
}
