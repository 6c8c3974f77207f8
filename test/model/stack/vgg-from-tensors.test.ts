import test, {type ExecutionContext} from 'ava';
import {LrpError} from '../../../src/errors/lrp-error.js';
import {canonise} from '../../../src/graph/canonise.js';
import {sizeOf, type Tensor} from '../../../src/graph/graph.js';
import {draftOfStack} from '../../../src/model/stack/draft-of-stack.js';
import {draftOfWeights} from '../../../src/model/stack/draft-of-weights.js';
import {vggFromTensors, vggOriginOf} from '../../../src/model/stack/vgg-from-tensors.js';
import {vggStack} from '../../../src/model/stack/vgg-stack.js';
import {tensorOf} from '../../helpers/graph-builder.js';
import {randomFrom} from '../../helpers/random.js';

type Tensors = Map<string, Tensor>;

const random = randomFrom(12);
const numbers = (...shape: number[]): Tensor =>
  tensorOf(
    shape,
    Array.from({length: sizeOf(shape)}, () => random.normal()),
  );

/** torchvision's VGG11 with 2 channels everywhere, 7×7 maps, hidden layers of 4 and 3, 2 classes. */
function torchTensors(prefix = ''): Tensors {
  const tensors: Tensors = new Map();
  const put = (name: string, ...shape: number[]): void => {
    tensors.set(`${prefix}${name}.weight`, numbers(...shape));
    tensors.set(`${prefix}${name}.bias`, numbers(shape[0]!));
  };
  [0, 3, 6, 8, 11, 13, 16, 18].forEach((index, layer) => {
    put(`features.${index}`, 2, layer === 0 ? 3 : 2, 3, 3);
  });
  put('classifier.0', 4, 98);
  put('classifier.3', 3, 4);
  put('classifier.6', 2, 3);
  return tensors;
}

function refusal(
  t: ExecutionContext,
  tensors: Tensors,
  inputShape?: readonly number[],
): {code: string; message: string} {
  const error = t.throws(() => vggFromTensors(tensors, {name: 'net', inputShape}), {
    instanceOf: LrpError,
  });
  return {code: error.code, message: error.message};
}

test("torchvision's names give its layers, the size it was made for and its preprocessing", t => {
  const stack = vggFromTensors(torchTensors(), {name: 'net'});
  t.deepEqual(stack.inputShape, [3, 224, 224]);
  t.deepEqual(
    stack.layers.map(({name, kind}) => `${name} ${kind}`),
    [
      ...['features.0 conv', 'features.1 relu', 'features.2 maxpool'],
      ...['features.3 conv', 'features.4 relu', 'features.5 maxpool'],
      ...['features.6 conv', 'features.7 relu', 'features.8 conv', 'features.9 relu'],
      ...['features.10 maxpool', 'features.11 conv', 'features.12 relu', 'features.13 conv'],
      ...['features.14 relu', 'features.15 maxpool', 'features.16 conv', 'features.17 relu'],
      ...['features.18 conv', 'features.19 relu', 'features.20 maxpool', 'flatten flatten'],
      ...['classifier.0 dense', 'classifier.1 relu', 'classifier.2 dropout'],
      ...['classifier.3 dense', 'classifier.4 relu', 'classifier.5 dropout', 'classifier.6 dense'],
    ],
  );
  t.deepEqual(stack.preprocessing, {
    channels: 'RGB',
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  });
  t.true(stack.notes.some(note => note.includes('unless it is said')));
  t.true(stack.notes.some(note => note.includes('vgg11')));
  const graph = canonise(draftOfStack(stack));
  t.deepEqual(graph.nodes[graph.output]!.shape, [2]);
});

test('what stands before all names is left out, and what counts batches is ignored', t => {
  const tensors = torchTensors('module.');
  tensors.set('module.features.1.num_batches_tracked', numbers());
  const plain = vggFromTensors(tensors, {name: 'net'});
  t.deepEqual(
    plain.layers.map(({name}) => name),
    vggFromTensors(torchTensors(), {name: 'net'}).layers.map(({name}) => name),
  );
});

