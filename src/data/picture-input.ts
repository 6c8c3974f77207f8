import {LrpError} from '../errors/lrp-error.js';
import {describeShape, type Graph, type Tensor} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {readImage, type Pixels} from './image.js';
import {toChannelsLast} from './layout.js';

/** Pictures as a model's input. */
export interface PictureInput {
  /** [N,C,H,W] or [N,H,W,C], as the model takes it. */
  readonly tensor: Tensor;
  /** What the network sees, as a person sees it; one a picture. */
  readonly pictures: readonly Pixels[];
  /** How each picture was fitted. */
  readonly fitted: readonly string[];
}

/** What a picture has to be for a model. */
export interface PictureForm {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly preprocessing: Preprocessing;
}

/**
 * What pictures have to be for a model.
 *
 * @throws LrpError `input/no-pictures` where the model takes no pictures, `input/preprocessing` where it
 *   does not say how pictures become its input.
 */
export function pictureForm(graph: Graph): PictureForm {
  const {shape} = graph.nodes[graph.input]!;
  const [channels, height, width] = shape;
  if (channels === undefined || height === undefined || width === undefined || shape.length !== 3) {
    throw new LrpError(
      'input/no-pictures',
      `model "${graph.name}" takes ${describeShape(shape)}, which is no picture; give a .npy file`,
    );
  }
  const {preprocessing} = graph;
  if (preprocessing === null) {
    throw new LrpError(
      'input/preprocessing',
      `model "${graph.name}" does not say how pictures become its input`,
    );
  }
  if (preprocessing.mean.length !== channels) {
    throw new LrpError(
      'input/preprocessing',
      `model "${graph.name}" takes ${channels} channels, but its preprocessing "${preprocessing.channels}" makes ${preprocessing.mean.length}`,
    );
  }
  return {channels, height, width, preprocessing};
}

/**
 * Reads pictures as a model's input, by its own preprocessing.
 *
 * @throws LrpError as {@link pictureForm}; DataError `image/…`.
 */
export async function readPictures(paths: readonly string[], graph: Graph): Promise<PictureInput> {
  const {channels, height, width, preprocessing} = pictureForm(graph);
  const data = new Float32Array(paths.length * channels * height * width);
  const pictures: Pixels[] = [];
  const fitted: string[] = [];
  for (const [index, path] of paths.entries()) {
    const image = await readImage(path, {preprocessing, size: [height, width]});
    data.set(image.tensor.data, index * channels * height * width);
    pictures.push(image.pixels);
    fitted.push(image.fitted);
  }
  const tensor = {shape: [paths.length, channels, height, width], data};
  return {
    tensor: graph.layout === 'channels-last' ? toChannelsLast(tensor) : tensor,
    pictures,
    fitted,
  };
}
