import {LrpError} from '../errors/lrp-error.js';
import {describeShape, type Graph} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {findPreprocessing} from './preprocess-presets.js';

/**
 * A network whose pictures become its input as is said, whatever it says itself.
 *
 * @param chosen The name of a preset, or a preprocessing.
 * @throws LrpError `input/no-pictures` where the network takes no pictures, `preprocess/unknown`, and
 *   `preprocess/channels` where it takes another number of channels.
 */
export function withPreprocessing(graph: Graph, chosen: string | Preprocessing): Graph {
  const {shape} = graph.nodes[graph.input]!;
  const [channels] = shape;
  if (channels === undefined || shape.length !== 3)
    throw new LrpError(
      'input/no-pictures',
      `model "${graph.name}" takes ${describeShape(shape)}, which is no picture: it has no preprocessing`,
    );
  const preprocessing = typeof chosen === 'string' ? findPreprocessing(chosen, channels) : chosen;
  if (preprocessing.mean.length !== channels)
    throw new LrpError(
      'preprocess/channels',
      `a preprocessing of "${preprocessing.channels}" makes pictures of ${preprocessing.mean.length} channels, but model "${graph.name}" takes ${channels}`,
    );
  // Nodes of its own: plans are known by them, and zB has other bounds now.
  return {...graph, nodes: [...graph.nodes], preprocessing};
}
