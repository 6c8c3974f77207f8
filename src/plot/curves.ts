import {
  figureConfig,
  figureLayout,
  figureTitle,
  plotlyText,
  shorten,
  type Figure,
  type Json,
  type JsonObject,
} from './figure.js';
import {chartQuantity} from './format-quantity.js';
import {PlotError, requireFinite} from './plot-error.js';
import {seriesStyle, type Marker} from './series-style.js';

/** One line of a panel. */
export interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  /** One an x; null leaves a gap. */
  readonly y: readonly (number | null)[];
  /** Drawn pale around the line, such as an interval; one an x each, null where there is none. @default none */
  readonly band?: {
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  };
}

/** One quantity with its own axes. */
export interface CurvePanel {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** Ends of the vertical axis. @default from 0, or the least number below, to the greatest */
  readonly range?: readonly [number, number];
}

/** Panels of one horizontal unit, two beside each other. */
export interface CurveChart {
  readonly title: string;
  /** What stands on every horizontal axis: `epoch`. */
  readonly unit: string;
  /** Whether x counts something, so that its axis marks whole numbers only. @default false */
  readonly counted?: boolean;
  readonly panels: readonly CurvePanel[];
  /** A place that every panel marks by a line, such as the epoch that is kept. */
  readonly mark?: {readonly x: number; readonly label: string} | null;
}

/** More lines in a panel cannot be told apart. */
export const mostCurves = 24;
const mostPanels = 12;

/** Refuses what no chart can show. */
export function requireCurves({title, panels}: CurveChart): void {
  if (panels.length === 0 || panels.some(({curves}) => curves.length === 0))
    throw new PlotError('plot/empty', `curves "${title}": nothing to show`);
  if (panels.length > mostPanels || panels.some(({curves}) => curves.length > mostCurves)) {
    throw new PlotError(
      'plot/too-large',
      `curves "${title}": expected at most ${mostPanels} panels of ${mostCurves} lines each; show fewer`,
    );
  }
  for (const panel of panels) {
    for (const {name, x, y, band} of panel.curves) {
      const where = `curves "${title}", "${panel.title}", "${name}"`;
      requireFinite(x, where);
      for (const values of [y, band?.low ?? y, band?.high ?? y]) {
        if (values.length !== x.length)
          throw new PlotError(
            'plot/shape',
            `${where}: ${x.length} places and ${values.length} numbers`,
          );
        requireFinite(
          values.filter(value => value !== null),
          where,
        );
      }
    }
  }
}

/** Ends of a panel's vertical axis. */
export function verticalRange({curves, range}: CurvePanel): readonly [number, number] {
  if (range !== undefined) return range;
  const values = curves.flatMap(({y, band}) =>
    [...y, ...(band?.low ?? []), ...(band?.high ?? [])].filter(value => value !== null),
  );
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  if (low === 0 && high === 0) return [0, 1];
  const room = (high - low) * 0.06;
  return [low < 0 ? low - room : 0, high + (high > 0 ? room : 0)];
}

/** Ends of every panel's horizontal axis. */
export function horizontalRange({
  panels,
  counted = false,
  mark = null,
}: CurveChart): readonly [number, number] {
  const places = [
    ...panels.flatMap(({curves}) => curves.flatMap(({x}) => x)),
    ...(mark === null ? [] : [mark.x]),
  ];
  if (places.length === 0) return [0, 1];
  const low = places.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = places.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const room = counted ? 0.4 : high > low ? 0 : 0.5;
  return [low - room, high + room];
}

/** Panels of more lines, or of longer names, share one legend below all: beside their titles there is no room. */
const mostNamedAbove = 4;
const mostLetters = 60;

/** Whether a panel's lines are named above it. */
export function isNamedAbove({title, curves}: CurvePanel): boolean {
  const letters = curves.reduce((sum, {name}) => sum + [...name].length + 6, [...title].length);
  return curves.length > 1 && curves.length <= mostNamedAbove && letters <= mostLetters;
}

/** Whether a panel's lines are named below all panels. */
function isNamedBelow(panel: CurvePanel): boolean {
  return panel.curves.length > 1 && !isNamedAbove(panel);
}

