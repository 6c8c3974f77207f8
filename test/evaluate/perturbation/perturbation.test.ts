import test from 'ava';
import fc from 'fast-check';
import {toChannelsLast} from '../../../src/data/layout.js';
import {createRandom} from '../../../src/data/random.js';
import type {Graph, Tensor} from '../../../src/graph/graph.js';
import {GraphBuilder, nested, tensorOf} from '../../helpers/graph-builder.js';
import {logitsOf} from '../../helpers/graph-forward.js';
import {evaluatedBatch, openOn, perturbMaps} from '../../helpers/perturb-maps.js';

const close = (a: number, b: number, tolerance = 1e-5): boolean =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

/** f = w · x over a picture of one channel. */
function linear(side: number, weights: readonly number[]): Graph {
  const builder = new GraphBuilder([1, side, side]);
  builder.flatten();
  builder.dense(tensorOf([1, side * side], weights), null);
  return builder.build();
}

/** Two convolutions and a dense layer with two classes. */
function convNet(seed: number, side = 6): Graph {
  const random = createRandom(seed);
  const drawn = (shape: readonly number[]): Tensor =>
    tensorOf(
      shape,
      Array.from({length: shape.reduce((a, b) => a * b)}, () => random.normal()),
    );
  const builder = new GraphBuilder([2, side, side]);
  builder.conv(drawn([3, 2, 3, 3]), drawn([3]), {padding: [1, 1, 1, 1]});
  builder.relu();
  builder.maxpool({kernel: [2, 2]});
  builder.conv(drawn([4, 3, 3, 3]), drawn([4]), {padding: [1, 1, 1, 1]});
  builder.relu();
  builder.flatten();
  builder.dense(drawn([2, 4 * (side / 2) ** 2]), drawn([2]));
  return builder.build();
}

function drawn(shape: readonly number[], seed: number): Tensor {
  const random = createRandom(seed);
  return tensorOf(
    shape,
    Array.from({length: shape.reduce((a, b) => a * b)}, () => random.normal()),
  );
}

const negated = ({shape, data}: Tensor): Tensor => ({shape, data: data.map(value => -value)});

test('pixel flipping by hand: 2×2 pixels, the mean for each, f = x₀ + 2x₁', async t => {
  const batch = {
    ...{keys: ['a'], targets: [0]},
    input: tensorOf([1, 1, 2, 2], [4, 0, 0, 0]),
    maps: [tensorOf([1, 1, 2, 2], [3, 1, 0, -1])],
  };
  const {scores, curves} = await perturbMaps(
    linear(2, [1, 2, 0, 0]),
    {region: 1, fill: 'mean', steps: 4},
    batch,
  );
  // The mean is 1. Most relevant first: x₀ = 4 → 1, then x₁ = 0 → 1, then pixels that f does not read.
  t.deepEqual(curves[0]![0]![0], [4, 1, 3, 3, 3]);
  // Least relevant first: x₃, x₂, x₁ = 0 → 1, x₀ = 4 → 1.
  t.deepEqual(curves[1]![0]![0], [4, 4, 4, 6, 3]);
  t.true(close(scores[0]![0]![0]!, (0 + 3 + 1 + 1 + 1) / 5));
  t.true(close(scores[1]![0]![0]!, (0 + 0 + 0 - 2 + 1) / 5));
  t.true(close(scores[2]![0]![0]!, (0 + 3 + 1 + 3 + 0) / 5));
});

test('regions by hand: 3×3 pixels in squares of 2, the border ones smaller, half of them in the end', async t => {
  const batch = {
    ...{keys: ['a'], targets: [0]},
    input: tensorOf([1, 1, 3, 3], [1, 1, 0, 1, 1, 0, 0, 0, 5]),
    // Sums: 1 − 2 + 1 + 1 = 1, 4, 0, 3; the corner of one pixel.
    maps: [tensorOf([1, 1, 3, 3], [1, -2, 2, 1, 1, 2, 0, 0, 3])],
  };
  const {curves} = await perturbMaps(
    linear(3, [1, 1, 10, 1, 1, 10, 100, 100, 1000]),
    {region: 2, fill: 'mean', steps: 18, share: 0.5},
    batch,
  );
  // The mean is 1, f(x) = 5004: right column to 1 (+20), then the corner (5 → 1: −4000).
  t.deepEqual(curves[0]![0]![0], [5004, 5024, 1024]);
  // Least: lower row to 1 (+200), then the first square, which is 1 already.
  t.deepEqual(curves[1]![0]![0], [5004, 5204, 5204]);
});

