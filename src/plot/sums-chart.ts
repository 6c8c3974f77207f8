import type {LedgerLayer, LedgerSample} from '../ledger/ledger.js';
import {layerLabel} from './causes.js';
import type {Figure, Json} from './figure.js';
import {
  figureConfig,
  figureLayout,
  figureTitle,
  plotlyText,
  quietTicks,
  shorten,
  shortenMiddle,
} from './figure.js';
import {chartQuantity} from './format-quantity.js';
import {PlotError, requireFinite} from './plot-error.js';
import {type Marker, seriesStyle} from './series-style.js';
import {signedScale} from './signed-scale.js';

/** Where relevance is summed: the input, or the output of a layer. */
export interface SumsPlace {
  readonly label: string;
  /** What stands in a hover box. */
  readonly detail: string;
}

/** ΣR of one plan, place by place. */
export interface SumsLine {
  readonly plan: string;
  /** Unit: the target's score. */
  readonly values: readonly number[];
  /** The rule that has handed on to each place, for hover boxes. */
  readonly rules: readonly string[];
}

/** ΣR through the network under several plans, from the input to the logits. */
export interface SumsChart {
  readonly title: string;
  readonly places: readonly SumsPlace[];
  readonly lines: readonly SumsLine[];
}

/** What a line of the chart is made of. */
export interface SumsSource {
  readonly plan: string;
  readonly ledger: LedgerSample;
  /** ΣR at the input. */
  readonly input: number;
}

/** Layers that only pass on what they get, in every plan alike. */
const silent: ReadonlySet<LedgerLayer['kind']> = new Set(['activation', 'pad']);

/**
 * Gathers a chart from the ledgers of one sample and target under several plans: first what reached the input, then what
 * arrived at the output of each layer, last the logits, where the relevance starts.
 *
 * @param ledgers One a plan, of the same network.
 * @throws PlotError `plot/empty`, `plot/shape`.
 */
export function sumsOf(title: string, ledgers: readonly SumsSource[]): SumsChart {
  const [first] = ledgers;
  if (first === undefined || first.ledger.layers.length === 0)
    throw new PlotError('plot/empty', `sums "${title}": no layers to show`);
  const kept = (ledger: LedgerSample): readonly LedgerLayer[] =>
    ledger.layers.filter(({kind}) => !silent.has(kind));
  const layers = kept(first.ledger);
  const names = layers.map(({name}) => name).join('\n');
  for (const {plan, ledger} of ledgers) {
    if (
      kept(ledger)
        .map(({name}) => name)
        .join('\n') !== names
    )
      throw new PlotError(
        'plot/shape',
        `sums "${title}", plan "${plan}": it is of another network`,
      );
  }
  return {
    title,
    places: [
      {label: 'input', detail: 'what reaches the input'},
      ...layers.map((layer, index) => ({
        label: index === layers.length - 1 ? `${layerLabel(layer)} (logits)` : layerLabel(layer),
        detail: `arriving at the output of ${layerLabel(layer)}`,
      })),
    ],
    lines: ledgers.map(({plan, ledger, input}) => {
      const own = kept(ledger);
      return {
        plan,
        values: [input, ...own.map(layer => layer.relevanceOut)],
        rules: [...own.map(({rule}) => rule), ''],
      };
    }),
  };
}

const symbols: Readonly<Record<Marker, string>> = {
  circle: 'circle',
  square: 'square',
  diamond: 'diamond',
  triangle: 'triangle-up',
  cross: 'x',
  plus: 'cross',
};

/** Refuses charts without lines, lines of other lengths and numbers that no chart can show. */
export function requireSums({title, places, lines}: SumsChart): void {
  if (lines.length === 0 || places.length === 0)
    throw new PlotError('plot/empty', `sums "${title}": nothing to show`);
  for (const {plan, values} of lines) {
    if (values.length !== places.length)
      throw new PlotError(
        'plot/shape',
        `sums "${title}", plan "${plan}": expected ${places.length} numbers, got ${values.length}`,
      );
    requireFinite(values, `sums "${title}", plan "${plan}"`);
  }
}

/**
 * Draws ΣR through the network, a line a plan, a row a layer from the input above to the logits below. Lines differ by
 * dashes and markers as well as by colour. Where some sums are far larger than the score, the axis is stretched around 0
 * (asinh) and says so.
 *
 * @throws PlotError `plot/not-finite`, `plot/empty`, `plot/shape`.
 */
export function sumsFigure(chart: SumsChart): Figure {
  requireSums(chart);
  const {title, places, lines} = chart;
  const rows = places.map((_, row) => row);
  const scale = signedScale(lines.map(({values}) => values));
  return {
    data: lines.map(({plan, values, rules}, number) => {
      const {colour, dash, marker, open} = seriesStyle(number);
      const paint = `rgb(${colour.join(', ')})`;
      return {
        type: 'scatter',
        mode: 'lines+markers',
        name: plotlyText(shorten(plan, 24)),
        x: values.map(scale.place),
        y: rows,
        line: {
          color: paint,
          width: 2,
          dash: dash.length === 0 ? 'solid' : dash.map(length => `${length}px`).join(','),
        },
        marker: {
          symbol: `${symbols[marker]}${open ? '-open' : ''}`,
          color: paint,
          size: 8,
          line: {color: paint, width: open ? 2 : 0},
        },
        hoverinfo: 'text',
        hovertext: values.map((value, row) =>
          [
            `<b>${plotlyText(plan)}</b>  ΣR ${chartQuantity(value)}`,
            plotlyText(places[row]!.detail),
            ...(rules[row] === undefined || rules[row] === ''
              ? []
              : [`handed on by ${plotlyText(rules[row])}`]),
          ].join('<br>'),
        ),
        cliponaxis: false,
      };
    }),
    layout: figureLayout({
      title: figureTitle(plotlyText(title)),
      height: 150 + places.length * (places.length > 16 ? 20 : 28),
      margin: {l: 20, r: 24, t: 78, b: 44},
      hovermode: 'closest',
      showlegend: true,
      legend: {orientation: 'h', x: 0, xanchor: 'left', y: 1, yanchor: 'bottom', yref: 'paper'},
      xaxis: {
        title: {text: sumsAxis(scale.stretched)},
        range: scale.range,
        tickvals: scale.ticks.map(scale.place),
        ticktext: scale.ticks.map(chartQuantity),
        zeroline: true,
        zerolinecolor: '#4d4d4d',
        gridcolor: '#e4e4e4',
        automargin: true,
      },
      yaxis: {
        tickvals: rows,
        ticktext: places.map(({label}) => plotlyText(shortenMiddle(label, 30))),
        range: [places.length - 0.5, -0.5],
        automargin: true,
        ...quietTicks,
        showgrid: true,
        gridcolor: '#f0f0f0',
        zeroline: false,
      },
      shapes: startLine(chart, scale.place),
    }),
    config: figureConfig,
  };
}

/** What the axis of sums is called. */
export function sumsAxis(stretched: boolean): string {
  return `ΣR in units of the score${stretched ? ' (axis stretched around 0)' : ''}`;
}

/** Where every line would run if nothing were lost: at the score that the first plan starts with. */
function startLine({lines}: SumsChart, place: (value: number) => number): readonly Json[] {
  const x = place(lines[0]!.values.at(-1)!);
  return [
    {
      type: 'line',
      xref: 'x',
      yref: 'paper',
      x0: x,
      x1: x,
      y0: 0,
      y1: 1,
      layer: 'below',
      line: {color: '#9a9a9a', width: 1},
    },
  ];
}
