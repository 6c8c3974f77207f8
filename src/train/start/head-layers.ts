import {sizeOf, type Shape} from '../../graph/graph.js';
import type {StackLayer} from '../../model/stack/stack.js';
import {talkHead} from '../../model/stack/talk-head.js';
import type {TrainSettings} from '../train-settings.js';

/**
 * The layers of a head behind features of a shape: average pooling where wanted, flatten, and the talk's head.
 *
 * @param taken Names that the layers before it have.
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
  if (pools) {
    const window = [height, width] as const;
    layers.push({kind: 'avgpool', name: 'average', kernel: window, stride: window});
  }
  if (shape.length === 3) layers.push({kind: 'flatten', name: 'flatten'});
  const inputs = pools ? channels! : sizeOf(shape);
  const dense = talkHead({inputs, hidden, dropout, outputs, seed});
  layers.push(...(batchNorm ? dense : dense.filter(({kind}) => kind !== 'norm')));
  return layers.map(layer => ({...layer, name: free(layer.name, taken)}));
}

function free(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}#${number}`;
  return candidate;
}
