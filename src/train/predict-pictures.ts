import {DataError} from '../data/data-error.js';
import {readImage} from '../data/image.js';
import {pictureForm} from '../data/picture-input.js';
import {openEngine} from '../engine/open-engine.js';
import {checkBatchOptions, samplesPerRun, type BatchSizeOptions} from '../explain/batch-size.js';
import {sizeOf, type Graph, type Tensor} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {compileForward} from '../program/compile.js';

export interface PredictOptions extends BatchSizeOptions {
  /** Stops between two batches; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Whether a picture that cannot be read ends the call, instead of being left out and named. @default false */
  readonly strict?: boolean;
}

/** A picture that could not be read. */
export interface UnreadPicture {
  readonly index: number;
  readonly error: DataError;
}

/** What a network says of pictures. */
export interface PicturePredictions {
  /** [M,K], of the pictures that could be read, in their order. */
  readonly logits: Tensor;
  /** M positions among the paths. */
  readonly indices: readonly number[];
  readonly unread: readonly UnreadPicture[];
  /** `onnx/cpu`, … */
  readonly engine: string;
}

interface PictureInputs {
  readonly preprocessing: Preprocessing;
  readonly size: readonly [number, number];
}

/** Inputs of a run, [C,H,W] each; what is no readable picture is its error. */
function readBatch(
  paths: readonly string[],
  inputs: PictureInputs,
): Promise<(Float32Array | DataError)[]> {
  return Promise.all(
    paths.map(async path => {
      try {
        return (await readImage(path, inputs)).tensor.data;
      } catch (error) {
        if (error instanceof DataError) return error;
        throw error;
      }
    }),
  );
}

/**
 * Runs a network on pictures, in batches, on the fast engine; the next batch is decoded meanwhile.
 *
 * @throws LrpError `input/no-pictures`, `input/preprocessing`, `explain/batch-size`, `engine/*`; the signal's reason;
 *   where `strict`, DataError of the first picture that cannot be read, before any later batch is begun.
 */
export async function predictPictures(
  graph: Graph,
  paths: readonly string[],
  {signal, onProgress, strict = false, ...options}: PredictOptions = {},
): Promise<PicturePredictions> {
  checkBatchOptions(options);
  const {preprocessing, height, width} = pictureForm(graph);
  const inputs: PictureInputs = {preprocessing, size: [height, width]};
  const {shape} = graph.nodes[graph.input]!;
  const engine = await openEngine(options.engine ?? 'onnx', options.device);
  const program = compileForward(graph);
  const size = samplesPerRun(program, options);
  const executable = await engine.prepare(program);
  const outputs = graph.nodes[graph.output]!.shape[0]!;
  const all = new Float32Array(paths.length * outputs);
  const indices: number[] = [];
  const unread: UnreadPicture[] = [];
  const read = (first: number): ReturnType<typeof readBatch> =>
    readBatch(paths.slice(first, first + size), inputs);
  try {
    let next = read(0);
    for (let first = 0; first < paths.length; first += size) {
      const batch = await next;
      signal?.throwIfAborted();
      const broken = batch.find(data => data instanceof DataError);
      if (strict && broken !== undefined) throw broken;
      next = read(first + size);
      const good: Float32Array[] = [];
      batch.forEach((data, at) => {
        if (data instanceof DataError) unread.push({index: first + at, error: data});
        else good.push(data);
      });
      if (good.length > 0) {
        const data = new Float32Array(good.length * sizeOf(shape));
        for (const [at, each] of good.entries()) data.set(each, at * each.length);
        const result = await executable.run(
          new Map([['input', {shape: [good.length, ...shape], data}]]),
        );
        all.set(result.get('logits')!.data, indices.length * outputs);
        batch.forEach((each, at) => {
          if (!(each instanceof DataError)) indices.push(first + at);
        });
      }
      onProgress?.(Math.min(paths.length, first + size), paths.length);
    }
    await next;
    signal?.throwIfAborted();
  } finally {
    await executable.dispose();
  }
  return {
    logits: {
      shape: [indices.length, outputs],
      data: all.slice(0, indices.length * outputs),
    },
    indices,
    unread,
    engine: `${engine.name}/${engine.device}`,
  };
}
