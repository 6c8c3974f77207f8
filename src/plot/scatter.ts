import {
  type Figure,
  figureConfig,
  figureLayout,
  figureTitle,
  type JsonObject,
  plotlyText,
  shorten,
} from './figure.js';
import {chartQuantity} from './format-quantity.js';
import {PlotError, requireFinite} from './plot-error.js';

/** A named point of two numbers. */
export interface ScatterPoint {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Ends of the interval of each number, drawn as thin lines; null for none. */
  readonly xRange: readonly [number, number] | null;
  readonly yRange: readonly [number, number] | null;
}

export interface ScatterAxis {
  readonly title: string;
  readonly better: 'higher' | 'lower';
}

/** Points of two numbers of which one wants both good: those that no other beats in both are marked and joined. */
export interface ScatterChart {
  readonly title: string;
  readonly x: ScatterAxis;
  readonly y: ScatterAxis;
  readonly points: readonly ScatterPoint[];
}

const mostPoints = 200;

/** Refuses what no chart can show. @throws PlotError `plot/empty`, `plot/too-large`, `plot/not-finite`. */
export function requireScatter({title, points}: ScatterChart): void {
  const where = `scatter "${title}"`;
  if (points.length === 0) throw new PlotError('plot/empty', `${where}: nothing to show`);
  if (points.length > mostPoints) {
    throw new PlotError(
      'plot/too-large',
      `${where}: expected at most ${mostPoints} points, got ${points.length}; show fewer`,
    );
  }
  for (const {name, x, y, xRange, yRange} of points)
    requireFinite([x, y, ...(xRange ?? []), ...(yRange ?? [])], `${where}, "${name}"`);
}

/**
 * Which points no other one beats: none is as good in both numbers and better in one (the Pareto front). Equal points
 * are on it together.
 */
export function paretoFront({x, y, points}: ScatterChart): readonly boolean[] {
  const sign = ({better}: ScatterAxis): number => (better === 'higher' ? 1 : -1);
  const gains = points.map(point => [sign(x) * point.x, sign(y) * point.y] as const);
  return gains.map(
    ([ownX, ownY]) =>
      !gains.some(
        ([otherX, otherY]) => otherX >= ownX && otherY >= ownY && (otherX > ownX || otherY > ownY),
      ),
  );
}

