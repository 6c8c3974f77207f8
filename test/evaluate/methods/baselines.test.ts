import test from 'ava';
import {sobel} from '../../../src/evaluate/methods/edges.js';
import {methodOf} from '../../../src/evaluate/methods/method-of.js';
import {patchStarts} from '../../../src/evaluate/methods/occlusion.js';
import {referencePicture} from '../../../src/evaluate/methods/reference-picture.js';
import type {Graph} from '../../../src/graph/graph.js';
import {relativeError} from '../../helpers/graph-forward.js';
import {GraphBuilder, nested, tensorOf} from '../../helpers/graph-builder.js';
import {mapsOf} from '../../helpers/method-maps.js';

/** f(x) = (2x₀ − x₁ + 3x₂ + 1, x₁). */
const linear: Graph = (() => {
  const builder = new GraphBuilder([3]);
  builder.dense(
    nested([
      [2, -1, 3],
      [0, 1, 0],
    ]),
    tensorOf([2], [1, 0]),
  );
  return builder.build();
})();

/** f(x) = w·x of a picture of one channel. */
function weighing(height: number, width: number, weights: readonly number[]): Graph {
  const builder = new GraphBuilder([1, height, width]);
  builder.flatten();
  builder.dense(tensorOf([1, weights.length], weights), null);
  return builder.build();
}

test('on a linear network gradient × input is w ⊙ x, and so are integrated gradients from 0', async t => {
  const batch = tensorOf([2, 3], [1, 2, 3, -1, 4, 0.5]);
  const {maps, logits} = await mapsOf(
    linear,
    [methodOf('GradientTimesInput'), methodOf('IntegratedGradients', {steps: 3})],
    batch,
    [0, 1],
  );
  t.true(relativeError(maps[0]!.data, [2, -2, 9, 0, 4, 0]) < 1e-6);
  t.true(relativeError(maps[1]!.data, [2, -2, 9, 0, 4, 0]) < 1e-6);
  t.true(relativeError(logits.data, [10, 2, -3.5, 4]) < 1e-6);
  t.deepEqual(maps[0]!.shape, [2, 3]);
});

test('integrated gradients from the mean leave the mean out: R = w ⊙ (x − x̄)', async t => {
  const {maps} = await mapsOf(
    linear,
    [methodOf('IntegratedGradients', {reference: 'mean', steps: 1})],
    tensorOf([1, 3], [1, 2, 3]),
    [0],
  );
  t.true(relativeError(maps[0]!.data, [-2, 0, 3]) < 1e-6);
});

test('SmoothGrad of a linear network is its weights, whatever the noise', async t => {
  const methods = [methodOf('SmoothGrad', {noise: 3}), methodOf('SmoothGrad', {noise: 0})];
  const {maps} = await mapsOf(linear, methods, tensorOf([1, 3], [1, 2, 3]), [0]);
  t.true(relativeError(maps[0]!.data, [2, -1, 3]) < 1e-6);
  t.true(relativeError(maps[1]!.data, [2, -1, 3]) < 1e-6);
});

test('SmoothGrad of relu(x₀ − x₁) finds w·Φ(w·x / (σ‖w‖)), the gradient of the smoothed network', async t => {
  const builder = new GraphBuilder([2]);
  builder.dense(nested([[1, -1]]), null);
  builder.relu();
  builder.dense(nested([[1]]), null);
  // x = (1, 0): w·x = 1; range 1, σ = 0.5, ‖w‖ = √2: Φ(1/(0.5·√2)) = Φ(√2) = 0.92135.
  const {maps} = await mapsOf(
    builder.build(),
    [methodOf('SmoothGrad', {samples: 4000, noise: 0.5})],
    tensorOf([1, 2], [1, 0]),
    [0],
    {memory: 1e8},
  );
  // One standard error is √(0.921·0.079/4000) = 0.0043.
  t.true(Math.abs(maps[0]!.data[0]! - 0.92135) < 0.017, `${maps[0]!.data[0]}`);
  t.true(Math.abs(maps[0]!.data[0]! + maps[0]!.data[1]!) < 1e-6);
});

test('occlusion of single pixels on a linear network is w ⊙ (x − x̄)', async t => {
  const graph = weighing(2, 2, [1, 2, -1, 4]);
  const occlusion = methodOf('Occlusion', {size: 1, stride: 1});
  // Mean 2.
  const {maps} = await mapsOf(graph, [occlusion], tensorOf([1, 1, 2, 2], [1, 2, 0, 5]), [0]);
  t.true(relativeError(maps[0]!.data, [-1, 0, 2, 12]) < 1e-6);
});

test('where patches overlap, occlusion is the mean over the patches that cover a pixel', async t => {
  const graph = weighing(1, 3, [1, 2, 4]);
  const occlusion = methodOf('Occlusion', {size: 2, stride: 1});
  // Mean 2: the patch on 0, 1 takes 1·(−2) + 2·1 = 0 away, the patch on 1, 2 takes 2·1 + 4·1 = 6.
  const {maps} = await mapsOf(graph, [occlusion], tensorOf([1, 1, 1, 3], [0, 3, 3]), [0]);
  t.true(relativeError(maps[0]!.data, [0, 3, 6]) < 1e-6);
});

