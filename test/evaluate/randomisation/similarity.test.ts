import test from 'ava';
import {pearson, ranksOf, spearman} from '../../../src/evaluate/randomisation/correlation.js';
import {similarityOf} from '../../../src/evaluate/randomisation/similarity.js';
import {structuralSimilarity} from '../../../src/evaluate/randomisation/structural-similarity.js';
import {randomFrom} from '../../helpers/random.js';

const close = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

test('ranks of equal values are the mean of theirs', t => {
  t.deepEqual([...ranksOf([10, 30, 20, 20])], [1, 4, 2.5, 2.5]);
  t.deepEqual([...ranksOf([7, 7, 7])], [2, 2, 2]);
});

test("Pearson's and Spearman's correlation of small maps", t => {
  // Σxy = 3.5 about the means, Σx² = 5, Σy² = 2.75 … by hand: (1,2,3,4) and (1,3,2,4): 1 − 6·2/(4·15) = 0.8.
  t.true(close(spearman([1, 2, 3, 4], [1, 3, 2, 4]), 0.8));
  t.true(close(spearman([1, 2, 3, 4], [1, 10, 100, 1e6]), 1));
  t.true(close(pearson([0, 1, 2], [1, 3, 5]), 1));
  t.true(close(pearson([0, 1, 2], [0, -1, -2]), -1));
  // Deviations (−1, 0, 1) and (−1/3, −1/3, 2/3): 1/√(2·2/3) = √3/2.
  t.true(close(pearson([0, 1, 2], [0, 0, 1]), Math.sqrt(3) / 2));
  // Ties: ranks (1, 2.5, 2.5, 4) and (1, 2, 3, 4): 4.5/√(4.5·5).
  t.true(close(spearman([1, 5, 5, 9], [1, 2, 3, 4]), 4.5 / Math.sqrt(4.5 * 5)));
});

test('a map that is the same everywhere has no correlation', t => {
  t.is(pearson([0.1, 0.1, 0.1], [1, 2, 3]), Number.NaN);
  t.is(spearman([1, 2, 3], [0, 0, 0]), Number.NaN);
});

test('structural similarity of one window, by the formula written out', t => {
  const random = randomFrom(3);
  const [a, b] = [0, 0].map(() => Array.from({length: 121}, () => random.normal())) as [
    number[],
    number[],
  ];
  const [x, y] = [a, b].map(map => {
    const most = Math.max(...map.map(Math.abs));
    return map.map(value => value / most);
  }) as [number[], number[]];
  const weight = Array.from({length: 121}, (_, at) =>
    Math.exp(-((Math.floor(at / 11) - 5) ** 2 + ((at % 11) - 5) ** 2) / 4.5),
  );
  const total = weight.reduce((sum, value) => sum + value);
  const mean = (f: (at: number) => number): number =>
    weight.reduce((sum, value, at) => sum + (value / total) * f(at), 0);
  const [mx, my] = [mean(at => x[at]!), mean(at => y[at]!)];
  const [vx, vy] = [mean(at => (x[at]! - mx) ** 2), mean(at => (y[at]! - my) ** 2)];
  const cov = mean(at => (x[at]! - mx) * (y[at]! - my));
  const [c1, c2] = [0.02 ** 2, 0.06 ** 2];
  const expected =
    ((2 * mx * my + c1) * (2 * cov + c2)) / ((mx ** 2 + my ** 2 + c1) * (vx + vy + c2));
  t.true(close(structuralSimilarity(a, b, {width: 11, height: 11}, 2), expected));
});

test('structural similarity: 1 for the same map at any scale, −1 for the opposite of a checkerboard, NaN for none', t => {
  const random = randomFrom(4);
  const extent = {width: 16, height: 13};
  const map = Float64Array.from({length: 208}, () => random.normal());
  t.true(
    close(
      structuralSimilarity(
        map,
        map.map(value => 3 * value),
        extent,
        2,
      ),
      1,
    ),
  );
  // Local means are about 0 there, so that only the structure counts: (−2σ² + C₂)/(2σ² + C₂), σ² = 1, C₂ = 0.0036.
  const board = map.map((_, at) => ((Math.floor(at / 16) + at) % 2 === 0 ? 1 : -1));
  const opposite = board.map(value => -value);
  t.true(Math.abs(structuralSimilarity(board, opposite, extent, 2) + 0.9964) < 1e-3);
  t.is(structuralSimilarity(map, new Float64Array(208), extent, 2), Number.NaN);
  // Smaller than a window: 3×3 of a map of 4×3.
  const small = map.subarray(0, 12);
  t.true(close(structuralSimilarity(small, small, {width: 4, height: 3}, 2), 1));
});

test('maps are compared with their signs, or as |R|', t => {
  const map = Float64Array.of(1, -2, 3, 0);
  const opposite = map.map(value => -value);
  const extent = {width: 2, height: 2};
  for (const similarity of ['spearman', 'pearson'] as const) {
    t.true(close(similarityOf(map, opposite, extent, {similarity, values: 'signed'}), -1));
    t.true(close(similarityOf(map, opposite, extent, {similarity, values: 'absolute'}), 1));
  }
});

test('laws: symmetric, at most 1, unrelated maps near 0', t => {
  const random = randomFrom(8);
  const extent = {width: 40, height: 40};
  const [a, b] = [0, 0].map(() => Float64Array.from({length: 1600}, () => random.normal())) as [
    Float64Array,
    Float64Array,
  ];
  for (const similarity of ['spearman', 'pearson', 'ssim'] as const) {
    const options = {similarity, values: 'signed'} as const;
    const score = similarityOf(a, b, extent, options);
    t.true(Math.abs(score) < 0.1, `${similarity} ${score}`);
    t.true(close(score, similarityOf(b, a, extent, options)));
    t.true(close(similarityOf(a, a, extent, options), 1));
  }
});
