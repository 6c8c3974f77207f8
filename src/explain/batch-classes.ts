import type {Tensor} from '../graph/graph.js';
import type {PlanRunner, RunTarget} from './plan-runner.js';
import type {ReadColumns} from './target-columns.js';
import {topClasses} from './targets.js';

/**
 * The classes that the samples of a batch are explained for, each once. Where the strongest class is asked for beside
 * others, the scores have to be known first: a forward pass of its own.
 *
 * @param numbers The samples' numbers among all.
 * @throws LrpError `explain/not-finite`.
 */
export async function batchClasses(
  runner: PlanRunner,
  columns: ReadColumns,
  batch: Tensor,
  numbers: readonly number[],
): Promise<readonly (readonly RunTarget[])[]> {
  if (columns.topAlone) return numbers.map(number => columns.classesOf(number, 'top'));
  const tops = columns.needTop ? topClasses(await runner.predict(batch), numbers[0]) : [];
  return numbers.map((number, at) => columns.classesOf(number, tops[at] ?? 0));
}
