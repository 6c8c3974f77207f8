import {basename} from 'node:path';
import {checkFinite} from '../data/check-finite.js';
import {readNpy} from '../data/npy.js';
import {pixelsOf} from '../data/pixels-of.js';
import {readPictures} from '../data/picture-input.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Extent} from '../data/picture-header.js';
import {boxInView} from '../data/voc/box-in-view.js';
import type {VocSample} from '../data/voc/voc-dataset.js';
import type {LoadedBatch, SeenObject} from '../explain/explained.js';
import {joinRows, modelInputShape} from '../explain/batch.js';
import type {FileSource, ValueSource} from './prepared.js';
import {describeShape, type Graph, type Tensor} from '../graph/graph.js';

/** Samples loaded from files. */
export interface LoadedSamples extends LoadedBatch {
  /** What was done to pictures, one line each. */
  readonly notes: readonly string[];
}

async function loadArray(path: string, name: string, graph: Graph): Promise<LoadedSamples> {
  const tensor = await readNpy(path);
  checkFinite(tensor, path);
  return toSamples(tensor, {name, place: path}, graph);
}

/** Numbers that are there already; one sample may come without the batch axis. */
function loadValue({name, tensor}: ValueSource, graph: Graph): LoadedSamples {
  const isSingle = tensor.shape.length === modelInputShape(graph).length;
  const batch = isSingle ? {...tensor, shape: [1, ...tensor.shape]} : tensor;
  checkFinite(batch, name);
  return toSamples(batch, {name, place: `value ${name}`}, graph);
}

function toSamples(
  tensor: Tensor,
  {name, place}: {readonly name: string; readonly place: string},
  graph: Graph,
): LoadedSamples {
  const expected = modelInputShape(graph);
  if (tensor.shape.slice(1).join() !== expected.join()) {
    const layout = graph.layout === 'channels-last' ? 'channels last' : 'channels first';
    throw new LrpError(
      'input/shape',
      `${place}: shape ${describeShape(tensor.shape)}; model "${graph.name}" takes [N×${expected.join('×')}], ${layout}, batch first`,
    );
  }
  const count = tensor.shape[0]!;
  if (count === 0) throw new LrpError('input/empty', `${place}: holds no sample`);
  const size = tensor.data.length / count;
  const samples = Array.from({length: count}, (_, index) => ({
    sample: count === 1 ? name : `${name}[${index}]`,
    pixels: pixelsOf(tensor.data.subarray(index * size, (index + 1) * size), graph),
  }));
  return {tensor, samples, notes: []};
}

/** A picture or array by its path; of a picture of a data set it is known what it shows. */
type PathSource = Pick<FileSource, 'path' | 'sample' | 'split'> & {readonly name?: string};
type PictureSource = PathSource & {readonly name: string};

/** The objects of a picture as far as the network sees them. */
function objectsInView(sample: VocSample, seen: Extent): readonly SeenObject[] {
  return sample.objects.flatMap(({className, box}) => {
    const inView = boxInView(box, sample, seen);
    return inView === null ? [] : [{className, box: inView}];
  });
}

/** `horse, 2 person`: what is annotated. */
function describeObjects({objects}: VocSample): string {
  const counts = new Map<string, number>();
  for (const {className} of objects) counts.set(className, (counts.get(className) ?? 0) + 1);
  const told = [...counts].map(([name, count]) => (count === 1 ? name : `${count} ${name}`));
  return told.length === 0 ? 'nothing annotated' : told.join(', ');
}

async function loadPicture(
  {path, name, sample, split}: PictureSource,
  graph: Graph,
): Promise<LoadedSamples> {
  const {tensor, pictures, fitted} = await readPictures([path], graph);
  return {
    tensor,
    samples: [
      {
        sample: name,
        pixels: pictures[0]!,
        ...(sample === undefined ? {} : {objects: objectsInView(sample, pictures[0]!)}),
      },
    ],
    notes: [
      sample === undefined
        ? `${name}: ${fitted[0]}`
        : `${name}: ${sample.id} of split ${split} (${describeObjects(sample)}), ${fitted[0]}`,
    ],
  };
}

/**
 * Loads pictures, `.npy` arrays and numbers at hand as one batch for a model.
 *
 * @throws LrpError `input/*`, DataError `npy/*`, `image/*`.
 */
export async function loadSources(
  sources: readonly (PathSource | ValueSource)[],
  graph: Graph,
): Promise<LoadedSamples> {
  const parts: LoadedSamples[] = [];
  for (const source of sources) {
    if ('tensor' in source) {
      parts.push(loadValue(source, graph));
      continue;
    }
    const {path, name = basename(path)} = source;
    parts.push(
      await (path.toLowerCase().endsWith('.npy')
        ? loadArray(path, name, graph)
        : loadPicture({...source, name}, graph)),
    );
  }
  return {
    tensor: joinRows(parts.map(part => part.tensor)),
    samples: parts.flatMap(part => part.samples),
    notes: parts.flatMap(part => part.notes),
  };
}
