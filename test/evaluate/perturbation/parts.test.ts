import test from 'ava';
import fc from 'fast-check';
import {createRandom} from '../../../src/data/random.js';
import {replacedCounts} from '../../../src/evaluate/perturbation/area-scores.js';
import {type Fill, fillPicture} from '../../../src/evaluate/perturbation/fill-picture.js';
import {gaussianBlur} from '../../../src/evaluate/perturbation/gaussian-blur.js';
import {perturbTask} from '../../../src/evaluate/perturbation/perturb-task.js';
import {
  orderRegions,
  regionGrid,
  regionSums,
} from '../../../src/evaluate/perturbation/region-grid.js';

const extent = {width: 40, height: 50};
const area = 40 * 50;

function picture(): Float32Array {
  const random = createRandom(3);
  return Float32Array.from({length: 2 * area}, (_, at) =>
    at < area ? 5 + 2 * random.normal() : random.between(-1, 0),
  );
}

function filled(fill: Fill, seed = 1, bounds = null as null | {low: number[]; high: number[]}) {
  return fillPicture(picture(), extent, {fill, seed, bounds, region: 8});
}

function meanAndDeviation(values: Float32Array): readonly [number, number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    mean,
    Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
  ];
}

test('steps replace regions evenly: 144 in 18 steps, the last one all or a share; never more steps than regions', t => {
  t.deepEqual(
    replacedCounts(144, 18, 1),
    Array.from({length: 19}, (_, step) => 8 * step),
  );
  t.deepEqual(replacedCounts(144, 4, 0.5), [0, 18, 36, 54, 72]);
  t.deepEqual(replacedCounts(10, 3, 1), [0, 3, 7, 10]);
  t.deepEqual(replacedCounts(3, 18, 1), [0, 1, 2, 3]);
  t.deepEqual(replacedCounts(16, 18, 0.01), [0, 1]);
});

test('sums over regions by hand, and their orders', t => {
  const grid = regionGrid({width: 3, height: 2}, 2);
  t.deepEqual([grid.columns, grid.rows, grid.count], [2, 1, 2]);
  t.deepEqual([...regionSums([1, 2, 3, 4, 5, 6], grid)], [12, 9]);
  const {most, least} = orderRegions(Float64Array.of(1, 5, 1, 0), [3, 1, 0, 2]);
  t.deepEqual([...most], [1, 2, 0, 3]);
  t.deepEqual([...least], [3, 2, 0, 1]);
});

test('the fill mean is the own mean of each channel', t => {
  const values = filled('mean');
  const [first] = meanAndDeviation(picture().subarray(0, area));
  t.true(values.subarray(0, area).every(value => Math.abs(value - first) < 1e-5));
  t.true(Math.abs(values[area]! - -0.5) < 0.05);
});

test('noise has the mean and deviation of each channel, and depends on the seed only', t => {
  const values = filled('noise');
  for (const from of [0, area]) {
    const [mean, deviation] = meanAndDeviation(values.subarray(from, from + area));
    const [wanted, spread] = meanAndDeviation(picture().subarray(from, from + area));
    t.true(Math.abs(mean - wanted) < (4 * spread) / Math.sqrt(area));
    t.true(Math.abs(deviation / spread - 1) < 0.1);
  }
  t.deepEqual(filled('noise'), values);
  t.notDeepEqual(filled('noise', 2), values);
});

test('uniform numbers fill the bounds of the input, or else of the picture', t => {
  const values = filled('uniform', 1, {low: [-1, 2], high: [1, 6]});
  const [first, second] = [values.subarray(0, area), values.subarray(area)];
  t.true(first.every(value => value >= -1 && value <= 1));
  t.true(second.every(value => value >= 2 && value <= 6));
  t.true(Math.abs(meanAndDeviation(second)[0] - 4) < 0.15);
  t.true(Math.abs(meanAndDeviation(second)[1] - 4 / Math.sqrt(12)) < 0.1);
  const own = filled('uniform').subarray(area);
  t.true(own.every(value => value >= -1 && value <= 0));
});

