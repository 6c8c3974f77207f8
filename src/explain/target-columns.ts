import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import {targetIndex, type Target} from './targets.js';

/** Columns of targets: each holds one target for every sample, or one for all. */
export type TargetColumn = Target | readonly Target[];

/** Which classes each of a number of samples is explained for. */
export interface ReadColumns {
  /** How many different classes a sample can have. */
  readonly most: number;
  /** Whether some ask for the strongest class. */
  readonly needTop: boolean;
  /** Whether they do and no sample has more than that one class: then the program finds it on the way. */
  readonly topAlone: boolean;
  /** The classes of a sample, each once, in the order of the columns; `top` is its strongest class. */
  readonly classesOf: <Top extends number | 'top'>(
    sample: number,
    top: Top,
  ) => readonly (number | Top)[];
}

/**
 * Reads columns of targets for a number of samples.
 *
 * @throws LrpError `target/unknown`, `target/range`, `target/count` where a column's list is neither of one nor one for
 *   each sample.
 */
export function readColumns(
  columns: readonly TargetColumn[],
  graph: Graph,
  samples: number,
): ReadColumns {
  if (columns.length === 0)
    throw new LrpError('target/count', 'no target; give a class, or top for the strongest');
  const read = (target: Target): number | 'top' =>
    target === 'top' && !graph.classes?.includes('top') ? 'top' : targetIndex(target, graph);
  const all = columns.map(column => {
    const list: readonly Target[] = typeof column === 'object' ? column : [column];
    if (list.length !== 1 && list.length !== samples) {
      throw new LrpError(
        'target/count',
        `${list.length} targets for ${samples} samples; give one for all or one each`,
      );
    }
    return list.map(read);
  });
  const same = new Set(all.map(list => (list.every(one => one === list[0]) ? list[0] : list)));
  const needTop = all.some(list => list.includes('top'));
  return {
    most: same.size,
    needTop,
    topAlone: needTop && same.size === 1,
    classesOf(sample, top) {
      const classes = all.map(list => list[list.length === 1 ? 0 : sample]!);
      return [...new Set(classes.map(one => (one === 'top' ? top : one)))];
    },
  };
}