test("timm's names mean the same dense layers, kept there as convolutions", t => {
  const tensors = torchTensors();
  const timm: Tensors = new Map();
  for (const [name, tensor] of tensors) {
    const [, layer, part] = /^(\w+\.\d+)\.(\w+)$/.exec(name)!;
    const other = {
      'classifier.0': 'pre_logits.fc1',
      'classifier.3': 'pre_logits.fc2',
      'classifier.6': 'head.fc',
    }[layer!];
    const shape =
      layer === 'classifier.0' && part === 'weight'
        ? [4, 2, 7, 7]
        : layer === 'classifier.3' && part === 'weight'
          ? [3, 4, 1, 1]
          : tensor.shape;
    timm.set(other === undefined ? name : `${other}.${part}`, {...tensor, shape});
  }
  t.deepEqual(vggFromTensors(timm, {name: 'net'}), vggFromTensors(tensors, {name: 'net'}));
  const large = vggFromTensors(timm, {name: 'net', inputShape: [3, 256, 96]});
  const last = large.layers.findIndex(({name}) => name === 'features.20');
  t.deepEqual(
    large.layers.slice(last + 1).map(({name, kind}) => `${name} ${kind}`),
    [
      ...['classifier.0 conv', 'classifier.1 relu', 'classifier.2 dropout'],
      ...['classifier.3 conv', 'classifier.4 relu', 'classifier.5 dropout'],
      ...['head.global_pool adaptiveavgpool', 'flatten flatten', 'classifier.6 dense'],
    ],
  );
  t.true(large.notes.some(note => /slides over the map of 8×3/.test(note)));
});

test('larger maps are averaged; smaller ones are folded into the first dense layer, which is noted', t => {
  const at = (height: number, width: number): ReturnType<typeof vggFromTensors> =>
    vggFromTensors(torchTensors(), {name: 'net', inputShape: [3, height, width]});
  const poolsAt = (height: number, width: number): readonly unknown[] =>
    at(height, width).layers.flatMap(layer =>
      layer.kind === 'adaptiveavgpool' ? [layer.size] : [],
    );
  t.deepEqual(poolsAt(448, 224), [[7, 7]]);
  t.deepEqual(poolsAt(480, 640), [[7, 7]]);
  t.deepEqual(poolsAt(96, 640), [[3, 7]]);
  t.deepEqual(poolsAt(224, 255), []);
  t.deepEqual(poolsAt(2 ** 15, 2 ** 15), [[7, 7]]);
  const {layers, notes} = at(96, 64);
  t.true(notes.some(note => note.includes('3×2 to 7×7')));
  const first = layers.find(({kind}) => kind === 'dense');
  t.deepEqual(first?.kind === 'dense' && first.weight.shape, [4, 2 * 3 * 2]);
});

test('a first dense layer of one cell asks for the size, and stands behind an average of the map', t => {
  const tensors = torchTensors();
  tensors.set('classifier.0.weight', numbers(4, 2));
  t.is(refusal(t, tensors).code, 'model/unknown-shape');
  const {layers, notes} = vggFromTensors(tensors, {name: 'net', inputShape: [3, 96, 96]});
  t.true(layers.some(layer => layer.kind === 'adaptiveavgpool'));
  t.true(notes.some(note => /reads 1×1 cells: average pooling .* is taken/.test(note)));
});

/** The dense layers of a classifier of 2·7·7 inputs, and whatever is put between them. */
function headOf(...names: readonly string[]): readonly string[] {
  const tensors = new Map([...torchTensors()].filter(([name]) => name.startsWith('features')));
  names.forEach((name, position) => {
    tensors.set(`${name}.weight`, numbers(3, position === 0 ? 98 : 3));
    tensors.set(`${name}.bias`, numbers(3));
  });
  const {layers} = vggFromTensors(tensors, {name: 'net'});
  const start = layers.findIndex(({kind}) => kind === 'flatten');
  return layers.slice(start + 1).map(({name, kind}) => `${name} ${kind}`);
}

