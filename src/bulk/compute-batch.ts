import {batchClasses} from '../explain/batch-classes.js';
import {runBatch, type SampleAnswers} from '../explain/run-batch.js';
import type {PlanRunner} from '../explain/plan-runner.js';
import type {ReadColumns} from '../explain/target-columns.js';
import {modelInputShape} from '../explain/batch.js';
import type {Tensor} from '../graph/graph.js';
import type {Mishap, ReadSample} from './io-messages.js';

/** What became of a sample. */
export type Outcome =
  | {readonly kind: 'explained'; readonly answers: SampleAnswers}
  | {readonly kind: 'broken'; readonly mishap: Mishap};

/** Samples one behind the other: [N,…]. */
export function joinSamples(samples: readonly Float32Array[], shape: readonly number[]): Tensor {
  const size = samples[0]!.length;
  const data = new Float32Array(size * samples.length);
  samples.forEach((sample, index) => {
    data.set(sample, index * size);
  });
  return {shape: [samples.length, ...shape], data};
}

/**
 * Explains what could be read of a batch.
 *
 * @param first Number of the batch's first sample among all.
 * @throws as `PlanRunner.run`.
 */
export async function computeBatch(
  runner: PlanRunner,
  samples: readonly ReadSample[],
  columns: ReadColumns,
  first: number,
  onInput: (input: Tensor) => void = () => {},
): Promise<readonly Outcome[]> {
  const whole = samples.flatMap((sample, index) =>
    sample.ok ? [{data: sample.data, index: first + index}] : [],
  );
  let answers: readonly SampleAnswers[] = [];
  if (whole.length > 0) {
    const input = joinSamples(
      whole.map(({data}) => data),
      modelInputShape(runner.graph),
    );
    onInput(input);
    const numbers = whole.map(({index}) => index);
    const classes = await batchClasses(runner, columns, input, numbers);
    answers = await runBatch(runner, input, classes, first);
  }
  const rest = answers.values();
  return samples.map(sample =>
    sample.ok
      ? {kind: 'explained', answers: rest.next().value!}
      : {kind: 'broken', mishap: sample.mishap},
  );
}
