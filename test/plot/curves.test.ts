import test from 'ava';
import fc from 'fast-check';
import {
  horizontalRange,
  sharedNames,
  verticalRange,
  type CurveChart,
} from '../../src/plot/curve-chart.js';
import {curvesFigure} from '../../src/plot/curves.js';
import {niceTicks} from '../../src/plot/nice-ticks.js';
import {renderCurves} from '../../src/plot/render-curves.js';
import {matchesGolden} from './golden-file.js';

const chart: CurveChart = {
  title: 'Training of <horse> & person',
  unit: 'epoch',
  counted: true,
  mark: {x: 2, label: 'epoch 2, which is kept'},
  panels: [
    {
      title: 'loss',
      curves: [
        {name: 'training', x: [1, 2, 3], y: [0.7, 0.5, 0.4]},
        {name: 'validation', x: [1, 2, 3], y: [0.72, 0.55, 0.5]},
      ],
    },
    {
      title: 'precision',
      range: [0, 1.04],
      curves: [
        {name: '<horse>', x: [1, 2, 3], y: [null, 0.5, 0.75]},
        {name: 'person', x: [1, 2, 3], y: [0.25, 0.5, 0.5]},
      ],
    },
    {title: 'learning rate', curves: [{name: 'rate', x: [1, 2, 3], y: [1e-3, 5e-4, 1e-5]}]},
  ],
};

const many: CurveChart = {
  ...chart,
  panels: ['precision', 'recall'].map(title => ({
    title,
    curves: ['a', 'b', 'c', 'd', 'e', 'f'].map(name => ({name, x: [1], y: [0.5]})),
  })),
};

test('three panels with a gap and a mark', t => {
  matchesGolden(t, 'curves', curvesFigure(chart));
});

test('panels of many lines share one legend, which names each once', t => {
  const {data} = curvesFigure(many);
  t.deepEqual(
    data.map(trace => trace['showlegend']),
    [...Array.from({length: 6}, () => true), ...Array.from({length: 6}, () => false)],
  );
  t.is(new Set(data.map(trace => trace['legend'])).size, 1);
  t.deepEqual(sharedNames(many), ['a', 'b', 'c', 'd', 'e', 'f']);
  t.deepEqual(sharedNames(chart), []);
});

test('an axis reaches from 0 to a little above the greatest number', t => {
  const of = (...y: (number | null)[]) =>
    verticalRange({title: '', curves: [{name: '', x: y.map((_, i) => i), y}]});
  t.deepEqual(of(2, null, 1), [0, 2.12]);
  t.deepEqual(of(-1, 1), [-1.12, 1.12]);
  t.deepEqual(of(null), [0, 1]);
  t.deepEqual(horizontalRange({title: '', unit: '', panels: [{title: '', curves: []}]}), [0, 1]);
});

const banded: CurveChart = {
  title: 'Sweep',
  unit: 'gamma',
  panels: [
    {
      title: 'abpc',
      range: [0, 1],
      curves: [
        {
          ...{name: 'gammas', x: [0, 1, 2, 3], y: [0.5, 0.6, null, 0.7]},
          band: {low: [0.4, 0.5, null, 0.6], high: [0.6, 0.7, null, 0.8]},
        },
      ],
    },
  ],
};

test('a band lies around its line and has gaps where it has', t => {
  const {data} = curvesFigure(banded);
  // Behind the gap a single point has no area.
  t.is(data.length, 2);
  t.like(data[0], {fill: 'toself', x: [0, 1, 1, 0], y: [0.4, 0.5, 0.7, 0.6], hoverinfo: 'skip'});
  const [{curves}] = banded.panels as [CurveChart['panels'][number]];
  t.true(Math.abs(verticalRange({title: '', curves})[1] - 0.848) < 1e-9);
  const count = (chart: CurveChart): number => {
    const {rgba} = renderCurves(chart);
    let pale = 0;
    // Black at an opacity of 0.16 on white.
    for (let at = 0; at < rgba.length; at += 4)
      if (rgba[at] === 214 && rgba[at + 1] === 214) pale += 1;
    return pale;
  };
  const without = {
    ...banded,
    panels: [{...banded.panels[0]!, curves: curves.map(({band: _, ...rest}) => rest)}],
  };
  t.is(count(without), 0);
  // A third of the panel's width, a fifth of its height.
  const area = ((1040 - 16 - 76 - 16) / 3) * (210 / 5);
  t.true(Math.abs(count(banded) / area - 1) < 0.15, String(count(banded) / area));
});

