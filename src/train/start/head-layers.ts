import {LrpError} from '../../errors/lrp-error.js';
import {describeShape, sizeOf, type Shape} from '../../graph/graph.js';
import type {StackLayer} from '../../model/stack/stack.js';
import {talkHead} from '../../model/stack/talk-head.js';
import type {TrainSettings} from '../train-settings.js';

/**
 * The layers of a head behind features of a shape: average pooling where wanted, flatten, and the talk's head.
 *
 * @param taken Names that the layers before it have.
 * @throws LrpError `train/pooling` where there are no maps to average, `train/option` where it is too large.
 */
export function headLayers(
  shape: Shape,
  {hidden, dropout, batchNorm, pooling}: TrainSettings['head'],
  {
    outputs,
    seed,
    taken,
  }: {
    readonly outputs: number;
    readonly seed: number;
    readonly taken: ReadonlySet<string>;
  },
): StackLayer[] {
  const [channels, ...area] = shape;
  const layers: StackLayer[] = [];
  const [height, width] = area;
  const pools = pooling === 'average' && height !== undefined && width !== undefined;
  if (pooling === 'average' && !pools) {
    throw new LrpError(
      'train/pooling',
      `pooling "average" needs maps before the head, but there is ${describeShape(shape)}; cut behind an earlier layer, or use pooling "none"`,
    );
  }
  if (pools) {
    const window = [height, width] as const;
    layers.push({kind: 'avgpool', name: 'average', kernel: window, stride: window});
  }
  if (shape.length === 3) layers.push({kind: 'flatten', name: 'flatten'});
  const inputs = pools ? channels! : sizeOf(shape);
  checkSize([inputs, ...hidden, outputs]);
  const dense = talkHead({inputs, hidden, dropout, outputs, seed});
  layers.push(...(batchNorm ? dense : dense.filter(({kind}) => kind !== 'norm')));
  return layers.map(layer => ({...layer, name: free(layer.name, taken)}));
}

/** An ONNX file holds 2 GB, so many float32 numbers. */
const mostWeights = 2 ** 29;

function checkSize(features: readonly number[]): void {
  const weights = features.reduce((sum, count, at) => sum + count * (features[at + 1] ?? 0), 0);
  if (weights < mostWeights) return;
  throw new LrpError(
    'train/option',
    `head.hidden: expected dense layers of less than ${mostWeights} weights, which is what model.onnx can hold, got ${weights} for ${features.join(' to ')}; use smaller hidden layers, or pooling "average"`,
  );
}

function free(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}#${number}`;
  return candidate;
}