/** f is 1 while one square is as it was, and 0 once it shows the mean, which is 0: relu of the mean over the square. */
const side = 8;
function lookingAt(square: number): {graph: Graph; perfect: Tensor; input: Tensor} {
  const inside = Array.from({length: side * side}, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / side), pixel % side];
    return Math.floor(y / 2) * 4 + Math.floor(x / 2) === square;
  });
  const builder = new GraphBuilder([1, side, side]);
  builder.flatten();
  builder.dense(
    tensorOf(
      [1, side * side],
      inside.map(is => (is ? 0.25 : 0)),
    ),
    null,
  );
  builder.relu();
  builder.dense(nested([[1]]), null);
  return {
    graph: builder.build(),
    perfect: tensorOf([1, 1, side, side], inside.map(Number)),
    input: tensorOf(
      [1, 1, side, side],
      inside.map(is => (is ? 1 : -4 / 60)),
    ),
  };
}

test('a perfect map has the largest area that there can be, its opposite the negative, a constant one 0', async t => {
  const {graph, perfect, input} = lookingAt(6);
  const constant = {shape: perfect.shape, data: perfect.data.map(() => 0.3)};
  const {scores, curves} = await perturbMaps(
    graph,
    {region: 2, fill: 'mean', steps: 16},
    {keys: ['a'], targets: [0], input, maps: [perfect, negated(perfect), constant]},
  );
  // f is 1 or 0 and both curves begin at 1 and end at 0: 15 of 17 points can differ by 1 at most.
  const [best, worst, flat] = scores[2]!.map(([score]) => score!);
  t.true(close(best!, 15 / 17));
  t.true(close(worst!, -15 / 17));
  t.is(flat!, 0);
  t.deepEqual(
    curves[0]![0]![0]!.map(value => Math.round(1e5 * value) / 1e5),
    [1, ...Array.from({length: 16}, () => 0)],
  );
});

test('random maps score as chance does: 0 in the mean', async t => {
  const {graph, input} = lookingAt(9);
  const count = 300;
  const maps = Array.from({length: count}, (_, map) => drawn([1, 1, side, side], 100 + map));
  const {scores} = await perturbMaps(
    graph,
    {region: 2, fill: 'mean', steps: 16},
    {keys: ['a'], targets: [0], input, maps},
  );
  const areas = scores[2]!.map(([score]) => score!);
  const mean = areas.reduce((sum, area) => sum + area, 0) / count;
  // The square's place p among 16 is uniform and the area (17 − 2p)/17: mean 0, variance (16² − 1)/(3·17²).
  const deviation = Math.sqrt((16 ** 2 - 1) / 3) / 17;
  t.true(Math.abs(mean) < (3 * deviation) / Math.sqrt(count));
  const spread = Math.sqrt(areas.reduce((sum, area) => sum + (area - mean) ** 2, 0) / count);
  t.true(Math.abs(spread - deviation) < 0.1 * deviation);
});

/**
 * Curves by plain float64 loops: regions are sorted, and every picture is made anew. Ties must not arise.
 */
function oracle(
  graph: Graph,
  input: Tensor,
  map: Tensor,
  target: number,
  size: number,
  steps: number,
): readonly (readonly number[])[] {
  const [, channels, height, width] = input.shape as [number, number, number, number];
  const regionOf = (pixel: number): string =>
    `${Math.floor(Math.floor(pixel / width) / size)} ${Math.floor((pixel % width) / size)}`;
  const area = height * width;
  const sums = new Map<string, number>();
  map.data.forEach((value, at) => {
    const region = regionOf(at % area);
    sums.set(region, (sums.get(region) ?? 0) + value);
  });
  const falling = [...sums.keys()].sort((a, b) => sums.get(b)! - sums.get(a)!);
  const means = Array.from({length: channels}, (_, channel) => {
    const own = input.data.subarray(channel * area, (channel + 1) * area);
    return own.reduce((sum, value) => sum + value, 0) / area;
  });
  return [falling, falling.toReversed()].map(order =>
    Array.from({length: steps + 1}, (_, step) => {
      const gone = new Set(order.slice(0, Math.round((step * order.length) / steps)));
      const data = input.data.map((value, at) =>
        gone.has(regionOf(at % area)) ? means[Math.floor(at / area)]! : value,
      );
      return logitsOf(graph, {shape: input.shape, data})[0]![target]!;
    }),
  );
}