test('names too long to stand beside the title go below all panels', t => {
  const long = {
    ...chart,
    panels: chart.panels.map(panel => ({
      ...panel,
      curves: panel.curves.map(curve => ({...curve, name: `${curve.name} of a very long name`})),
    })),
  };
  t.is(sharedNames(long).length, 2);
  t.is(
    new Set(
      curvesFigure(long)
        .data.slice(0, 4)
        .map(trace => trace['legend']),
    ).size,
    1,
  );
  t.deepEqual(
    curvesFigure(long).data.map(trace => trace['showlegend']),
    [true, true, false, false, false],
  );
});

test('what cannot be drawn is refused', t => {
  const bad = (panels: CurveChart['panels']) => () => curvesFigure({...chart, panels});
  const [panel] = chart.panels;
  t.throws(bad([]), {code: 'plot/empty'});
  t.throws(bad([{title: 'x', curves: []}]), {code: 'plot/empty'});
  t.throws(bad(Array.from({length: 13}, () => panel!)), {code: 'plot/too-large'});
  t.throws(bad([{title: 'x', curves: [{name: 'a', x: [1, 2], y: [1]}]}]), {code: 'plot/shape'});
  t.throws(bad([{title: 'x', curves: [{name: 'a', x: [1], y: [Number.NaN]}]}]), {
    code: 'plot/not-finite',
    message: /"x", "a"/,
  });
});

test('the picture shows lines in their own places', t => {
  const flat = (y: number): CurveChart => ({
    title: '',
    unit: 'epoch',
    panels: [{title: '', range: [0, 1], curves: [{name: 'a', x: [0, 1], y: [y, y]}]}],
  });
  // Rows with many black pixels: the line (its markers aside), from the top; 0.75 stands above 0.25.
  const level = (y: number): number => {
    const {width, height, rgba} = renderCurves(flat(y));
    const counts = Array.from({length: height}, (_, row) => {
      let black = 0;
      for (let x = 0; x < width; x++) if (rgba[(row * width + x) * 4]! === 0) black++;
      return black;
    });
    return counts.indexOf(Math.max(...counts));
  };
  const [high, low] = [level(0.75), level(0.25)];
  t.true(Math.abs(low - high - 105) <= 2, `${high} ${low}`);
});

test('pictures of many lines, one point and no number are drawn, too', t => {
  t.true(renderCurves(many).height > renderCurves({...many, panels: [many.panels[0]!]}).height - 1);
  const gap = {...chart, panels: [{title: 'x', curves: [{name: 'a', x: [1], y: [null]}]}]};
  t.notThrows(() => renderCurves(gap));
  t.notThrows(() => curvesFigure(gap));
});

test('ticks are round and lie inside', t => {
  t.deepEqual(niceTicks(0, 1.04, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  t.deepEqual(niceTicks(-0.3, 0.3, 6), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  fc.assert(
    fc.property(
      fc.double({min: -1e6, max: 1e6, noNaN: true}),
      fc.double({min: 1e-6, max: 1e6, noNaN: true}),
      (low, size) => {
        const ticks = niceTicks(low, low + size, 5);
        const room = size * 1e-6 + Math.abs(low) * 1e-9;
        return (
          ticks.length <= 7 && ticks.every(tick => tick >= low - room && tick <= low + size + room)
        );
      },
    ),
    {seed: 5},
  );
});
