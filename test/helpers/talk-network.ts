import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {createRandom} from '../../src/data/random.js';
import type {Tensor} from '../../src/graph/graph.js';
import {findPreprocessing} from '../../src/data/preprocess-presets.js';
import {writeOnnx} from '../../src/model/onnx/write-onnx.js';
import {draftOfStack} from '../../src/model/stack/draft-of-stack.js';
import type {Stack, StackLayer} from '../../src/model/stack/stack.js';
import {talkHead} from '../../src/model/stack/talk-head.js';
import {vggFeatures} from '../../src/model/stack/vgg-stack.js';

export interface TalkNetworkOptions {
  /** Factor on VGG16's channels. @default 1/16 */
  readonly width?: number;
  /** Side of the square input, at least 32. @default 96 */
  readonly size?: number;
  /** @default [32, 16] */
  readonly hidden?: readonly number[];
  /** @default 1 */
  readonly seed?: number;
}

/** VGG16's convolutions with the talk's head for horse and person; random weights, batch norms that do something. */
export function talkNetwork({
  width = 1 / 16,
  size = 96,
  hidden = [32, 16],
  seed = 1,
}: TalkNetworkOptions = {}): Stack {
  const {layers, shape} = vggFeatures({inputShape: [3, size, size], width, seed});
  const inputs = shape.reduce((product, length) => product * length, 1);
  const head = talkHead({inputs, hidden, outputs: 2, seed});
  const random = createRandom(seed);
  return {
    name: 'talk',
    inputShape: [3, size, size],
    layers: [...layers, {kind: 'flatten', name: 'flatten'}, ...head.map(layer => moved(layer))],
    classes: ['horse', 'person'],
    preprocessing: findPreprocessing('torch', 3),
    notes: [],
  };

  function moved(layer: StackLayer): StackLayer {
    if (layer.kind !== 'norm') return layer;
    const each = (low: number, high: number): Tensor => ({
      shape: layer.gamma.shape,
      data: layer.gamma.data.map(() => random.between(low, high)),
    });
    const [gamma, variance] = [each(0.5, 1.5), each(0.5, 1.5)];
    return {...layer, gamma, variance, beta: each(-0.3, 0.3), mean: each(-0.3, 0.3)};
  }
}

/** Writes it as training does: a folder with `model.onnx`. */
export async function writeTalkNetwork(
  folder: string,
  options: TalkNetworkOptions = {},
): Promise<void> {
  await mkdir(folder, {recursive: true});
  await writeFile(join(folder, 'model.onnx'), writeOnnx(draftOfStack(talkNetwork(options))));
}