test('a patch over the whole picture gives every pixel the fall of the whole', async t => {
  const graph = weighing(2, 2, [1, 2, -1, 4]);
  const occlusion = methodOf('Occlusion', {size: 50, stride: 9});
  const {maps} = await mapsOf(graph, [occlusion], tensorOf([1, 1, 2, 2], [1, 2, 0, 5]), [0]);
  // f = 25, with the mean 2 everywhere 12.
  t.true(relativeError(maps[0]!.data, [13, 13, 13, 13]) < 1e-6);
});

test('patches begin at every stride and end with the side', t => {
  t.deepEqual(patchStarts(10, 4, 3), [0, 3, 6]);
  t.deepEqual(patchStarts(10, 4, 4), [0, 4, 6]);
  t.deepEqual(patchStarts(3, 8, 2), [0]);
  t.deepEqual(patchStarts(4, 1, 3), [0, 3]);
});

test("Sobel's operator on an upright edge and on an even plane", t => {
  // Across: (1+2+1)·(1−0) beside the edge; a border's pixels go on outside.
  t.deepEqual(
    [...sobel([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1], 3, 4)],
    [0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4, 0],
  );
  t.deepEqual([...sobel(new Array(9).fill(7), 3, 3)], new Array(9).fill(0));
  // A corner: gx = gy = 2·1 + 1·1 at the origin's diagonal neighbours, seen from the middle of 3×3.
  t.true(Math.abs(sobel([0, 0, 0, 0, 0, 1, 0, 1, 1], 3, 3)[4]! - Math.hypot(3, 3)) < 1e-12);
});

test('Edges read luminance in the order of the channels, and are the same for every class', async t => {
  const builder = new GraphBuilder([3, 1, 2]);
  builder.flatten();
  builder.dense(tensorOf([2, 6], new Array(12).fill(1)), null);
  const torch = {scale: 1, mean: [0, 0, 0], std: [1, 1, 1]};
  // Red steps by 1, blue by 10: √((4·0.299)²) and 4·(0.299 + 1.14).
  const batch = tensorOf([2, 3, 1, 2], [0, 1, 0, 0, 0, 10, 0, 1, 0, 0, 0, 10]);
  const strength = async (channels: 'RGB' | 'BGR'): Promise<readonly number[]> => {
    const {maps} = await mapsOf(
      builder.build({channels, ...torch}),
      [methodOf('Edges')],
      batch,
      [0, 1],
    );
    return [...maps[0]!.data];
  };
  const rgb = await strength('RGB');
  t.true(relativeError(rgb, new Array(12).fill((4 * (0.299 + 1.14)) / 3)) < 1e-6);
  const bgr = await strength('BGR');
  t.true(relativeError(bgr, new Array(12).fill((4 * (0.114 + 2.99)) / 3)) < 1e-6);
});

test('Random is standard normal, and another for another row, class or seed', async t => {
  const graph = weighing(40, 40, new Array(1600).fill(1));
  const batch = tensorOf([2, 1, 40, 40], new Array(3200).fill(0.5));
  const options = {keys: ['a horse', 'a person']};
  const {maps} = await mapsOf(graph, [methodOf('Random')], batch, [0, 0], options);
  const values = [...maps[0]!.data];
  const mean = values.reduce((sum, value) => sum + value, 0) / 3200;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3200;
  t.true(Math.abs(mean) < 0.08 && Math.abs(variance - 1) < 0.12, `${mean} ${variance}`);
  const product = values
    .slice(0, 1600)
    .reduce((sum, value, at) => sum + value * values[1600 + at]!, 0);
  t.true(Math.abs(product / 1600) < 0.1);
  const other = await mapsOf(graph, [methodOf('Random')], batch, [0, 0], {...options, seed: 2});
  t.notDeepEqual(other.maps[0]!.data, maps[0]!.data);
});

test('black is what preprocessing makes of pixel 0, in either layout; mean goes by channel', t => {
  const builder = new GraphBuilder([2, 1, 2]);
  builder.flatten();
  builder.dense(tensorOf([1, 4], [1, 1, 1, 1]), null);
  const first = builder.build({channels: 'RGB', scale: 1, mean: [1, 2], std: [1, 4]});
  const last: Graph = {...first, layout: 'channels-last'};
  t.deepEqual([...referencePicture('black', new Float32Array(4), first)], [-1, -1, -0.5, -0.5]);
  t.deepEqual([...referencePicture('black', new Float32Array(4), last)], [-1, -0.5, -1, -0.5]);
  const row = Float32Array.of(1, 3, 10, 20);
  t.deepEqual([...referencePicture('mean', row, first)], [2, 2, 15, 15]);
  t.deepEqual([...referencePicture('mean', row, last)], [5.5, 11.5, 5.5, 11.5]);
  t.deepEqual([...referencePicture('black', row, {...first, preprocessing: null})], [0, 0, 0, 0]);
});

test('methods that need pictures say so where there are none', async t => {
  const batch = tensorOf([1, 3], [1, 2, 3]);
  for (const method of [
    methodOf('Edges'),
    methodOf('Occlusion'),
    methodOf('IntegratedGradients', {reference: 'blur'}),
  ]) {
    await t.throwsAsync(mapsOf(linear, [method], batch, [0]), {code: 'input/no-pictures'});
  }
});
