import {
  bandOpacity,
  bandParts,
  horizontalRange,
  isMarked,
  isNamedAbove,
  isNamedBelow,
  requireCurves,
  sharedNames,
  verticalRange,
  type CurveChart,
  type CurvePanel,
} from './curve-chart.js';
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
import {seriesStyle, type Marker} from './series-style.js';

const symbols: Readonly<Record<Marker, string>> = {
  circle: 'circle',
  square: 'square',
  diamond: 'diamond',
  triangle: 'triangle-up',
  cross: 'x',
  plus: 'cross',
};

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