test('a ReLU is taken to stand where the numbers leave room for it, alone or before a dropout', t => {
  t.deepEqual(headOf('classifier'), ['classifier dense']);
  t.deepEqual(headOf('classifier.1', 'classifier.2'), ['classifier.1 dense', 'classifier.2 dense']);
  t.deepEqual(headOf('classifier.0', 'classifier.2'), [
    ...['classifier.0 dense', 'classifier.1 relu', 'classifier.2 dense'],
  ]);
  t.deepEqual(headOf('classifier.3', 'classifier.6.0', 'classifier.6.2'), [
    ...['classifier.3 dense', 'classifier.4 relu', 'classifier.5 dropout'],
    ...['classifier.6.0 dense', 'classifier.6.1 relu', 'classifier.6.2 dense'],
  ]);
  t.deepEqual(headOf('classifier.0.1', 'classifier.10', 'classifier.11.0'), [
    ...['classifier.0.1 dense', 'classifier.0.2 relu'],
    ...['classifier.10 dense', 'classifier.11.0 dense'],
  ]);
  // What stands behind the first one in its own sequence cannot be told.
  t.deepEqual(headOf('classifier.0.0', 'classifier.1'), [
    ...['classifier.0.0 dense', 'classifier.0.1 relu', 'classifier.1 dense'],
  ]);
});

test('that a ReLU is taken to stand between dense layers is noted', t => {
  const {notes} = vggFromTensors(torchTensors(), {name: 'net'});
  t.true(notes.some(note => /a ReLU is taken .* "classifier\.0" and "classifier\.3"$/.test(note)));
});

test('what belongs to the loss is left out, which is noted; another tensor beside is not', t => {
  const tensors = torchTensors('model.');
  tensors.set('criterion.weight', numbers(2));
  const {notes} = vggFromTensors(tensors, {name: 'net'});
  t.true(notes.some(note => note.includes('"criterion.weight"')));
  tensors.set('normalise.mean', numbers(3));
  t.regex(refusal(t, tensors).message, /"normalise\.mean" belongs to no layer/);
});

test('on a map of one cell every pooled cell is that cell: the folded weight is the sum', t => {
  const tensors = torchTensors();
  const {layers} = vggFromTensors(tensors, {name: 'net', inputShape: [3, 32, 32]});
  const first = layers.find(({kind}) => kind === 'dense');
  const given = tensors.get('classifier.0.weight')!.data;
  const sums = Array.from({length: 8}, (_, unit) =>
    given.subarray(49 * unit, 49 * (unit + 1)).reduce((sum, value) => sum + value, 0),
  );
  const folded = first?.kind === 'dense' ? [...first.weight.data] : [];
  t.true(folded.every((value, i) => Math.abs(value - sums[i]!) < 1e-5));
});

test('features alone are a network up to the last pooling, for a size that is given', t => {
  const tensors = new Map([...torchTensors()].filter(([name]) => name.startsWith('features')));
  const stack = vggFromTensors(tensors, {name: 'net', inputShape: [3, 96, 96]});
  t.is(stack.layers.at(-1)!.name, 'features.20');
  t.true(stack.notes.some(note => note.includes('ends at its last pooling')));
  const {code, message} = refusal(t, tensors);
  t.is(code, 'model/unknown-shape');
  t.regex(message, /the shape of one sample, such as 3x224x224$/);
});

test('missing, misshapen and surplus tensors are named in one error', t => {
  const tensors = torchTensors();
  tensors.delete('features.6.bias');
  tensors.delete('features.13.weight');
  tensors.delete('features.13.bias');
  tensors.set('features.3.weight', numbers(2, 5, 3, 3));
  tensors.set('classifier.3.weight', numbers(3, 9));
  tensors.set('classifier.9.mask', numbers(1));
  tensors.set('other', numbers(1));
  const {code, message} = refusal(t, tensors);
  t.is(code, 'model/bad-weights');
  for (const part of [
    'vgg11',
    '"features.6.bias" [2] is missing',
    '"features.13.weight" [O,2,3,3] is missing',
    '"features.13.bias" [O] is missing',
    '"features.3.weight" has the shape [2,5,3,3], expected [2,2,3,3]',
    '"classifier.3.weight" has the shape [3,9], expected [3,4]',
    '"classifier.9.mask" belongs to no layer',
    '"other" belongs to no layer',
  ])
    t.true(message.includes(part), part);
});

