import test from 'ava';
import {canonise} from '../../src/graph/canonise.js';
import {resizeInput} from '../../src/graph/resize-input.js';
import {draftOfStack} from '../../src/model/stack/draft-of-stack.js';
import {vggStack} from '../../src/model/stack/vgg-stack.js';

function vgg(inputShape: readonly [number, number, number]) {
  const stack = vggStack({
    depth: 11,
    batchNorm: true,
    width: 1 / 16,
    inputShape,
    hidden: [],
    outputs: 2,
    classes: null,
    seed: 1,
    preprocessing: null,
  });
  const layers = stack.layers.slice(
    0,
    stack.layers.findLastIndex(({kind}) => kind === 'maxpool') + 1,
  );
  return canonise(draftOfStack({...stack, layers}));
}

test('a network without dense layers takes pictures of another size as if it had been made for them', t => {
  const made = vgg([3, 96, 64]);
  const resized = resizeInput(cutFlatten(vgg([3, 32, 32])), [96, 64]);
  t.deepEqual(resized.nodes, cutFlatten(made).nodes);
});

test('what has one size only is refused by name', t => {
  t.throws(() => resizeInput(vgg([3, 32, 32]), [64, 64]), {
    code: 'graph/resize',
    message: /flatten/,
  });
});

test('pictures too small for the pools are refused', t => {
  t.throws(() => resizeInput(cutFlatten(vgg([3, 64, 64])), [16, 16]), {
    code: 'graph/resize',
    message: /too small/,
  });
});

/** Without the flattening that makes maps a row of outputs. */
function cutFlatten(graph: ReturnType<typeof vgg>): ReturnType<typeof vgg> {
  const nodes = graph.nodes.filter(({kind}) => kind !== 'reshape');
  return {...graph, nodes, output: nodes.length - 1};
}
