import test from 'ava';
import {LrpError} from '../../../src/errors/lrp-error.js';
import {draftOfStack} from '../../../src/model/stack/draft-of-stack.js';
import type {Stack, StackLayer} from '../../../src/model/stack/stack.js';
import {forwardDraft} from '../../helpers/draft-forward.js';
import {tensorOf} from '../../helpers/graph-builder.js';

const stackOf = (inputShape: readonly number[], layers: readonly StackLayer[]): Stack => ({
  name: 'test',
  inputShape,
  layers,
  classes: null,
  preprocessing: null,
  notes: ['made by hand'],
});

const conv: StackLayer = {
  kind: 'conv',
  name: 'conv',
  weight: tensorOf([1, 1, 2, 2], [1, 0, 0, 1]),
  bias: tensorOf([1], [1]),
  stride: [1, 1],
  padding: [0, 0, 1, 1],
};

test('a stack computes layer after layer, without dropout', t => {
  const draft = draftOfStack(
    stackOf(
      [1, 2, 2],
      [
        conv,
        {kind: 'avgpool', name: 'pool', kernel: [2, 1], stride: [2, 1]},
        {kind: 'flatten', name: 'flatten'},
        {
          kind: 'norm',
          name: 'bn',
          gamma: tensorOf([2], [2, 1]),
          beta: tensorOf([2], [0, 10]),
          mean: tensorOf([2], [1, 0]),
          variance: tensorOf([2], [3, 0.75]),
          epsilon: 1,
        },
        {kind: 'relu', name: 'relu'},
        {kind: 'dropout', name: 'dropout', rate: 0.5},
        {kind: 'dense', name: 'fc', weight: tensorOf([1, 2], [10, 1]), bias: null},
      ],
    ),
  );
  // Conv of [[1,2],[3,4]]: [[1+4,2],[3,4]] + 1 = [[6,3],[4,5]]; means of columns 5 and 4;
  // 2·(5−1)/2 = 4 and 4/√1.75 + 10.
  const output = forwardDraft(draft, Float64Array.of(1, 2, 3, 4));
  t.true(Math.abs(output[0]! - (40 + 4 / Math.sqrt(1.75) + 10)) < 1e-5);
  t.deepEqual(
    draft.nodes.map(({name, kind}) => `${name} ${kind}`),
    [
      'input input',
      'conv conv',
      'pool avgpool',
      'flatten reshape',
      'bn norm',
      'relu activation',
      'fc dense',
    ],
  );
  t.deepEqual(draft.notes, ['made by hand']);
});

test('layers that do not fit are refused by name', t => {
  const message = (inputShape: readonly number[], layers: readonly StackLayer[]): string => {
    const error = t.throws(() => draftOfStack(stackOf(inputShape, layers)), {
      instanceOf: LrpError,
    });
    t.is(error.code, 'model/bad-stack');
    return error.message;
  };
  t.regex(message([2, 4, 4], [conv]), /"conv".*reads 1 channels/);
  t.regex(message([4], [conv]), /"conv".*channels×height×width/);
  t.regex(message([1, 4, 4], [conv, conv]), /another layer has that name/);
  const pool: StackLayer = {kind: 'maxpool', name: 'pool', kernel: [2, 2], stride: [2, 2]};
  t.regex(message([1, 1, 4], [pool]), /"pool".*larger pictures/);
  const dense: StackLayer = {
    kind: 'dense',
    name: 'fc',
    weight: tensorOf([1, 2], [1, 1]),
    bias: null,
  };
  t.regex(message([3], [dense]), /"fc".*reads 2 features/);
  t.regex(message([2], [{...dense, bias: tensorOf([2], [1, 1])}]), /2 biases for 1 outputs/);
});

test('a layer may be called as the input is', t => {
  const draft = draftOfStack(stackOf([2], [{kind: 'relu', name: 'input'}]));
  t.deepEqual([...forwardDraft(draft, Float64Array.of(-1, 2))], [0, 2]);
});
