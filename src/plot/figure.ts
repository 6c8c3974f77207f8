/** What JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | {readonly [key: string]: Json};

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * A Plotly figure as plain JSON: `Plotly.newPlot(node, figure)` draws it. Uses only attributes that
 * plotly.js 2.35, 3 and 4 read alike.
 */
export interface Figure {
  readonly data: readonly JsonObject[];
  readonly layout: JsonObject;
  readonly config: JsonObject;
}

/** Fonts that every system has, so that an offline page needs none. */
export const fontFamily = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** What all our figures share: follow the page's width, no advertisement. */
export const figureConfig: JsonObject = {displaylogo: false, responsive: true};

/** What all our layouts share; `layout` overrides. */
export function figureLayout(layout: JsonObject): JsonObject {
  return {
    font: {family: fontFamily, size: 13, color: '#1b1b1b'},
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    autosize: true,
    hoverlabel: {
      align: 'left',
      bgcolor: '#ffffff',
      bordercolor: '#777777',
      font: {family: fontFamily, size: 12, color: '#1b1b1b'},
    },
    ...layout,
  };
}

/**
 * Escapes text for Plotly, which reads a subset of HTML in titles, labels and hover boxes. Line
 * breaks become spaces.
 */
export function plotlyText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A title at the left edge, above everything else. */
export function figureTitle(text: string): JsonObject {
  return {
    text,
    x: 0,
    xref: 'container',
    xanchor: 'left',
    y: 1,
    yref: 'container',
    yanchor: 'top',
    pad: {t: 14, l: 12},
  };
}

/** Keeps names of bars a little away from them. */
export const quietTicks: JsonObject = {ticks: 'outside', ticklen: 6, tickcolor: 'rgba(0, 0, 0, 0)'};

/** Cuts text to `length` characters, the last of which is then an ellipsis. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** Cuts text to `length` characters in its middle: names of layers differ at their ends. */
export function shortenMiddle(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const end = Math.floor((length - 1) / 2);
  const start = length - 1 - end;
  return `${characters.slice(0, start).join('')}…${characters.slice(characters.length - end).join('')}`;
}
