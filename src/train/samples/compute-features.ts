import {createHash} from 'node:crypto';
import {join} from 'node:path';
import sharp from 'sharp';
import type {AugmentOptions} from '../../data/augment/augment-options.js';
import {cacheFolder} from '../../data/cache-folder.js';
import {toChannelsFirst} from '../../data/layout.js';
import {PictureThreads} from '../../data/loader/picture-threads.js';
import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {openEngine} from '../../engine/open-engine.js';
import {hashGraph} from '../../explain/hash-graph.js';
import {sizeOf, type Graph} from '../../graph/graph.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {compileForward} from '../../program/compile.js';
import {inBatches} from '../run/batches.js';
import {versionsHere} from '../run/describe-run.js';
import type {TrainEvent} from '../run-record.js';
import {isWhole, writeFeatures} from './feature-file.js';
import {pictureSamples} from './picture-samples.js';
import {readAhead} from './read-ahead.js';

export interface FeatureRequest {
  /** Its output is the features, [F]. */
  readonly graph: Graph;
  readonly preprocessing: Preprocessing;
  readonly split: VocSplit;
  /** Null takes pictures as they are. */
  readonly augment: AugmentOptions | null;
  readonly seed: number;
  /** Counted from 1; stands for the epoch of pictures that are changed. */
  readonly variant: number;
  readonly onEvent: (event: TrainEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Pictures a run of the engine. */
const atOnce = 16;

/**
 * Computes the features of a split by the onnx engine, or finds them where they were computed before: a `.npy`
 * file [samples,F] in the cache folder, under a name made of all that decides what is in it. One that is damaged is
 * computed anew.
 *
 * @returns Its path.
 * @throws DataError `train/no-space` where the disk has no room for it, `train/cache` where the cache folder cannot be
 *   used; what reading pictures throws.
 */
export async function computeFeatures(request: FeatureRequest): Promise<string> {
  const {graph, split, onEvent} = request;
  const total = split.samples.length;
  const path = join(cacheFolder(), 'features', `${keyOf(request)}.npy`);
  if (await isWhole(path)) {
    onEvent({kind: 'features', split: split.split, done: total, total});
    return path;
  }
  const features = sizeOf(graph.nodes[graph.output]!.shape);
  await writeFeatures(path, [total, features], () => rowsOf(request));
  return path;
}

async function* rowsOf(request: FeatureRequest): AsyncGenerator<Float32Array> {
  const {graph, preprocessing, split, augment, seed, variant, onEvent, signal} = request;
  const [channels = 3, height = 1, width = 1] = graph.nodes[graph.input]!.shape;
  // Each picture is wanted once, so none is kept.
  const options = {size: [height, width], seed, preprocessing, maxBytes: 0, signal} as const;
  const threads = new PictureThreads([{samples: split.samples, augment}], options);
  const pictures = pictureSamples(threads, 0);
  try {
    const engine = await openEngine('onnx');
    const executable = await engine.prepare(compileForward(graph));
    try {
      const total = split.samples.length;
      const order = Array.from({length: total}, (_, index) => index);
      let done = 0;
      for await (const {indices, data} of readAhead(pictures, variant, inBatches(order, atOnce))) {
        const batch = toChannelsFirst({shape: [indices.length, height, width, channels], data});
        const outputs = await executable.run(new Map([['input', batch]]));
        signal?.throwIfAborted();
        yield outputs.get('logits')!.data as Float32Array;
        done += indices.length;
        onEvent({kind: 'features', split: split.split, done, total});
      }
    } finally {
      await executable.dispose();
    }
  } finally {
    await pictures.close();
  }
}

/** Of everything the features depend on: pictures by their bytes, which the split's hash speaks of. */
function keyOf({graph, preprocessing, split, augment, seed, variant}: FeatureRequest): string {
  const changes = augment === null ? null : {augment, seed, variant};
  const programs = {...versionsHere(), sharp: sharp.versions};
  const text = JSON.stringify([hashGraph(graph), preprocessing, split.hash, changes, programs]);
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
