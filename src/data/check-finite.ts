import type {Tensor} from '../graph/graph.js';
import {DataError} from './data-error.js';

/**
 * Throws unless every number is finite; the error names the first that is not, how many there are,
 * and its place by axis.
 *
 * @throws DataError `data/not-finite`.
 */
export function checkFinite(tensor: Tensor, path: string): void {
  const first = tensor.data.findIndex(value => !Number.isFinite(value));
  if (first < 0) return;
  const count = tensor.data.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
  throw new DataError(
    'data/not-finite',
    path,
    `${tensor.data[first]} stands at [${placeOf(first, tensor.shape).join(', ')}]` +
      `${count > 1 ? ` (the first of ${count} such values)` : ''}; every number must be finite; ` +
      'clean the data, for example with numpy.nan_to_num',
  );
}

function placeOf(index: number, shape: readonly number[]): readonly number[] {
  let rest = index;
  return shape
    .toReversed()
    .map(length => {
      const along = rest % length;
      rest = Math.floor(rest / length);
      return along;
    })
    .toReversed();
}
