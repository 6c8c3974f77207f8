import type {Json, JsonObject} from '../plot/figure.js';
import {plotlyText, shortenMiddle} from '../plot/figure.js';
import {quietAxis} from '../plot/heatmap.js';

/** Number of a panel's axes as Plotly writes it: the first has none. */
export type PanelNumber = '' | '2' | '3' | '4';

/** Where a panel stands, as shares of the figure's inside. */
export interface PanelPlace {
  readonly across: readonly [number, number];
  readonly up: readonly [number, number];
}

/** The axes of a picture: square pixels, rows downwards, a thin frame. */
export function panelAxes(
  number: PanelNumber,
  {width, height}: {readonly width: number; readonly height: number},
  {across, up}: PanelPlace,
): JsonObject {
  const frame = {...quietAxis, showline: true, mirror: true, linecolor: '#c8c8c8', tick0: 0};
  return {
    [`xaxis${number}`]: {
      domain: across,
      range: [-0.5, width - 0.5],
      constrain: 'domain',
      anchor: `y${number}`,
      ...frame,
      dtick: pixelStep(width),
    },
    [`yaxis${number}`]: {
      domain: up,
      range: [height - 0.5, -0.5],
      scaleanchor: `x${number}`,
      constrain: 'domain',
      constraintoward: 'top',
      anchor: `x${number}`,
      ...frame,
      dtick: pixelStep(height),
    },
  };
}

/** The distance of ticks along so many pixels: whole ones, six at the most. */
export function pixelStep(length: number): number {
  const least = length / 6;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= least)!;
}

/** A title at the upper left corner of a panel, wherever its square pixels put it. */
export function panelTitle(number: PanelNumber, text: string): JsonObject {
  return {
    text: `<b>${plotlyText(text)}</b>`,
    xref: `x${number} domain`,
    yref: `y${number} domain`,
    x: 0,
    y: 1,
    xanchor: 'left',
    yanchor: 'bottom',
    showarrow: false,
  };
}

/** What a menu offers: its label, which traces it shows, and what else it sets in the layout. */
export interface Choice {
  readonly label: string;
  readonly visible: readonly boolean[];
  readonly layout?: JsonObject;
}

/** Pixels a menu needs above the panels. */
export const menuHeight = 44;

/** A menu in the upper left corner, for one of many traces at a time; works without any script but Plotly. */
export function chooserMenu(choices: readonly Choice[]): Json {
  return {
    type: 'dropdown',
    x: 0,
    xanchor: 'left',
    y: 1,
    yanchor: 'bottom',
    pad: {b: 26},
    bgcolor: '#ffffff',
    bordercolor: '#999999',
    showactive: true,
    buttons: choices.map(({label, visible, layout}) => ({
      label: plotlyText(shortenMiddle(label, 60)),
      method: 'update',
      args: [{visible}, layout ?? {}],
    })),
  };
}
