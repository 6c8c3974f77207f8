import type {VocSplit} from './voc-dataset.js';

/** How often one set of classes stands in pictures together. */
export interface LabelSet {
  /** In the split's order; none where the picture holds no class (label 1). */
  readonly classes: readonly string[];
  readonly count: number;
}

/** A split in numbers. */
export interface SplitSummary {
  readonly split: string;
  readonly pictures: number;
  /** Smallest and largest height and width, in pixels; null without pictures. */
  readonly heights: readonly [number, number] | null;
  readonly widths: readonly [number, number] | null;
  /** Of all twenty classes. */
  readonly objects: number;
  readonly truncated: number;
  readonly difficult: number;
  /** Pictures a class: with an object that is not difficult, and with difficult ones only. */
  readonly classes: readonly {
    readonly name: string;
    readonly pictures: number;
    readonly difficultOnly: number;
  }[];
  /** Sets that occur, larger ones behind smaller ones, the empty one last. */
  readonly labelSets: readonly LabelSet[];
  /** Pictures with none of the classes, not even a difficult object. */
  readonly others: number;
}

/** Counts what a split holds. */
export function summariseSplit({
  split,
  classes,
  samples,
  labels,
  counts,
  others,
}: VocSplit): SplitSummary {
  const objects = samples.flatMap(sample => sample.objects);
  return {
    split,
    pictures: samples.length,
    heights: rangeOf(samples.map(({height}) => height)),
    widths: rangeOf(samples.map(({width}) => width)),
    objects: objects.length,
    truncated: objects.filter(({truncated}) => truncated).length,
    difficult: objects.filter(({difficult}) => difficult).length,
    classes: classes.map((name, k) => ({
      name,
      pictures: counts[k]!,
      difficultOnly: labels.filter(row => row[k] === 0).length,
    })),
    labelSets: labelSetsOf(classes, labels),
    others,
  };
}

function labelSetsOf(classes: readonly string[], labels: VocSplit['labels']): readonly LabelSet[] {
  const counts = new Map<string, number>();
  for (const row of labels) {
    const key = row.map(label => (label === 1 ? 1 : 0)).join('');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const size = (key: string): number => {
    const count = [...key].filter(bit => bit === '1').length;
    return count === 0 ? Number.POSITIVE_INFINITY : count;
  };
  return [...counts]
    .toSorted(([a], [b]) => size(a) - size(b) || (a < b ? 1 : -1))
    .map(([key, count]) => ({classes: classes.filter((_, k) => key[k] === '1'), count}));
}

function rangeOf(lengths: readonly number[]): readonly [number, number] | null {
  if (lengths.length === 0) return null;
  return lengths.reduce<[number, number]>(
    ([low, high], length) => [Math.min(low, length), Math.max(high, length)],
    [Number.POSITIVE_INFINITY, 0],
  );
}
