import type {SplitSummary} from '../../data/voc/summarise-split.js';
import type {BrokenFile} from '../../data/voc/voc-dataset.js';
import type {TextTable} from '../../plot/ledger-table.js';

/** A split with its broken files. */
export interface DescribedSplit {
  readonly summary: SplitSummary;
  readonly broken: readonly BrokenFile[];
}

/** A row a split: how many pictures, of what size, with how many objects. */
export function splitTable(splits: readonly DescribedSplit[]): TextTable {
  return {
    headers: [
      'split',
      'pictures',
      'width × height',
      'objects',
      'truncated',
      'difficult',
      'broken files',
    ],
    align: ['left', 'right', 'left', 'right', 'right', 'right', 'right'],
    rows: splits.map(({summary, broken}) => [
      summary.split,
      String(summary.pictures),
      describeSizes(summary),
      String(summary.objects),
      String(summary.truncated),
      String(summary.difficult),
      String(broken.filter(({kept}) => !kept).length),
    ]),
  };
}

/** A row a class, a column a split: pictures, and in brackets those with difficult objects only. */
export function classTable(splits: readonly DescribedSplit[]): TextTable {
  return countTable(
    splits,
    'class (difficult only)',
    splits[0]!.summary.classes.map(({name}, k) => [
      name,
      ...splits.map(({summary}) => {
        const {pictures, difficultOnly} = summary.classes[k]!;
        return `${pictures} (${difficultOnly})`;
      }),
    ]),
  );
}

/** A row a set of classes that occur together, a column a split. */
export function labelSetTable(splits: readonly DescribedSplit[]): TextTable {
  const rows = new Map<string, readonly string[]>();
  for (const {labelSets} of splits.map(({summary}) => summary)) {
    for (const {classes} of labelSets) rows.set(describeSet(classes), classes);
  }
  const none = describeSet([]);
  const names = [...rows.keys()].toSorted(
    (a, b) => Number(a === none) - Number(b === none) || rows.get(a)!.length - rows.get(b)!.length,
  );
  return countTable(
    splits,
    'label set',
    names.map(name => [
      name,
      ...splits.map(({summary}) => {
        const set = summary.labelSets.find(({classes}) => describeSet(classes) === name);
        return String(set?.count ?? 0);
      }),
    ]),
  );
}

function countTable(
  splits: readonly DescribedSplit[],
  header: string,
  rows: readonly (readonly string[])[],
): TextTable {
  return {
    headers: [header, ...splits.map(({summary}) => summary.split)],
    align: ['left', ...splits.map(() => 'right' as const)],
    rows,
  };
}

function describeSet(classes: readonly string[]): string {
  if (classes.length === 0) return 'none';
  return classes.length === 1 ? `${classes[0]} only` : classes.join(' and ');
}

function describeSizes({widths, heights}: SplitSummary): string {
  if (widths === null || heights === null) return '–';
  return `${between(widths)} × ${between(heights)}`;
}

function between([low, high]: readonly [number, number]): string {
  return low === high ? String(low) : `${low}…${high}`;
}
