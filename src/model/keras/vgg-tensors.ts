import {ModelError} from '../../errors/model-error.js';
import type {Tensor} from '../../graph/graph.js';
import {vggBlocks, vggChannels} from '../stack/vgg-shape.js';
import {readFinite} from '../tfjs/layer-weights.js';
import type {Hdf5} from './hdf5.js';
import type {ListedLayer} from './layer-list.js';
import {listLayers} from './layer-list.js';
import {storedWeight} from './stored-weight.js';

/** The weights of a VGG. */
export interface VggTensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Whether the file itself has the names, which tells more than the layers. */
  readonly byName: boolean;
}

/**
 * The tensors of a weights file under the names of Keras' VGGs, `block1_conv1/kernel` [kh,kw,I,O] to
 * `predictions/bias` [O], axes as Keras has them. Where the layers have other names (`conv2d_1`), their order and shapes
 * must be a VGG's.
 *
 * @throws ModelError `model/weights-only` for any other network, and for its numbers as `readFinite` does.
 */
export function vggTensors(file: Hdf5): VggTensors {
  const layers = listLayers(file);
  const byName = layers.some(({name}) => /^block\d_conv\d$/.test(name));
  const named = byName ? layers : renamed(file, layers);
  if (named === null) {
    const names = layers.slice(0, 5).map(({name}) => `"${name}"`);
    throw new ModelError(
      'model/weights-only',
      `${file.where}: the file holds weights only${names.length === 0 ? '' : ` (${names.join(', ')}${layers.length > 5 ? ', …' : ''})`}, not how the layers are connected, and they are not those of a VGG; save the whole model with model.save('net.keras')`,
    );
  }
  const tensors = new Map<string, Tensor>();
  for (const {name, weights} of named) {
    for (const [role, path] of weights) {
      const weight = storedWeight(file, path);
      tensors.set(`${name}/${role}`, {shape: weight.shape, data: readFinite(weight)});
    }
  }
  return {tensors, byName};
}

/** The layers under a VGG's names, by their order; null where kinds, number or shapes are not a VGG's. */
function renamed(file: Hdf5, layers: readonly ListedLayer[]): readonly ListedLayer[] | null {
  const shapes = layers.map(({weights}) => {
    const kernel = weights.get('kernel');
    return weights.size <= 2 && kernel !== undefined ? file.dataset(kernel).shape : [];
  });
  const ofRank = (rank: number): readonly number[] =>
    shapes.flatMap((shape, index) => (shape.length === rank ? [index] : []));
  const [convs, dense] = [ofRank(4), ofRank(2)];
  const blocks = Object.values(vggBlocks).find(
    counts => counts.reduce((sum, count) => sum + count) === convs.length,
  );
  if (blocks === undefined || convs.length + dense.length !== layers.length) return null;
  const names = blocks.flatMap((count, block) =>
    Array.from({length: count}, (_, conv) => ({block, name: `block${block + 1}_conv${conv + 1}`})),
  );
  const first = shapes[convs[0]!]![3]!;
  let inputs = shapes[convs[0]!]![2];
  const fits = convs.every((index, place) => {
    const [height, width, from, to] = shapes[index]!;
    const chained = from === inputs;
    inputs = to;
    return (
      chained && height === 3 && width === 3 && to === vggChannels(names[place]!.block, first / 64)
    );
  });
  if (!fits) return null;
  return [
    ...convs.map((index, place) => ({...layers[index]!, name: names[place]!.name})),
    ...dense.map((index, place) => ({
      ...layers[index]!,
      name: place === dense.length - 1 ? 'predictions' : `fc${place + 1}`,
    })),
  ];
}
