import test from 'ava';
import fc from 'fast-check';
import {renderScatter} from '../../src/plot/render-scatter.js';
import {
  frontLine,
  paretoFront,
  placeLabels,
  scatterFigure,
  type ScatterChart,
} from '../../src/plot/scatter.js';
import {matchesGolden} from './golden-file.js';

const point = (name: string, x: number, y: number): ScatterChart['points'][number] => ({
  ...{name, x, y, xRange: null, yRange: [y - 0.05, y + 0.1]},
});

/** Fast and poor, slow and good, and one that the second beats in both. */
const chart: ScatterChart = {
  title: 'abpc against <time>',
  x: {title: 'milliseconds', better: 'lower'},
  y: {title: 'abpc', better: 'higher'},
  points: [point('talk', 5, 0.8), point('Gradient & more', 2, 0.2), point('slow', 9, 0.6)],
};

test('three methods by time and score', t => {
  matchesGolden(t, 'scatter', scatterFigure(chart));
});

test('on the front is what no other beats, by hand', t => {
  t.deepEqual(paretoFront(chart), [true, true, false]);
  // With both better the higher they are, slow and talk are left.
  const up = {...chart, x: {title: '', better: 'higher' as const}};
  t.deepEqual(paretoFront(up), [true, false, true]);
  // Equal points are on it together; a point that is as good in one and worse in the other is not.
  const equal = [point('a', 1, 1), point('b', 1, 1), point('c', 1, 0)];
  t.deepEqual(paretoFront({...chart, points: equal}), [true, true, false]);
});

test('steps of the front go around what it beats', t => {
  t.deepEqual(frontLine(chart), [
    {x: 2, y: 0.2},
    {x: 5, y: 0.2},
    {x: 5, y: 0.8},
  ]);
});

test('laws of the front', t => {
  const points = fc.array(
    fc.record({x: fc.integer({min: 0, max: 6}), y: fc.integer({min: 0, max: 6})}),
    {minLength: 1, maxLength: 12},
  );
  const way = fc.constantFrom('higher' as const, 'lower' as const);
  fc.assert(
    fc.property(points, way, way, (places, x, y) => {
      const own: ScatterChart = {
        ...{title: '', x: {title: '', better: x}, y: {title: '', better: y}},
        points: places.map((place, index) => point(String(index), place.x, place.y)),
      };
      const front = paretoFront(own);
      const gain = (way: string, value: number): number => (way === 'higher' ? value : -value);
      // Someone on the front is at least as good as any point in both.
      const covered = places.every(one =>
        places.some(
          (other, index) =>
            front[index] &&
            gain(x, other.x) >= gain(x, one.x) &&
            gain(y, other.y) >= gain(y, one.y),
        ),
      );
      // Every point lies on the side of the steps that they beat, or on them.
      const line = frontLine(own);
      const ends = places.filter((_, index) => front[index]);
      return covered && ends.every(end => line.some(({x, y}) => x === end.x && y === end.y));
    }),
    {seed: 4},
  );
  t.pass();
});

test('names stand where they cover nothing, or nowhere', t => {
  const area = {left: 0, right: 300, top: 0, bottom: 100};
  const size = {width: 60, height: 12, isFront: false};
  t.deepEqual(placeLabels([{x: 100, y: 50, ...size}], area), ['top right']);
  t.deepEqual(placeLabels([{x: 280, y: 50, ...size}], area), ['top left']);
  t.deepEqual(placeLabels([{x: 100, y: 5, ...size}], area), ['bottom right']);
  // The front's names go first: the other one makes room.
  const two = [
    {x: 200, y: 50, ...size},
    {x: 290, y: 56, ...size, isFront: true},
  ];
  t.deepEqual(placeLabels(two, area), ['bottom right', 'top left'] as never);
  const crowd = Array.from({length: 5}, () => ({x: 150, y: 50, ...size}));
  t.deepEqual(placeLabels(crowd, area), [
    ...['top right', 'bottom right', 'top left', 'bottom left', null],
  ] as never);
});

test('what cannot be drawn is refused', t => {
  t.throws(() => scatterFigure({...chart, points: []}), {code: 'plot/empty'});
  t.throws(() => renderScatter({...chart, points: [point('a', Number.NaN, 1)]}), {
    code: 'plot/not-finite',
  });
  const many = Array.from({length: 201}, () => point('a', 1, 1));
  t.throws(() => scatterFigure({...chart, points: many}), {code: 'plot/too-large'});
});

test('the picture shows points in their own places: the front filled, the others open', t => {
  const {width, rgba} = renderScatter({
    ...chart,
    points: chart.points.map(one => ({...one, yRange: null})),
  });
  const blue: number[] = [];
  for (let at = 0; at < rgba.length; at += 4)
    if (rgba[at] === 0 && rgba[at + 1] === 114 && rgba[at + 2] === 178) blue.push(at / 4);
  const columns = blue.map(at => at % width);
  // From 2 to 5 of a range of 2 to 9 with 8 % room on both sides: filled points at 16 % and 53 % of the width.
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const inner = {left: 96, right: width - 24};
  const at = (x: number): number =>
    inner.left + ((x - 1.44) / (9.56 - 1.44)) * (inner.right - inner.left);
  t.true(Math.abs(left - (at(2) - 5)) <= 2, `${left}`);
  t.true(Math.abs(right - (at(5) + 5)) <= 2, `${right}`);
});

test('one point, and points at one place, are drawn, too', t => {
  t.notThrows(() => renderScatter({...chart, points: [point('a', 1, 0)]}));
  t.notThrows(() => scatterFigure({...chart, points: [point('a', 0, 0), point('b', 0, 0)]}));
});
