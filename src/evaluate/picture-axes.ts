import {LrpError} from '../errors/lrp-error.js';
import {describeShape, type Graph} from '../graph/graph.js';

/** Where a picture's values stand in a row [C,H,W] or [H,W,C]. */
export interface PictureAxes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Place of a channel's value at a pixel, pixels row by row. */
  at(channel: number, pixel: number): number;
}

/**
 * The axes of a network's input, in the model's own layout.
 *
 * @param what Who needs pictures, for the message.
 * @throws LrpError `input/no-pictures` where the network takes no pictures.
 */
export function pictureAxes(graph: Graph, what: string): PictureAxes {
  const {shape} = graph.nodes[graph.input]!;
  if (shape.length !== 3) {
    throw new LrpError(
      'input/no-pictures',
      `model "${graph.name}" takes ${describeShape(shape)}, but ${what} needs pictures; leave it out`,
    );
  }
  const [channels, height, width] = shape as [number, number, number];
  const pixels = height * width;
  const at =
    graph.layout === 'channels-last'
      ? (channel: number, pixel: number) => pixel * channels + channel
      : (channel: number, pixel: number) => channel * pixels + pixel;
  return {channels, height, width, at};
}
