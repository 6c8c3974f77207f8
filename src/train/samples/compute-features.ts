import {createHash, randomUUID} from 'node:crypto';
import {mkdir, open, rename, rm, stat, statfs} from 'node:fs/promises';
import {join} from 'node:path';
import type {AugmentOptions} from '../../data/augment/augment-options.js';
import {toLittleEndian} from '../../data/byte-order.js';
import {cacheFolder} from '../../data/cache-folder.js';
import {DataError} from '../../data/data-error.js';
import {toChannelsFirst} from '../../data/layout.js';
import {npyHead} from '../../data/npy.js';
import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {openEngine} from '../../engine/open-engine.js';
import {hashGraph} from '../../explain/hash-graph.js';
import {sizeOf, type Graph} from '../../graph/graph.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {compileForward} from '../../program/compile.js';
import type {TrainEvent} from '../run-record.js';
import {pictureSamples} from './picture-samples.js';

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
 * file [samples,F] in the cache folder, under a name made of all that decides what is in it.
 *
 * @returns Its path.
 * @throws DataError `train/no-space` where the disk has no room for it; what reading pictures throws.
 */
export async function computeFeatures(request: FeatureRequest): Promise<string> {
  const {graph, split, onEvent, signal} = request;
  const features = sizeOf(graph.nodes[graph.output]!.shape);
  const total = split.samples.length;
  const folder = join(cacheFolder(), 'features');
  const path = join(folder, `${keyOf(request)}.npy`);
  const head = npyHead([total, features], 4);
  const bytes = head.length + total * features * 4;
  if ((await stat(path).catch(() => null))?.size === bytes) {
    onEvent({kind: 'features', split: split.split, done: total, total});
    return path;
  }
  await mkdir(folder, {recursive: true});
  await checkSpace(folder, bytes);
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  const file = await open(temporary, 'wx');
  try {
    await file.writeFile(head);
    for await (const rows of rowsOf(request)) {
      await file.writeFile(toLittleEndian(rows));
      signal?.throwIfAborted();
    }
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(temporary, {force: true}).catch(() => {});
    throw error;
  }
  return path;
}

async function* rowsOf(request: FeatureRequest): AsyncGenerator<Float32Array> {
  const {graph, preprocessing, split, augment, seed, variant, onEvent} = request;
  const [channels = 3, height = 1, width = 1] = graph.nodes[graph.input]!.shape;
  const pictures = pictureSamples(split.samples, preprocessing, {
    size: [height, width],
    augment,
    seed,
    // Each is wanted once.
    maxBytes: 0,
  });
  const engine = await openEngine('onnx');
  const executable = await engine.prepare(compileForward(graph));
  try {
    const total = split.samples.length;
    for (let start = 0; start < total; start += atOnce) {
      const indices = Array.from({length: Math.min(atOnce, total - start)}, (_, i) => start + i);
      const data = await pictures.batch(variant, indices);
      const batch = toChannelsFirst({shape: [indices.length, height, width, channels], data});
      const outputs = await executable.run(new Map([['input', batch]]));
      yield outputs.get('logits')!.data as Float32Array;
      onEvent({kind: 'features', split: split.split, done: start + indices.length, total});
    }
  } finally {
    await executable.dispose();
    await pictures.close();
  }
}

/** Of everything the features depend on. */
function keyOf({graph, split, augment, seed, variant}: FeatureRequest): string {
  const changes = augment === null ? null : {augment, seed, variant};
  const text = JSON.stringify(['lrplab-features-1', hashGraph(graph), split.hash, changes]);
  const pictures = split.samples.map(({image}) => image).join('\n');
  return createHash('sha256').update(text).update(pictures).digest('hex').slice(0, 40);
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  const {bavail, bsize} = await statfs(folder);
  const free = bavail * bsize;
  if (bytes < free) return;
  const megabytes = (count: number): string => `${Math.ceil(count / 1e6)} MB`;
  throw new DataError(
    'train/no-space',
    folder,
    `the features take ${megabytes(bytes)}, the disk has ${megabytes(free)} left; make room, set LRPLAB_CACHE to a folder on another disk, or ask for fewer variants`,
  );
}
