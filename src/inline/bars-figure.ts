import {barFigure, type BarChart} from '../plot/bars.js';
import type {JsonObject} from '../plot/figure.js';
import type {Explorer} from './explorer-figure.js';
import {chooserMenu, menuHeight} from './panel.js';

/** Most charts one menu chooses from. */
const mostCharts = 48;

/** Bar charts of one kind, of which a menu shows one. */
export function barsFigure(charts: readonly BarChart[]): Explorer {
  const shown = charts.slice(0, mostCharts);
  const figures = shown.map(barFigure);
  const [first] = figures as [ReturnType<typeof barFigure>];
  if (shown.length === 1) return {figure: first, notes: []};
  const margin = first.layout['margin'] as JsonObject;
  const choices = figures.map(({layout}, chosen) => ({
    label: shown[chosen]!.title,
    visible: figures.map((_, at) => at === chosen),
    layout: {
      title: layout['title']!,
      'xaxis.range': (layout['xaxis'] as JsonObject)['range']!,
      'yaxis.tickvals': (layout['yaxis'] as JsonObject)['tickvals']!,
      'yaxis.ticktext': (layout['yaxis'] as JsonObject)['ticktext']!,
    },
  }));
  const notes =
    charts.length > shown.length
      ? [`The figure holds the first ${shown.length} of ${charts.length} charts.`]
      : [];
  return {
    figure: {
      data: figures.flatMap(({data}, at) => data.map(trace => ({...trace, visible: at === 0}))),
      layout: {
        ...first.layout,
        height: Number(first.layout['height']) + 16 + menuHeight,
        margin: {...margin, t: 64 + menuHeight},
        updatemenus: [chooserMenu(choices)],
      },
      config: first.config,
    },
    notes,
  };
}
