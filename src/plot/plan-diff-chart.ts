import type {Plan, PlanLayer} from '../plan/plan.js';
import {formatRule, ruleName} from '../rules/describe.js';
import type {Rgb} from './colour.js';
import {
  type Figure,
  figureConfig,
  figureLayout,
  figureTitle,
  type Json,
  plotlyText,
  shorten,
  shortenMiddle,
} from './figure.js';
import {PlotError} from './plot-error.js';
import {seriesStyle} from './series-style.js';

/** A layer's rule under one plan: what colours it, and how the language writes it. */
export interface PlanDiffCell {
  readonly rule: string;
  readonly text: string;
}

/** One layer under two plans, or a run of layers that have the same rules under both. */
export interface PlanDiffRow {
  /** `3 conv2_1`, or `12 layers alike`. */
  readonly label: string;
  /** Null where a plan gives the layer no rule, and where layers are left out. */
  readonly cells: readonly [PlanDiffCell | null, PlanDiffCell | null];
  readonly isChanged: boolean;
  /** Whether it stands for layers that are left out. */
  readonly isFolded: boolean;
}

/** Two plans of one network, layer by layer from the input on. */
export interface PlanDiffChart {
  readonly title: string;
  readonly columns: readonly [string, string];
  readonly rows: readonly PlanDiffRow[];
  readonly changed: number;
}

/** Of more layers, those that are alike are left out, run by run. */
const mostRows = 60;
const mostDrawn = 400;

/** Compares two plans layer by layer. @throws PlotError `plot/shape` where they are of different networks. */
export function planDiffChart(a: Plan, b: Plan): PlanDiffChart {
  if (a.model !== b.model) {
    throw new PlotError(
      'plot/shape',
      `plans "${a.name}" of model "${a.model}" and "${b.name}" of model "${b.model}": expected two plans of one model`,
    );
  }
  const own = [a, b].map(plan => new Map(plan.layers.map(layer => [layer.node, layer])));
  const nodes = [...new Set([...own[0]!.keys(), ...own[1]!.keys()])].sort((x, y) => x - y);
  const rows = nodes.map((node): PlanDiffRow => {
    const [left, right] = [own[0]!.get(node), own[1]!.get(node)];
    const {index, name} = (left ?? right)!;
    const cells = [cellOf(left), cellOf(right)] as const;
    const isChanged = cells[0]?.text !== cells[1]?.text;
    return {label: index === null ? name : `${index} ${name}`, cells, isChanged, isFolded: false};
  });
  return {
    title: `${a.name} against ${b.name}`,
    columns: [a.name, b.name],
    rows: rows.length > mostRows ? foldAlike(rows) : rows,
    changed: rows.filter(({isChanged}) => isChanged).length,
  };
}

function cellOf(layer: PlanLayer | undefined): PlanDiffCell | null {
  return layer === undefined ? null : {rule: ruleName(layer.rule), text: formatRule(layer.rule)};
}

/** Leaves out runs of layers that are alike, but for the layer before and behind a changed one. */
function foldAlike(rows: readonly PlanDiffRow[]): readonly PlanDiffRow[] {
  const isNear = rows.map((_, at) =>
    [at - 1, at, at + 1].some(place => rows[place]?.isChanged === true),
  );
  const folded: PlanDiffRow[] = [];
  for (let at = 0; at < rows.length; ) {
    const end = isNear[at] ? at + 1 : rows.findIndex((_, place) => place > at && isNear[place]);
    const next = end < 0 ? rows.length : end;
    if (next - at < 2) folded.push(rows[at]!);
    else
      folded.push({
        ...{label: `${next - at} layers alike`, cells: [null, null]},
        ...{isChanged: false, isFolded: true},
      });
    at = next;
  }
  return folded;
}

/** The pale colour of each rule that occurs, in the order of the layers. */
export function ruleColours({rows}: PlanDiffChart): ReadonlyMap<string, Rgb> {
  const rules = new Set(rows.flatMap(({cells}) => cells.flatMap(cell => cell?.rule ?? [])));
  return new Map(
    [...rules].map((rule, number) => {
      // Behind the sixth, a stronger shade tells the next six from the first.
      const part = Math.min(0.55, 0.2 + 0.2 * Math.floor(number / 6));
      const mix = (channel: number): number => Math.round(255 + (channel - 255) * part);
      const [red, green, blue] = seriesStyle(number).colour;
      return [rule, [mix(red), mix(green), mix(blue)]];
    }),
  );
}

