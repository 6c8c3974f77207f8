import type {ExplorerEntry, ExplorerStep} from './explorer-steps.js';
import {exactCells, packedBytes} from './explorer-map.js';

/** How much of an explanation a figure holds. */
export interface ExplorerDetail {
  /** Whether small maps are rounded to 255 steps too; large ones always are. */
  readonly quantised: boolean;
  /** Channels of a layer, strongest first. */
  readonly channels: number;
  /** Entries, from the first. */
  readonly entries: number;
  /** Every how manyth layer is shown. */
  readonly stride: number;
}

/** Size of a figure's JSON in bytes that is not exceeded where leaving out can help. */
export const largestFigure = 3_000_000;

/** Whether a map of so many cells is rounded. */
export function isQuantised(cells: number, {quantised}: ExplorerDetail): boolean {
  return quantised || cells > exactCells;
}

/** The steps that are shown: those of enough rank, and of layers every `stride`th, input and output always. */
export function shownSteps(
  steps: readonly ExplorerStep[],
  {channels, stride}: Pick<ExplorerDetail, 'channels' | 'stride'>,
): readonly ExplorerStep[] {
  const layers = steps.filter(({rank}) => rank === 0);
  const kept = new Set(layers.filter((_, i) => i % stride === 0 || i === layers.length - 1));
  let current: ExplorerStep | null = null;
  return steps.filter(step => {
    if (step.rank === 0) current = step;
    return kept.has(current!) && step.rank <= channels;
  });
}

/**
 * The most detail that fits: first small maps are rounded, then weak channels go, then entries, at last
 * layers.
 *
 * @param extra Bytes of an entry besides its maps, such as its picture.
 */
export function fittingDetail(
  steps: readonly ExplorerStep[],
  entries: readonly ExplorerEntry[],
  extra: (entry: number) => number,
  most: number = largestFigure,
): ExplorerDetail {
  const fits = (detail: ExplorerDetail): boolean => {
    const shown = shownSteps(steps, detail);
    let left = most - 4000;
    // Stops early: what an entry brings besides its maps is only worked out where it may be shown.
    for (let entry = 0; entry < detail.entries && left >= 0; entry++) {
      left -= extra(entry);
      for (const {maps} of shown) {
        const {map} = maps[entry]!;
        left -= packedBytes(maps[entry]!, isQuantised(map.values.length, detail));
      }
    }
    return left >= 0;
  };
  const all = {quantised: false, channels: 8, entries: entries.length, stride: 1};
  const candidates: ExplorerDetail[] = [all];
  for (const channels of [8, 6, 4, 2, 0]) candidates.push({...all, quantised: true, channels});
  for (let count = entries.length - 1; count > 0; count--)
    candidates.push({quantised: true, channels: 0, entries: count, stride: 1});
  for (let stride = 2; stride < steps.length; stride *= 2)
    candidates.push({quantised: true, channels: 0, entries: 1, stride});
  return candidates.find(fits) ?? candidates.at(-1)!;
}