test('random networks, pictures and maps: as plain float64 loops say; the area is the difference of both AOPC', async t => {
  const settings = fc.record({
    seed: fc.integer({min: 1, max: 1e6}),
    size: fc.constantFrom(1, 2, 3, 4),
    target: fc.constantFrom(0, 1),
  });
  await fc.assert(
    fc.asyncProperty(settings, async ({seed, size, target}) => {
      const graph = convNet(seed);
      const [input, map] = [drawn([1, 2, 6, 6], seed + 1), drawn([1, 2, 6, 6], seed + 2)];
      const {scores, curves} = await perturbMaps(
        graph,
        {region: size, fill: 'mean', steps: 4},
        {keys: ['a'], targets: [target], input, maps: [map]},
      );
      const expected = oracle(graph, input, map, target, size, 4);
      expected.forEach((curve, order) => {
        curve.forEach((value, step) => {
          t.true(close(curves[order]![0]![0]![step]!, value, 1e-4));
        });
        const area = curve.reduce((sum, value) => sum + curve[0]! - value, 0) / 5;
        t.true(close(scores[order]![0]![0]!, area, 1e-4));
      });
      t.true(close(scores[2]![0]![0]!, scores[0]![0]![0]! - scores[1]![0]![0]!));
    }),
    {seed: 7, numRuns: 30},
  );
});

test('turning the sign of a map swaps its curves and the sign of the area, with ties, too', async t => {
  const graph = convNet(3);
  const input = drawn([1, 2, 6, 6], 4);
  const rough = drawn([1, 2, 6, 6], 5);
  const map = {shape: rough.shape, data: rough.data.map(value => Math.round(value))};
  const {scores, curves} = await perturbMaps(
    graph,
    {region: 1, fill: 'noise', steps: 9},
    {keys: ['a'], targets: [1], input, maps: [map, negated(map)]},
  );
  t.deepEqual(curves[0]![0], curves[1]![1]);
  t.deepEqual(curves[1]![0], curves[0]![1]);
  t.is(scores[2]![0]![0], -scores[2]![1]![0]!);
  t.not(scores[2]![0]![0], 0);
});

test('only the order counts: a monotone change of every pixel when pixels are flipped, a factor for regions', async t => {
  const graph = convNet(6);
  const input = drawn([2, 2, 6, 6], 7);
  const flat = drawn([2, 1, 6, 6], 8);
  // Both channels alike, so that the pooled map is monotone in each.
  const both = (change: (value: number) => number): Tensor =>
    tensorOf(
      [2, 2, 6, 6],
      [0, 1].flatMap(row => {
        const own = [...flat.data.subarray(36 * row, 36 * row + 36)].map(change);
        return [...own, ...own];
      }),
    );
  const batch = {keys: ['a', 'b'], targets: [0, 1], input};
  const pixels = await perturbMaps(
    graph,
    {region: 1, steps: 6},
    {...batch, maps: [both(v => v), both(Math.exp), both(v => v ** 3 + 4)]},
  );
  t.deepEqual(pixels.curves[0]![1], pixels.curves[0]![0]);
  t.deepEqual(pixels.curves[0]![2], pixels.curves[0]![0]);
  const regions = await perturbMaps(
    graph,
    {region: 2, steps: 6},
    {...batch, maps: [both(v => v), both(v => 8 * v)]},
  );
  t.deepEqual(regions.curves[1]![1], regions.curves[1]![0]);
});