/** Ends of an axis: all points with their intervals, and room beside them. */
export function scatterRange({points}: ScatterChart, axis: 'x' | 'y'): readonly [number, number] {
  const values = points.flatMap(point => [point[axis], ...(point[`${axis}Range`] ?? [])]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? (high - low) * 0.08 : Math.max(Math.abs(high) * 0.1, 1e-9);
  return [low - room, high + room];
}

/** The front's points in order, with the corners between them: where one would lose in one number to gain in the other. */
export function frontLine(
  chart: ScatterChart,
): readonly {readonly x: number; readonly y: number}[] {
  const isFront = paretoFront(chart);
  const front = chart.points
    .filter((_, index) => isFront[index])
    .toSorted((a, b) => a.x - b.x || a.y - b.y);
  return front.flatMap((point, index) => {
    const before = front[index - 1];
    if (before === undefined || before.x === point.x) return [{x: point.x, y: point.y}];
    // Behind the corner lies what the front beats: the worse of each number of both points.
    const corner =
      chart.x.better === 'higher' ? {x: before.x, y: point.y} : {x: point.x, y: before.y};
    return [corner, {x: point.x, y: point.y}];
  });
}

/** Where a name stands beside its point. */
export type LabelSide = 'top right' | 'bottom right' | 'top left' | 'bottom left';

interface LabelBox {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Pixels from a point to its name, which stands beside the lines through the point. */
export const away = 5;

/**
 * Where names stand so that as few as possible cover each other or leave the drawing: for each in turn, those on the front
 * before the others, the first side that is free, null where none is.
 *
 * @param points Places in pixels, and sizes of the names.
 */
export function placeLabels(
  points: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** Whether its name is placed before those of others. */
    readonly isFront: boolean;
  }[],
  area: LabelBox,
): readonly (LabelSide | null)[] {
  const taken: LabelBox[] = points.map(({x, y}) => ({
    ...{left: x - 4, right: x + 4, top: y - 4, bottom: y + 4},
  }));
  const order = [...points.keys()].sort((a, b) => +points[b]!.isFront - +points[a]!.isFront);
  const sides = order.map((index): LabelSide | null => {
    const {x, y, width, height} = points[index]!;
    const {right, left, above, below} = {
      ...{right: x + away, left: x - away - width},
      ...{above: y - away - height, below: y + away},
    };
    const boxes: readonly (readonly [LabelSide, number, number])[] = [
      ['top right', right, above],
      ['bottom right', right, below],
      ['top left', left, above],
      ['bottom left', left, below],
    ];
    for (const [side, left, top] of boxes) {
      const box = {left, top, right: left + width, bottom: top + height};
      const inside =
        box.left >= area.left &&
        box.right <= area.right &&
        box.top >= area.top &&
        box.bottom <= area.bottom;
      if (!inside || taken.some(other => overlaps(box, other))) continue;
      taken.push(box);
      return side;
    }
    return null;
  });
  return points.map((_, index) => sides[order.indexOf(index)]!);
}

function overlaps(a: LabelBox, b: LabelBox): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** `title, higher is better →`; the arrow points where better values lie. */
export function axisTitle({title, better}: ScatterAxis): string {
  return `${title} (${better} is better)`;
}

const size = {width: 860, height: 520} as const;
const margin = {l: 72, r: 28, t: 56, b: 60} as const;
/**
 * Draws named points; those on the front are filled and joined by steps. A name that would cover others is left to the
 * hover box.
 *
 * @throws PlotError `plot/empty`, `plot/too-large`, `plot/not-finite`.
 */
export function scatterFigure(chart: ScatterChart): Figure {
  requireScatter(chart);
  const {title, points} = chart;
  const [rangeX, rangeY] = [scatterRange(chart, 'x'), scatterRange(chart, 'y')];
  const isFront = paretoFront(chart);
  const names = points.map(({name}) => shorten(name, 28));
  const inner = {
    left: margin.l,
    right: size.width - margin.r,
    top: margin.t,
    bottom: size.height - margin.b,
  };
  const part = (value: number, [low, high]: readonly [number, number]): number =>
    (value - low) / (high - low);
  const places = placeLabels(
    points.map(({x, y}, index) => ({
      x: inner.left + part(x, rangeX) * (inner.right - inner.left),
      y: inner.bottom - part(y, rangeY) * (inner.bottom - inner.top),
      ...{width: names[index]!.length * 7, height: 15, isFront: isFront[index]!},
    })),
    inner,
  );
  const line = frontLine(chart);
  const axis: JsonObject = {
    gridcolor: '#e4e4e4',
    zeroline: false,
    linecolor: '#4d4d4d',
    showline: true,
  };
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: line.map(({x}) => x),
        y: line.map(({y}) => y),
        line: {color: '#0072b2', width: 1.5, dash: 'dot'},
        hoverinfo: 'skip',
        showlegend: false,
      },
      {
        type: 'scatter',
        mode: 'markers+text',
        x: points.map(({x}) => x),
        y: points.map(({y}) => y),
        ...errorBars(points, 'x'),
        ...errorBars(points, 'y'),
        text: names.map((name, index) => (places[index] === null ? '' : plotlyText(name))),
        textposition: places.map(side => side ?? 'top right'),
        textfont: {size: 12},
        hoverinfo: 'text',
        hovertext: points.map(({name, x, y}, index) =>
          [
            `<b>${plotlyText(name)}</b>${isFront[index] ? ', on the front' : ''}`,
            `${plotlyText(chart.x.title)}: ${chartQuantity(x)}`,
            `${plotlyText(chart.y.title)}: ${chartQuantity(y)}`,
          ].join('<br>'),
        ),
        marker: {
          symbol: isFront.map(front => (front ? 'circle' : 'circle-open')),
          color: isFront.map(front => (front ? '#0072b2' : '#6b6b6b')),
          size: 10,
        },
        showlegend: false,
      },
    ],
    layout: figureLayout({
      title: figureTitle(plotlyText(title)),
      ...{height: size.height, margin, hovermode: 'closest'},
      xaxis: {...axis, range: rangeX, title: {text: plotlyText(axisTitle(chart.x))}},
      yaxis: {...axis, range: rangeY, title: {text: plotlyText(axisTitle(chart.y))}},
    }),
    config: figureConfig,
  };
}

/** Intervals as thin lines; none where no point has one. */
function errorBars(points: readonly ScatterPoint[], axis: 'x' | 'y'): JsonObject {
  const ranges = points.map(point => point[`${axis}Range`]);
  if (ranges.every(range => range === null)) return {};
  const away = (end: 0 | 1): readonly number[] =>
    points.map((point, index) => Math.abs((ranges[index]?.[end] ?? point[axis]) - point[axis]));
  return {
    [`error_${axis}`]: {
      ...{type: 'data', symmetric: false, array: away(1), arrayminus: away(0)},
      ...{color: '#9a9a9a', thickness: 1, width: 3},
    },
  };
}
