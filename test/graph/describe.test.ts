import test from 'ava';
import {graphRows} from '../../src/graph/describe.js';
import {loadModel} from '../../src/model/load-model.js';
import {onnxFixture} from '../helpers/onnx-fixtures.js';

test('the rows of a graph number the weighted layers and count what each node holds', async t => {
  const rows = graphRows(await loadModel(onnxFixture('head.17')));
  t.deepEqual(
    rows.map(({index, kind, shape, parameters}) => [index, kind, shape.join('×'), parameters]),
    [
      [null, 'input', '3×6×6', 0],
      [0, 'conv', '5×6×6', 5 * 27 + 5],
      [null, 'activation', '5×6×6', 0],
      [null, 'maxpool', '5×3×3', 0],
      [null, 'reshape', '45', 0],
      [1, 'dense', '10', 450 + 10],
      [null, 'activation', '10', 0],
      [2, 'dense', '8', 80 + 8],
      [null, 'activation', '8', 0],
      [3, 'dense', '2', 16 + 2],
    ],
  );
  t.regex(rows[5]!.notes, /folded right/);
  t.regex(rows[9]!.notes, /sigmoid cut off/);
});
