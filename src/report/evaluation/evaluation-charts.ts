import type {EvaluatedCurve, EvaluatedMethod, Evaluation} from '../../measures/evaluation.js';
import {type BarChart, maximumBars} from '../../plot/bars.js';
import {type Curve, type CurveChart, mostCurves, verticalRange} from '../../plot/curve-chart.js';
import type {ScatterAxis, ScatterChart, ScatterPoint} from '../../plot/scatter.js';
import {byFamily, type EvaluatedMeasure, headerOf, scoresOf, type Summarised} from './scores-of.js';

/** More bands in a panel hide each other. */
const mostBands = 5;
/** Methods outside a sweep that its panels show for comparison. */
const mostBeside = 3;

/** The measure that pictures and plots are about where nobody names one: `abpc`, else the first that judges. */
export function leadMeasure({measures}: Evaluation): EvaluatedMeasure | null {
  return (
    measures.find(({name}) => name === 'abpc') ??
    measures.find(({better}) => better !== 'none') ??
    null
  );
}

/**
 * Methods by two quantities, those that no other beats in both marked; null where fewer than two methods have both.
 *
 * @param x Name of a measure, `cost` (forward passes F of a row) or `milliseconds`.
 * @param y As x. Measures for which no value is better have no front: null.
 */
export function paretoChart(summarised: Summarised, x: string, y: string): ScatterChart | null {
  const [across, up] = [quantityOf(summarised, x), quantityOf(summarised, y)];
  if (across === null || up === null) return null;
  const points = summarised.evaluation.methods.flatMap(({name}, method): ScatterPoint[] => {
    const [a, b] = [across.valueOf(method), up.valueOf(method)];
    if (a.value === null || b.value === null) return [];
    return [{name, x: a.value, y: b.value, xRange: a.range, yRange: b.range}];
  });
  return points.length < 2
    ? null
    : {title: `${up.axis.title} against ${across.axis.title}`, x: across.axis, y: up.axis, points};
}

interface Placed {
  readonly value: number | null;
  readonly range: readonly [number, number] | null;
}

function quantityOf(
  summarised: Summarised,
  name: string,
): {readonly axis: ScatterAxis; readonly valueOf: (method: number) => Placed} | null {
  const {methods, measures} = summarised.evaluation;
  if (name === 'cost' || name === 'milliseconds') {
    const title =
      name === 'cost' ? 'cost of a row in forward passes F' : 'milliseconds of a row, alone';
    return {
      axis: {title, better: 'lower'},
      valueOf: method => ({value: methods[method]![name], range: null}),
    };
  }
  const measure = measures.find(one => one.name === name);
  if (measure === undefined || measure.better === 'none') return null;
  const scores = scoresOf(summarised, name);
  return {
    axis: {title: name, better: measure.better},
    valueOf: method => {
      const {mean, low, high} = scores[method]!;
      return {value: mean, range: low === null || high === null ? null : [low, high]};
    },
  };
}

/** The sweeps of an evaluation with their members by value. */
export function sweepsOf({
  methods,
}: Evaluation): ReadonlyMap<string, readonly (EvaluatedMethod & {readonly index: number})[]> {
  const names = new Set(methods.flatMap(({sweep}) => (sweep === null ? [] : [sweep.of])));
  return new Map(
    [...names].map(name => [
      name,
      methods
        .map((method, index) => ({...method, index}))
        .filter(({sweep}) => sweep?.of === name)
        .toSorted((a, b) => a.sweep!.value - b.sweep!.value),
    ]),
  );
}

/**
 * Every measure over the values of a sweep's parameter, with bands of 95 % intervals; a chart a family. Up to three
 * methods outside of it are level lines for comparison.
 */
export function sweepCharts(summarised: Summarised, sweep: string): readonly CurveChart[] {
  const {evaluation} = summarised;
  const members = sweepsOf(evaluation).get(sweep) ?? [];
  const x = members.map(({sweep: own}) => own!.value);
  const ends = x.length === 0 ? [] : [x[0]!, x.at(-1)!];
  const beside = evaluation.methods
    .map((method, index) => ({...method, index}))
    .filter(method => method.sweep === null)
    .slice(0, mostBeside);
  return [...byFamily(evaluation)].map(([family, measures]) => ({
    title: `${sweep}: ${family}`,
    unit: members[0]?.sweep?.parameter ?? '',
    panels: measures.map(measure => {
      const scores = scoresOf(summarised, measure.name);
      const own = members.map(({index}) => scores[index]!);
      const level = (index: number, of: 'mean' | 'low' | 'high') =>
        ends.map(() => scores[index]![of]);
      const curves: Curve[] = [
        {
          ...{name: sweep, x, y: own.map(({mean}) => mean)},
          band: {low: own.map(({low}) => low), high: own.map(({high}) => high)},
        },
        ...beside.map(({name, index}) => ({name, x: ends, y: level(index, 'mean')})),
      ];
      return {title: headerOf(measure), curves, range: tightRange(curves)};
    }),
  }));
}

/** Ends of an axis that need not hold 0: what changes over a sweep is to be seen. */
function tightRange(curves: readonly Curve[]): readonly [number, number] {
  const values = curves.flatMap(({y, band}) =>
    [...y, ...(band?.low ?? []), ...(band?.high ?? [])].filter(value => value !== null),
  );
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? (high - low) * 0.08 : Math.max(Math.abs(high) * 0.1, 1e-9);
  return [low - room, high + room];
}

/** Mean curves behind the scores of a family, a panel a curve on one vertical scale; of many methods the first 24. */
export function curveCharts({curves = [], methods}: Evaluation): readonly CurveChart[] {
  const families = [...new Set(curves.map(({family}) => family))];
  return families.map(family => {
    const own = curves.filter(curve => curve.family === family);
    const panels = own.map(curve => ({title: curve.title, curves: linesOf(curve, methods)}));
    const range = verticalRange({title: '', curves: panels.flatMap(panel => panel.curves)});
    return {
      title: `${family}: ${own[0]!.valueTitle}`,
      unit: own[0]!.positionTitle,
      panels: panels.map(panel => ({...panel, range})),
    };
  });
}

function linesOf(
  {positions, methods: means}: EvaluatedCurve,
  methods: readonly EvaluatedMethod[],
): readonly Curve[] {
  return methods.slice(0, mostCurves).map(({name}, method) => {
    // JSON has no NaN.
    const plain = (values: readonly (number | null)[]) =>
      values.map(value => (value !== null && Number.isFinite(value) ? value : null));
    const {mean, low, high} = means[method]!;
    return {
      ...{name, x: positions, y: plain(mean)},
      ...(methods.length <= mostBands ? {band: {low: plain(low), high: plain(high)}} : {}),
    };
  });
}

/** Milliseconds a row takes by each method alone, of the first 64; null where none was timed. */
export function timeChart({methods}: Evaluation): BarChart | null {
  const bars = methods
    .slice(0, maximumBars)
    .flatMap(({name, milliseconds}) =>
      milliseconds === null ? [] : [{label: name, value: milliseconds, marked: false}],
    );
  return bars.length === 0 ? null : {title: 'Time of a row', unit: 'milliseconds', bars};
}
