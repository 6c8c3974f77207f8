import {ModelError} from '../../errors/model-error.js';
import type {Tensor} from '../../graph/graph.js';
import {readFinite} from '../tfjs/layer-weights.js';
import type {Hdf5} from './hdf5.js';
import {listLayers} from './layer-list.js';
import {storedWeight} from './stored-weight.js';
import {vggNames} from './vgg-names.js';

/** The weights of a VGG. */
export interface VggTensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** Whether the file itself has the names, which tells more than the layers. */
  readonly byName: boolean;
  /** What was taken for granted. */
  readonly notes: readonly string[];
}

/**
 * The tensors of a weights file under the names of Keras' VGGs, `block1_conv1/kernel` [kh,kw,I,O] to
 * `predictions/bias` [O], axes as Keras has them. Layers of other names (`conv2d_1`) are told by order and shapes.
 *
 * @throws ModelError `model/weights-only` for any other network, and for its numbers as `readFinite` does.
 */
export function vggTensors(file: Hdf5): VggTensors {
  const layers = listLayers(file);
  const named = vggNames(
    layers.map(layer => ({
      ...layer,
      shapes: new Map([...layer.weights].map(([role, path]) => [role, file.dataset(path).shape])),
    })),
  );
  if (named === null) {
    const names = layers.slice(0, 5).map(({name}) => `"${name}"`);
    throw new ModelError(
      'model/weights-only',
      `${file.where}: the file holds weights only${names.length === 0 ? '' : ` (${names.join(', ')}${layers.length > 5 ? ', …' : ''})`}, not how the layers are connected, and they are not those of a VGG; save the whole model with model.save('net.keras')`,
    );
  }
  const tensors = new Map<string, Tensor>();
  layers.forEach(({weights}, index) => {
    for (const [role, path] of weights) {
      const weight = storedWeight(file, path);
      tensors.set(`${named.names[index]}/${role}`, {
        shape: weight.shape,
        data: readFinite(weight),
      });
    }
  });
  return {tensors, byName: named.byName, notes: named.notes};
}
