import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {PictureThreads} from '../../data/loader/picture-threads.js';
import {mixSeed} from '../../data/mix-seed.js';
import {computeFeatures} from '../samples/compute-features.js';
import {featureSamples} from '../samples/feature-samples.js';
import {pictureSamples} from '../samples/picture-samples.js';
import type {Samples} from '../samples/samples.js';
import type {Splits} from '../read-splits.js';
import type {TrainEvent} from '../run-record.js';
import type {Start} from '../start/prepare-start.js';
import type {TrainSettings} from '../train-settings.js';

export interface OpenedSamples {
  readonly train: Samples;
  readonly validation: Samples;
  close(): Promise<void>;
}

/** What steps learn from and what is validated on: pictures, or features where layers are frozen. */
export async function openSamples(
  {frozen, inputShape, preprocessing, stack}: Start,
  splits: Splits,
  {augment, variants, seed}: TrainSettings,
  onEvent: (event: TrainEvent) => void,
  signal: AbortSignal | undefined,
): Promise<OpenedSamples> {
  const [, height = 1, width = 1] = inputShape;
  const changes = mixSeed(seed, 5);
  if (frozen === null) {
    const sets = [
      {samples: splits.train.samples, augment},
      {samples: splits.validation.samples, augment: null},
    ];
    const size = [height, width] as const;
    const threads = new PictureThreads(sets, {size, seed: changes, preprocessing, signal});
    const [train, validation] = [pictureSamples(threads, 0), pictureSamples(threads, 1)];
    return {train, validation, close: () => threads.close()};
  }
  const open = async (split: VocSplit, kind: 'train' | 'validation'): Promise<Samples> => {
    const ranges = kind === 'train' ? augment : null;
    const paths: string[] = [];
    for (let variant = 1; variant <= (ranges === null ? 1 : variants); variant += 1) {
      const {graph} = frozen;
      const request = {graph, preprocessing, split, augment: ranges, seed: changes, variant};
      paths.push(await computeFeatures({...request, onEvent, signal}));
    }
    return featureSamples(paths, stack.inputShape);
  };
  const train = await open(splits.train, 'train');
  const validation = await open(splits.validation, 'validation');
  return {
    train,
    validation,
    async close() {
      await train.close();
      await validation.close();
    },
  };
}