/** What a cell says. */
export function cellText(row: PlanDiffRow, column: 0 | 1): string {
  return row.isFolded ? '…' : (row.cells[column]?.text ?? 'no rule');
}

/** Refuses what no picture can show. @throws PlotError `plot/empty`, `plot/too-large`. */
export function requirePlanDiffChart({title, rows}: PlanDiffChart): void {
  if (rows.length === 0) throw new PlotError('plot/empty', `plans "${title}": no layers to show`);
  if (rows.length > mostDrawn) {
    throw new PlotError(
      'plot/too-large',
      `plans "${title}": expected at most ${mostDrawn} rows of layers, got ${rows.length}; compare them as text`,
    );
  }
}

/** `talk against DeepTaylor: 5 layers differ`. */
export function planDiffTitle({title, changed}: PlanDiffChart): string {
  const count = changed === 1 ? '1 layer differs' : `${changed} layers differ`;
  return `${title}: ${changed === 0 ? 'the same rules' : count}`;
}

const rowHeight = 26;
const margin = {l: 12, r: 12, t: 84, b: 12} as const;
/** Where the columns stand, as shares of the width: the layer, both plans, and the mark of a change. */
const edges = [0, 0.26, 0.62, 0.98] as const;

/**
 * Draws two plans side by side, a row a layer; cells are coloured by rule, changed layers have a frame and a `≠`.
 *
 * @throws PlotError `plot/empty`, `plot/too-large`.
 */
export function planDiffFigure(diff: PlanDiffChart): Figure {
  requirePlanDiffChart(diff);
  const {rows, columns} = diff;
  const colours = ruleColours(diff);
  const text = (label: string, x: number, y: number, more: {[key: string]: Json} = {}): Json => ({
    ...{text: label, x, y, xref: 'x', yref: 'y', xanchor: 'left', showarrow: false, xshift: 6},
    ...{font: {size: 12}, ...more},
  });
  const shapes = rows.flatMap((row, at): Json[] =>
    row.isFolded
      ? []
      : ([0, 1] as const).map(column => {
          const cell = row.cells[column];
          const fill = cell === null ? [255, 255, 255] : colours.get(cell.rule)!;
          return {
            ...{type: 'rect', xref: 'x', yref: 'y', layer: 'below'},
            ...{
              x0: edges[column + 1]!,
              x1: edges[column + 2]! - 0.01,
              y0: at + 0.08,
              y1: at + 0.92,
            },
            fillcolor: `rgb(${fill.join(', ')})`,
            line: {color: row.isChanged ? '#1b1b1b' : '#d8d8d8', width: row.isChanged ? 2 : 1},
          };
        }),
  );
  const annotations = rows.flatMap((row, at): Json[] => [
    text(plotlyText(shortenMiddle(row.label, 26)), edges[0], at + 0.5, {
      hovertext: plotlyText(row.label),
    }),
    ...([0, 1] as const).map(column =>
      text(plotlyText(shorten(cellText(row, column), 42)), edges[column + 1]!, at + 0.5, {
        hovertext: plotlyText(cellText(row, column)),
      }),
    ),
    ...(row.isChanged ? [text('<b>≠</b>', edges[3] - 0.008, at + 0.5)] : []),
  ]);
  const heads = ['layer', ...columns].map((name, column) =>
    text(`<b>${plotlyText(shorten(name, 40))}</b>`, edges[column]!, 1, {
      ...{yref: 'paper', yanchor: 'bottom', hovertext: plotlyText(name)},
    }),
  );
  const axis = {visible: false, fixedrange: true};
  return {
    // A trace that draws nothing: Plotly wants one for its axes.
    data: [{type: 'scatter', mode: 'markers', x: [0], y: [0], opacity: 0, hoverinfo: 'skip'}],
    layout: figureLayout({
      title: figureTitle(plotlyText(planDiffTitle(diff))),
      ...{height: margin.t + margin.b + rows.length * rowHeight, margin, showlegend: false},
      xaxis: {...axis, range: [0, 1]},
      yaxis: {...axis, range: [rows.length, 0]},
      annotations: [...heads, ...annotations],
      shapes,
    }),
    config: figureConfig,
  };
}
