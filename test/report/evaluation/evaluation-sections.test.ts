import test from 'ava';
import {meanCurves} from '../../../src/evaluate/curves.js';
import {summarise} from '../../../src/evaluate/comparison/summarise.js';
import type {Evaluation} from '../../../src/measures/evaluation.js';
import type {Section} from '../../../src/plot/page-section.js';
import {reportPage} from '../../../src/plot/html.js';
import {
  curveCharts,
  leadMeasure,
  paretoChart,
  sweepCharts,
} from '../../../src/report/evaluation/evaluation-charts.js';
import {evaluationSections} from '../../../src/report/evaluation/evaluation-sections.js';
import {comparedGrid} from '../../../src/report/evaluation/picture-sections.js';
import {sampleEvaluation, sampleMethod} from '../../helpers/sample-evaluation.js';

function summarised(evaluation: Evaluation) {
  return {evaluation, summary: summarise(evaluation, {resamples: 50})};
}

function headings(sections: readonly Section[]): readonly string[] {
  return sections.flatMap(section =>
    section.kind === 'heading' && section.level === undefined ? [section.text] : [],
  );
}

const swept = [1, 0, 0.25].map(value =>
  sampleMethod(`gammas(${value})`, {sweep: {of: 'gammas', parameter: 'gamma', value}}),
);
const rich = sampleEvaluation({
  methods: [sampleMethod('<script>'), ...swept],
  families: ['perturbation', 'localisation'],
});
const compared = {
  ...{measure: 'abpc', a: 'A', b: 'B', sameUnit: false},
  pictures: [
    {
      ...{place: 'best' as const, id: 'x', className: 'horse', scores: [0.5, 0.2] as const},
      pixels: {width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 0, 255, 0)},
      maps: [Float32Array.of(1, -2), Float32Array.of(100, 50)] as const,
    },
  ],
};

test('a page has a section for everything that there is', t => {
  const pos = [0, 1];
  const spec = {name: 'morf', title: 'most first', positionTitle: 'share', valueTitle: 'score'};
  const values = [rich.methods.map(() => rich.rows.map(() => [1, 0]))];
  const curves = meanCurves('perturbation', [{...spec, positions: pos}], values, 1);
  const sections = evaluationSections(summarised({...rich, curves}), [compared]);
  t.deepEqual(headings(sections), [
    'Methods compared on model.onnx',
    'What is gained for what',
    'Measures',
    'Curves behind the scores',
    'Sweep gammas',
    'Differences',
    'Only horse',
    'Only person',
    'Pictures',
    'Methods',
  ]);
  const page = reportPage({title: 'x', sections, plotly: 'none'});
  t.false(page.includes('<script>'));
  t.true(page.includes('&lt;script&gt;'));
});

test('one method, one class and measures that do not judge make a page, too', t => {
  const small = sampleEvaluation({methods: [sampleMethod('A')], families: ['complexity']});
  const sections = evaluationSections(
    summarised({
      ...small,
      classes: ['horse'],
      measures: small.measures.map(measure => ({...measure, better: 'none' as const})),
      methods: [{...small.methods[0]!, cost: null, milliseconds: null}],
      scores: small.scores.map(methods => methods.map(rows => rows.map(() => null))),
    }),
  );
  t.deepEqual(headings(sections), [
    'Methods compared on model.onnx',
    'Measures',
    'Differences',
    'Methods',
  ]);
});

test('measures and costs become a plot where two methods have both', t => {
  const own = summarised(sampleEvaluation());
  t.is(leadMeasure(own.evaluation)!.name, 'abpc');
  const chart = paretoChart(own, 'cost', 'abpc')!;
  // Random has no cost.
  t.deepEqual(
    chart.points.map(({name, x}) => [name, x]),
    [
      ['talk', 3.25],
      ['DeepTaylor', 3.5],
    ],
  );
  t.is(chart.x.better, 'lower');
  t.is(paretoChart(own, 'milliseconds', 'entropy')!.points.length, 3);
  t.is(paretoChart(own, 'cost', 'no-such-measure'), null);
});

test('a sweep is drawn over its values in order, with its band and the methods beside it', t => {
  const [chart] = sweepCharts(summarised(rich), 'gammas');
  t.is(chart!.unit, 'gamma');
  const [sweep, beside] = chart!.panels[0]!.curves;
  t.deepEqual(sweep!.x, [0, 0.25, 1]);
  const {scores} = summarised(rich).summary;
  const mean = (method: string) =>
    scores.find(one => one.method === method && one.measure === 'aopc-morf' && !one.className)!;
  t.deepEqual(
    sweep!.y,
    ['gammas(0)', 'gammas(0.25)', 'gammas(1)'].map(name => mean(name).mean),
  );
  t.deepEqual(sweep!.band!.low[0], mean('gammas(0)').low);
  t.like(beside, {name: '<script>', x: [0, 1]});
  t.is(beside!.y[0], mean('<script>').mean);
});

test('curves of a family share one vertical scale, and what JSON made null is a gap', t => {
  const own = [0, 1].map(index => ({
    ...{name: `c${index}`, title: `c${index}`, positionTitle: 'x', valueTitle: 'y', family: 'f'},
    positions: [0, 1],
    methods: rich.methods.map(() => ({
      ...{mean: [index, null as unknown as number], low: [0, Number.NaN], high: [2, 3]},
    })),
  }));
  const [chart] = curveCharts({...rich, curves: own});
  t.deepEqual(chart!.panels[0]!.range, chart!.panels[1]!.range);
  t.deepEqual(chart!.panels[1]!.curves[0]!.y, [1, null]);
  t.deepEqual(chart!.panels[1]!.curves[0]!.band!.low, [0, null]);
});

test('maps of one unit share a scale; others are shares of their own strongest relevance', t => {
  const own = comparedGrid(compared);
  t.is(own.limit, 1);
  t.deepEqual([...own.rows[0]!.maps[0]!.values], [0.5, -1]);
  t.deepEqual([...own.rows[0]!.maps[1]!.values], [1, 0.5]);
  const shared = comparedGrid({...compared, sameUnit: true});
  t.is(shared.limit, 100);
  t.deepEqual([...shared.rows[0]!.maps[0]!.values], [1, -2]);
  t.is(own.rows[0]!.label, 'best for A: x for horse, abpc 0.5 against 0.2');
  t.deepEqual([...own.rows[0]!.picture.rgba], [255, 0, 0, 255, 0, 255, 0, 255]);
});