test('dense layers that read no whole map, and sizes that cannot be, are refused', t => {
  const odd = torchTensors();
  odd.set('classifier.0.weight', numbers(4, 97));
  t.regex(refusal(t, odd).message, /classifier\.0\.weight/);
  t.is(refusal(t, torchTensors(), [3, 31, 224]).code, 'model/bad-shape');
  t.is(refusal(t, torchTensors(), [1, 224, 224]).code, 'model/bad-shape');
  t.is(refusal(t, torchTensors(), [224, 224]).code, 'model/bad-shape');
});

test('names of another network are refused', t => {
  const tensors: Tensors = new Map([['layer1.0.conv1.weight', numbers(2, 2, 3, 3)]]);
  t.is(vggOriginOf(tensors), null);
  t.is(refusal(t, tensors).code, 'model/bad-weights');
  t.is(refusal(t, new Map()).code, 'model/bad-weights');
});

/** Moves axes: `order[k]` is the axis of the source that becomes axis k. */
function permuted(tensor: Tensor, order: readonly number[]): Tensor {
  const shape = order.map(axis => tensor.shape[axis]!);
  const steps = tensor.shape.map((_, axis) => sizeOf(tensor.shape.slice(axis + 1)));
  const data = Array.from({length: tensor.data.length}, (_, position) => {
    let rest = position;
    let from = 0;
    for (let k = order.length - 1; k >= 0; k--) {
      from += (rest % shape[k]!) * steps[order[k]!]!;
      rest = Math.floor(rest / shape[k]!);
    }
    return tensor.data[from]!;
  });
  return tensorOf(shape, data);
}

const keras = vggStack({
  depth: 13,
  batchNorm: true,
  width: 1 / 32,
  inputShape: [3, 64, 96],
  hidden: [5],
  outputs: 3,
  seed: 4,
});

/** The weights of {@link keras} as Keras lays them out. */
function kerasTensors(nameOf: (layer: string, part: string) => string): Tensors {
  const tensors: Tensors = new Map();
  for (const layer of keras.layers) {
    const put = (part: string, tensor: Tensor): void => {
      tensors.set(nameOf(layer.name, part), tensor);
    };
    if (layer.kind === 'conv') put('kernel', permuted(layer.weight, [2, 3, 1, 0]));
    if (layer.kind === 'norm') {
      put('gamma', layer.gamma);
      put('beta', layer.beta);
      put('moving_mean', layer.mean);
      put('moving_variance', layer.variance);
    }
    if (layer.kind === 'dense') {
      const map = layer.name === 'fc1' ? [5, 16, 2, 3] : [...layer.weight.shape, 1, 1];
      const kernel = permuted({shape: map, data: layer.weight.data}, [2, 3, 1, 0]);
      put('kernel', {
        shape: [layer.weight.shape[1]!, layer.weight.shape[0]!],
        data: kernel.data,
      });
      put('bias', layer.bias!);
    }
  }
  return tensors;
}

test("Keras' names and orders of axes give the network they came from, as a model of channels last", t => {
  for (const nameOf of [
    (layer: string, part: string) => `${layer}/${part}`,
    (layer: string, part: string) => `vgg13/${layer}/${layer}/${part}:0`,
  ]) {
    const tensors = kerasTensors(nameOf);
    const draft = draftOfWeights(tensors, {name: 'net', inputShape: [64, 96, 3]});
    t.is(draft.layout, 'channels-last');
    const head = draft.nodes.at(-1)!;
    t.is(head.kind, 'softmax');
    t.deepEqual(
      draft.nodes.slice(0, -1),
      draftOfStack(keras).nodes.map(node => node),
    );
    t.deepEqual(draft.preprocessing, {
      channels: 'BGR',
      scale: 1,
      mean: [103.939, 116.779, 123.68],
      std: [1, 1, 1],
    });
  }
});

test("Keras' dense layers read one size only", t => {
  const tensors = kerasTensors((layer, part) => `${layer}/${part}`);
  const wrong = refusal(t, tensors, [3, 96, 96]);
  t.is(wrong.code, 'model/bad-shape');
  t.regex(wrong.message, /6 cells.*3×3/);
  // 2×3 cells are no square, so the size is not known either.
  t.is(refusal(t, tensors).code, 'model/unknown-shape');
});