test('the division into batches changes nothing: chance depends on the seed and the key only', async t => {
  const graph = convNet(9);
  const input = drawn([3, 2, 6, 6], 10);
  // Whole numbers tie, so chance decides here, too.
  const whole = (tensor: Tensor): Tensor => ({...tensor, data: tensor.data.map(Math.round)});
  const map = whole(drawn([3, 2, 6, 6], 11));
  const keys = ['a 0', 'b 0', 'c 1'];
  const given = {region: 1, fill: 'uniform', steps: 12};
  const together = await perturbMaps(graph, given, {keys, targets: [0, 0, 1], input, maps: [map]});
  for (const [row, key] of keys.entries()) {
    const one = (tensor: Tensor): Tensor =>
      tensorOf([1, 2, 6, 6], tensor.data.subarray(72 * row, 72 * row + 72));
    const alone = await perturbMaps(graph, given, {
      ...{keys: [key], targets: [row === 2 ? 1 : 0]},
      ...{input: one(input), maps: [one(map)]},
    });
    alone.curves.forEach((order, index) => {
      order[0]![0]!.forEach((value, step) => {
        t.true(close(value, together.curves[index]![0]![row]![step]!, 1e-5));
      });
    });
  }
  const other = await perturbMaps(graph, given, {keys, targets: [0, 0, 1], input, maps: [map]}, 2);
  t.notDeepEqual(other.curves, together.curves);
});

test('channels last gives what channels first does', async t => {
  const graph = convNet(12);
  const [input, map] = [drawn([2, 2, 6, 6], 13), drawn([2, 2, 6, 6], 14)];
  const given = {region: 2, fill: 'blur', steps: 9};
  const batch = {keys: ['a', 'b'], targets: [0, 1]};
  const first = await perturbMaps(graph, given, {...batch, input, maps: [map]});
  const last = await perturbMaps({...graph, layout: 'channels-last'}, given, {
    ...batch,
    input: toChannelsLast(input),
    maps: [toChannelsLast(map)],
  });
  t.deepEqual(last, first);
});

test('a probability is what the network makes of the logits', async t => {
  const graph = convNet(15);
  const [input, map] = [drawn([1, 2, 6, 6], 16), drawn([1, 2, 6, 6], 17)];
  const batch = {keys: ['a'], targets: [1], input, maps: [map]};
  const [z0, z1] = logitsOf(graph, input)[0]!;
  const first = async (head: Graph['head'], score: string): Promise<number> => {
    const given = {region: 2, fill: 'mean', steps: 3, score};
    return (await perturbMaps({...graph, head}, given, batch)).curves[0]![0]![0]![0]!;
  };
  t.true(close(await first('sigmoid', 'logit'), z1!));
  t.true(close(await first('sigmoid', 'probability'), 1 / (1 + Math.exp(-z1!))));
  const both = Math.exp(z0!) + Math.exp(z1!);
  t.true(close(await first('softmax', 'probability'), Math.exp(z1!) / both));
  await t.throwsAsync(first('none', 'probability'), {code: 'evaluate/score'});
});

test('a region as large as the picture, and a network without pictures, are refused', async t => {
  await t.throwsAsync(openOn(convNet(1), {region: 6}), {code: 'evaluate/region'});
  const builder = new GraphBuilder([4]);
  builder.dense(nested([[1, 2, 3, 4]]), null);
  await t.throwsAsync(openOn(builder.build(), {}), {code: 'input/no-pictures'});
});

test('the curves say which share of the regions is replaced', async t => {
  const runner = await openOn(convNet(1), {region: 2, steps: 3});
  t.deepEqual(
    runner.curves!.map(({name, positions}) => [name, ...positions]),
    [
      ['morf', 0, 1 / 3, 2 / 3, 1],
      ['lerf', 0, 1 / 3, 2 / 3, 1],
    ],
  );
  const [input, map] = [drawn([1, 2, 6, 6], 16), drawn([1, 2, 6, 6], 17)];
  const batch = {keys: ['a'], targets: [1], input, maps: [map]};
  await runner.score(evaluatedBatch(convNet(1), batch));
  t.deepEqual(
    runner.lastCurves!().map(methods => methods.map(rows => rows.map(row => row.length))),
    [[[4]], [[4]]],
  );
  await runner.dispose();
});
