import test from 'ava';
import {listLayers} from '../../../src/model/keras/layer-list.js';
import {tensorOf} from '../../helpers/graph-builder.js';
import {type MemoryGroup, memoryHdf5} from '../../helpers/memory-hdf5.js';

const numbers = tensorOf([2], [1, 2]);

test('groups that hold themselves three times over are refused, not walked for ever', t => {
  const layers: Record<string, MemoryGroup> = {};
  const root: MemoryGroup = {layers};
  for (const name of ['a', 'b', 'c']) layers[name] = root;
  t.throws(() => listLayers(memoryHdf5(root)), {code: 'model/too-large', message: /within/});
});

test('a list that names one group for ever is refused', t => {
  const names = Array.from({length: 1000}, () => 'dense');
  const dense = {'@': {weight_names: ['dense/bias:0']}, dense: {'bias:0': numbers}};
  t.throws(() => listLayers(memoryHdf5({'@': {layer_names: names}, dense})), {
    code: 'model/too-large',
  });
});

test('layers stand below either name that Keras has given their group', t => {
  const vars = {'0': numbers, '1': numbers};
  for (const container of ['layers', '_layer_checkpoint_dependencies']) {
    const inner = {[container]: {conv2d_10: {vars}, conv2d_2: {vars}}, vars: {}};
    const root = {[container]: {dense: {vars: {...vars, '@': {name: ['fc1']}}}, functional: inner}};
    t.deepEqual(
      listLayers(memoryHdf5(root)).map(({name, weights}) => [name, ...weights.entries()]),
      [
        ['fc1', ['kernel', `${container}/dense/vars/0`], ['bias', `${container}/dense/vars/1`]],
        ...[2, 10].map(number => {
          const own = `${container}/functional/${container}/conv2d_${number}/vars`;
          return [`conv2d_${number}`, ['kernel', `${own}/0`], ['bias', `${own}/1`]] as never;
        }),
      ],
    );
  }
});
