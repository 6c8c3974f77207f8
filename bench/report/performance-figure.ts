import {
  figureConfig,
  figureLayout,
  plotlyText,
  type Figure,
  type JsonObject,
} from '../../src/plot/figure.js';
import type {GroupName, Row} from '../measure/cell.js';
import type {Results} from '../results.js';

/** Ours and zennit's, told apart in black and white too: filled against open. */
const colours = {own: '#b2182b', zennit: '#878787', forward: '#2166ac'} as const;

function seconds(rows: readonly Row[], side: 'own' | 'zennit' | 'forward'): (number | null)[] {
  return rows.map(row => {
    const summary = row[side];
    return summary === null ? null : summary.median / 1000;
  });
}

const names = {own: 'lrplab', zennit: 'zennit', forward: "lrplab's forward pass"} as const;

interface Panel {
  /** 1, 2, … as Plotly numbers axes; the first has no number. */
  readonly number: number;
  readonly title: string;
  readonly label: string;
  readonly rows: readonly Row[];
  readonly x: (row: Row) => number | string;
  readonly kind: 'bar' | 'scatter';
}

function traces({number, rows, x, kind}: Panel): JsonObject[] {
  const axis = number === 1 ? '' : String(number);
  const sides =
    kind === 'bar' ? (['own', 'zennit'] as const) : (['own', 'zennit', 'forward'] as const);
  return sides.map(side => ({
    type: kind,
    name: names[side],
    legendgroup: side,
    showlegend: number === (side === 'forward' ? 2 : 1),
    x: rows.map(x),
    y: seconds(rows, side),
    xaxis: `x${axis}`,
    yaxis: `y${axis}`,
    ...(kind === 'bar'
      ? {marker: {color: colours[side]}}
      : {
          mode: 'lines+markers',
          connectgaps: false,
          line: {color: colours[side], dash: side === 'forward' ? 'dot' : 'solid'},
          marker: {color: colours[side], symbol: side === 'own' ? 'circle' : 'square', size: 7},
        }),
  }));
}

/** Times by preset, by targets, by picture size and by batch: four panels in seconds, all axes from 0 or logarithmic. */
export function performanceFigure({rows}: Results): Figure {
  const of = (group: GroupName): readonly Row[] => rows.filter(({cell}) => cell.group === group);
  const panels: readonly Panel[] = [
    {
      number: 1,
      title: 'VGG16, one picture, by preset',
      label: '',
      rows: of('presets').filter(({cell}) => cell.network === 'vgg16' && cell.batch === 1),
      x: ({cell}) => cell.preset.replace('Alpha2Beta1', 'α2β1').replace('Epsilon', 'ε'),
      kind: 'bar',
    },
    {
      number: 2,
      title: 'VGG16, one picture, by targets',
      label: 'targets',
      rows: of('targets'),
      x: ({cell}) => cell.targets,
      kind: 'scatter',
    },
    {
      number: 3,
      title: 'VGG16, one picture, by its size',
      label: 'pixels a side',
      rows: of('size'),
      x: ({cell}) => cell.size,
      kind: 'scatter',
    },
    {
      number: 4,
      title: 'VGG16, by batch',
      label: 'pictures in a batch',
      rows: of('batch'),
      x: ({cell}) => cell.batch,
      kind: 'scatter',
    },
  ];
  const layout: Record<string, JsonObject> = {};
  for (const {number, label, kind, rows: shown, x} of panels) {
    const axis = number === 1 ? '' : String(number);
    layout[`xaxis${axis}`] = {
      title: {text: label},
      automargin: true,
      ...(kind === 'bar'
        ? {type: 'category'}
        : {type: 'log', tickvals: shown.map(x), ticktext: shown.map(row => String(x(row)))}),
    };
    layout[`yaxis${axis}`] = {
      title: {text: 'seconds'},
      automargin: true,
      ...(kind === 'bar' ? {rangemode: 'tozero'} : {type: 'log', dtick: 1}),
    };
  }
  return {
    data: panels.flatMap(traces),
    layout: figureLayout({
      grid: {rows: 2, columns: 2, pattern: 'independent', xgap: 0.14, ygap: 0.34},
      ...layout,
      barmode: 'group',
      legend: {orientation: 'h', x: 0, y: 1.12},
      annotations: panels.map(({number, title}) => ({
        text: plotlyText(title),
        showarrow: false,
        xref: number === 1 ? 'x domain' : `x${number} domain`,
        yref: number === 1 ? 'y domain' : `y${number} domain`,
        x: 0,
        y: 1.12,
        xanchor: 'left',
        font: {size: 15},
      })) as unknown as JsonObject[],
      margin: {l: 60, r: 20, t: 70, b: 60},
      width: 1100,
      height: 800,
      autosize: false,
    }),
    config: figureConfig,
  };
}
