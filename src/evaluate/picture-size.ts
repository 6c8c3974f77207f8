import type {Extent} from '../data/picture-header.js';
import {LrpError} from '../errors/lrp-error.js';
import {describeShape, type Graph} from '../graph/graph.js';

/** Size of the pictures a network takes. @throws LrpError `input/no-pictures`. */
export function pictureSize(graph: Graph): Extent {
  const {shape} = graph.nodes[graph.input]!;
  const [, height, width] = shape;
  if (shape.length === 3) return {width: width!, height: height!};
  throw new LrpError(
    'input/no-pictures',
    `model "${graph.name}" takes ${describeShape(shape)}, which is no picture, so no boxes lie in it`,
  );
}
