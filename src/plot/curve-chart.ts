import {PlotError, requireFinite} from './plot-error.js';

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
export function isNamedBelow(panel: CurvePanel): boolean {
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
