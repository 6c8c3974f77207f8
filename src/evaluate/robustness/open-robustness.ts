import {rows} from '../../explain/batch.js';
import {takeTurns} from '../../explain/take-turns.js';
import type {Tensor} from '../../graph/graph.js';
import {findFamily} from '../../measures/families.js';
import {fillArguments, type MeasureArguments} from '../../measures/measure-spec.js';
import type {EvaluatedBatch, MeasureContext, MeasureRunner} from '../measure-runner.js';
import {pictureAxes} from '../picture-axes.js';
import {rowSeed} from '../row-seed.js';
import {neighbourOf} from './neighbour.js';

const family = findFamily('robustness')!;

/** ‖a − b‖, or ‖a‖ without b. */
function norm(a: Float32Array, b?: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at]! - (b?.[at] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

/** The largest; NaN of what is not defined, and of none. */
function largest(values: readonly number[]): number {
  const defined = values.filter(Number.isFinite);
  return defined.length === 0 ? Number.NaN : Math.max(...defined);
}

/**
 * Makes the family `robustness` ready: each picture is explained again beside `samples` pictures near it ({@link neighbourOf}),
 * by all methods in one run. Norms are Euclidean, over all values of the input and of the map as it is, channels not
 * pooled. Neighbours have the picture's own key, so that a method which draws by chance draws the same for them: R is a
 * function of x. The local Lipschitz estimate is in units of the map a unit of the input; max-sensitivity has none, and is
 * NaN for a map that is 0 everywhere.
 *
 * @throws LrpError `input/no-pictures`.
 * @see Alvarez-Melis and Jaakkola 2018; Yeh et al. 2019, section 3.
 */
export async function openRobustness(
  {graph, runner, seed, signal}: MeasureContext,
  given: MeasureArguments,
): Promise<MeasureRunner> {
  const {radius, samples} = fillArguments(family.parameters, given) as {
    readonly radius: number;
    readonly samples: number;
  };
  const axes = pictureAxes(graph, 'robustness');

  /** The batch with each picture replaced by one near it. */
  function neighbours({input, tasks}: EvaluatedBatch, sample: number): Tensor {
    const data = new Float32Array(input.data.length);
    const size = data.length / tasks.length;
    tasks.forEach(({key}, row) => {
      const options = {radius, seed: rowSeed(seed, key, `robustness ${sample}`)};
      data.set(neighbourOf(rows(input, row, row + 1).data, axes, graph, options), row * size);
    });
    return {shape: input.shape, data};
  }

  return {
    measures: family.measures,
    async score(batch) {
      const {tasks, input, maps} = batch;
      const targets = tasks.map(({target}) => target);
      const keys = tasks.map(({key}) => key);
      const cells = <Value>(make: (method: number, row: number) => Value): Value[][] =>
        maps.map((_, method) => tasks.map((__, row) => make(method, row)));
      const row = (tensor: Tensor, index: number): Float32Array =>
        rows(tensor, index, index + 1).data;
      const lengths = cells((method, index) => norm(row(maps[method]!, index)));
      const lipschitz = cells((): number[] => []);
      const sensitivity = cells((): number[] => []);
      for (let sample = 0; sample < samples; sample += 1) {
        await takeTurns();
        signal?.throwIfAborted();
        const near = neighbours(batch, sample);
        const {maps: others} = await runner.run(near, targets, keys);
        others.forEach((other, method) => {
          tasks.forEach((_, index) => {
            const change = norm(row(maps[method]!, index), row(other, index));
            lipschitz[method]![index]!.push(change / norm(row(input, index), row(near, index)));
            sensitivity[method]![index]!.push(change / lengths[method]![index]!);
          });
        });
      }
      return [lipschitz, sensitivity].map(all => all.map(method => method.map(largest)));
    },
    async dispose() {},
  };
}