/** Names for the legend below all, by the number of their line; none where every panel names its own. */
export function sharedNames({panels}: CurveChart): readonly string[] {
  const large = panels.filter(isNamedBelow);
  const longest = large.toSorted((a, b) => b.curves.length - a.curves.length)[0];
  return longest?.curves.map(({name}) => name) ?? [];
}

/** Points that get a marker: all of a few, else some, each line at places of its own. */
export function isMarked(place: number, count: number, number: number): boolean {
  const every = Math.ceil(count / 12);
  return every === 1 || place % every === (number * 2) % every;
}

const symbols: Readonly<Record<Marker, string>> = {
  circle: 'circle',
  square: 'square',
  diamond: 'diamond',
  triangle: 'triangle-up',
  cross: 'x',
  plus: 'cross',
};

/** Parts of a band without gaps: points along its lower and its upper edge. */
export function bandParts({x, band}: Curve): readonly (readonly BandPoint[])[] {
  const parts: BandPoint[][] = [[]];
  x.forEach((at, place) => {
    const [low, high] = [band?.low[place] ?? null, band?.high[place] ?? null];
    if (low === null || high === null) parts.push([]);
    else parts.at(-1)!.push({x: at, low, high});
  });
  return parts.filter(({length}) => length > 1);
}

export interface BandPoint {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** How much of a band's colour covers what is below. */
export const bandOpacity = 0.16;

/** Pixels of a row of panels, and above, between and below them. */
const rowHeight = 190;
const head = 84;
const between = 88;
const foot = 52;

interface Place {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Where panels stand, as shares of the drawing area. */
function placesOf(count: number): {readonly places: readonly Place[]; readonly height: number} {
  const columns = count === 1 ? 1 : 2;
  const rows = Math.ceil(count / columns);
  const inner = rows * rowHeight + (rows - 1) * between;
  const places = Array.from({length: count}, (_, index): Place => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const top = row * (rowHeight + between);
    const share = (pixels: number): number => Number((1 - pixels / inner).toFixed(6));
    return {
      x: columns === 1 ? [0, 1] : column === 0 ? [0, 0.46] : [0.54, 1],
      y: [share(top + rowHeight), share(top)],
    };
  });
  return {places, height: head + inner + foot};
}

/** `x`, `x2`, …; as layouts and traces name axes and legends. */
function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}${index + 1}`;
}

/** A curve's band as shapes without outline, drawn before all lines. */
function bandTraces(panel: CurvePanel, index: number): readonly JsonObject[] {
  const isLarge = isNamedBelow(panel);
  return panel.curves.flatMap((curve, number) =>
    bandParts(curve).map(points => {
      const back = points.toReversed();
      return {
        type: 'scatter',
        mode: 'lines',
        x: [...points.map(({x}) => x), ...back.map(({x}) => x)],
        y: [...points.map(({low}) => low), ...back.map(({high}) => high)],
        xaxis: numbered('x', index),
        yaxis: numbered('y', index),
        fill: 'toself',
        fillcolor: `rgba(${seriesStyle(number).colour.join(', ')}, ${bandOpacity})`,
        line: {width: 0},
        hoverinfo: 'skip',
        showlegend: false,
        ...(isLarge ? {legendgroup: String(number)} : {}),
      };
    }),
  );
}

function tracesOf(
  panel: CurvePanel,
  index: number,
  {panels, unit}: CurveChart,
): readonly JsonObject[] {
  const isLarge = isNamedBelow(panel);
  const length = (one: CurvePanel): number => (isNamedBelow(one) ? one.curves.length : 0);
  const speaks = isLarge
    ? panels.findIndex(one => length(one) === Math.max(...panels.map(length))) === index
    : panel.curves.length > 1;
  return panel.curves.map(({name, x, y}, number) => {
    const {colour, dash, marker, open} = seriesStyle(number);
    const paint = `rgb(${colour.join(', ')})`;
    return {
      type: 'scatter',
      mode: 'lines+markers',
      name: plotlyText(shorten(name, 24)),
      x,
      y,
      xaxis: numbered('x', index),
      yaxis: numbered('y', index),
      legend: numbered('legend', isLarge ? panels.length : index),
      ...(isLarge ? {legendgroup: String(number)} : {}),
      showlegend: speaks,
      connectgaps: false,
      line: {
        color: paint,
        width: 2,
        dash: dash.length === 0 ? 'solid' : dash.map(length => `${length}px`).join(','),
      },
      marker: {
        symbol: `${symbols[marker]}${open ? '-open' : ''}`,
        color: paint,
        size: x.map((_, place) => (isMarked(place, x.length, number) ? 7 : 0)),
        line: {color: paint, width: open ? 2 : 0},
      },
      hoverinfo: 'text',
      hovertext: x.map(
        (at, place) =>
          `${plotlyText(panel.title)}, ${plotlyText(name)}<br>${plotlyText(unit)} ${chartQuantity(at)}: ${y[place] === null ? '–' : chartQuantity(y[place]!)}`,
      ),
    };
  });
}

/**
 * Draws curves in panels of their own, two a row. Lines differ by dashes and markers as well as by colour.
 *
 * @throws PlotError `plot/not-finite`, `plot/empty`, `plot/shape`, `plot/too-large`.
 */
export function curvesFigure(chart: CurveChart): Figure {
  requireCurves(chart);
  const {title, unit, panels, counted = false, mark = null} = chart;
  const {places, height} = placesOf(panels.length);
  const shared = sharedNames(chart);
  const room = shared.length === 0 ? 0 : 24 + 20 * Math.ceil(shared.length / 5);
  const range = horizontalRange(chart);
  const axis: JsonObject = {
    gridcolor: '#e4e4e4',
    zeroline: false,
    linecolor: '#4d4d4d',
    showline: true,
  };
  const parts: {[key: string]: Json} = {};
  panels.forEach((panel, index) => {
    const place = places[index]!;
    parts[numbered('xaxis', index)] = {
      ...axis,
      domain: place.x,
      range,
      anchor: numbered('y', index),
      title: {text: plotlyText(unit), standoff: 6},
      ...(counted
        ? {tickformat: 'd', dtick: Math.max(1, Math.ceil((range[1] - range[0]) / 8))}
        : {}),
      ...(counted ? {tick0: 0} : {}),
    };
    parts[numbered('yaxis', index)] = {
      ...axis,
      domain: place.y,
      range: verticalRange(panel),
      anchor: numbered('x', index),
    };
    if (!isNamedAbove(panel)) return;
    parts[numbered('legend', index)] = {
      orientation: 'h',
      x: place.x[1],
      xanchor: 'right',
      y: place.y[1],
      yanchor: 'bottom',
      font: {size: 12},
    };
  });
  if (shared.length > 0) {
    parts[numbered('legend', panels.length)] = {
      orientation: 'h',
      x: 0,
      xanchor: 'left',
      y: 0,
      yref: 'container',
      yanchor: 'bottom',
      font: {size: 12},
    };
  }
  const titles = panels.map(({title: text}, index) => ({
    text: `<b>${plotlyText(text)}</b>`,
    x: places[index]!.x[0],
    xref: 'paper',
    xanchor: 'left',
    y: places[index]!.y[1],
    yref: 'paper',
    yanchor: 'bottom',
    yshift: 4,
    showarrow: false,
  }));
  const marks = mark === null ? [] : panels.map((_, index) => markLine(mark.x, index));
  return {
    data: [
      ...panels.flatMap(bandTraces),
      ...panels.flatMap((panel, index) => tracesOf(panel, index, chart)),
    ],
    layout: figureLayout({
      title: figureTitle(plotlyText(mark === null ? title : `${title}; dotted: ${mark.label}`)),
      height: height + room,
      margin: {l: 52, r: 24, t: head, b: foot + room},
      hovermode: 'closest',
      ...parts,
      annotations: titles,
      shapes: marks,
    }),
    config: figureConfig,
  };
}

function markLine(x: number, index: number): Json {
  return {
    type: 'line',
    xref: numbered('x', index),
    yref: `${numbered('y', index)} domain`,
    x0: x,
    x1: x,
    y0: 0,
    y1: 1,
    layer: 'below',
    line: {color: '#4d4d4d', width: 1.5, dash: 'dot'},
  };
}