test('a blur by hand: a point becomes a Gaussian, a constant picture stays', t => {
  const point = new Float32Array(49);
  point[24] = 1;
  const blurred = gaussianBlur(point, {width: 7, height: 7}, 1);
  // 3σ reach to the border and no further, so the weights at the centre are exp(−d²/2) over their sum, for both axes.
  const sum = [-3, -2, -1, 0, 1, 2, 3].reduce((all, d) => all + Math.exp(-(d ** 2) / 2), 0);
  t.true(Math.abs(blurred[24]! - 1 / sum ** 2) < 1e-6);
  // One to the left, its row reaches from x = 0 to 5 only; the weights there are shared out anew.
  const part = [-2, -1, 0, 1, 2, 3].reduce((all, d) => all + Math.exp(-(d ** 2) / 2), 0);
  t.true(Math.abs(blurred[23]! - Math.exp(-0.5) / part / sum) < 1e-6);
  const constant = gaussianBlur(new Float32Array(2000).fill(0.7), extent, 5);
  t.true(constant.every(value => Math.abs(value - 0.7) < 1e-6));
});

test('a blurred picture keeps within its own range', t => {
  const own = picture();
  const blurred = filled('blur');
  for (const from of [0, area]) {
    const all = own.subarray(from, from + area);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    t.true(blurred.subarray(from, from + area).every(value => value > low && value < high));
  }
  t.true(meanAndDeviation(blurred.subarray(area))[1] < 0.1);
});

/** Logits are the input itself, and inputs are counted. */
function countingQueue(size: number) {
  const waiting: {input: Float32Array; done: (logits: Float32Array) => void}[] = [];
  const queue = {
    runs: [] as number[],
    get isFull(): boolean {
      return waiting.length === size;
    },
    add(input: Float32Array, done: (logits: Float32Array) => void): void {
      waiting.push({input: input.slice(), done});
    },
    async flush(): Promise<void> {
      queue.runs.push(waiting.length);
      for (const {input, done} of waiting.splice(0)) done(input);
    },
  };
  return queue;
}

test('what orders share is run once: the picture, the whole replaced, and sets that two orders come by', async t => {
  const queue = countingQueue(3);
  const read = await perturbTask(
    {
      picture: Float32Array.of(1, 2, 3, 4),
      fill: Float32Array.of(10, 20, 30, 40),
      grid: regionGrid({width: 2, height: 2}, 1),
      orders: [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [1, 0, 3, 2],
      ].map(order => Uint32Array.from(order)),
      counts: [0, 1, 2, 3, 4],
      score: logits => logits.reduce((sum, value) => sum + value, 0),
    },
    queue,
  );
  await queue.flush();
  t.deepEqual(read(), [
    [10, 19, 37, 64, 100],
    [10, 46, 73, 91, 100],
    [10, 28, 37, 73, 100],
  ]);
  // 15 points; ends shared by three orders (−4), {0, 1} by two (−1).
  t.deepEqual(queue.runs, [3, 3, 3, 1]);
});

test('any orders: each step is the picture with the first regions of the order replaced', async t => {
  const cases = fc.record({
    orders: fc.array(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], {minLength: 6, maxLength: 6}), {
      minLength: 1,
      maxLength: 5,
    }),
    size: fc.integer({min: 1, max: 7}),
    steps: fc.integer({min: 1, max: 9}),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({orders, size, steps}) => {
      const counts = replacedCounts(6, steps, 1);
      const queue = countingQueue(size);
      const read = await perturbTask(
        {
          picture: new Float32Array(6),
          fill: Float32Array.from([0, 1, 2, 3, 4, 5], at => 2 ** at),
          grid: regionGrid({width: 3, height: 2}, 1),
          ...{orders: orders.map(order => Uint32Array.from(order)), counts},
          score: logits => logits.reduce((sum, value) => sum + value, 0),
        },
        queue,
      );
      await queue.flush();
      t.deepEqual(
        read(),
        orders.map(order =>
          counts.map(count => order.slice(0, count).reduce((sum, at) => sum + 2 ** at, 0)),
        ),
      );
    }),
    {seed: 7},
  );
});
