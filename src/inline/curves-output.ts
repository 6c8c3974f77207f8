import type {CurveChart} from '../plot/curve-chart.js';
import {curvesFigure} from '../plot/curves.js';
import {encodePng} from '../plot/png.js';
import {renderCurves} from '../plot/render-curves.js';
import type {CaptionedTable} from '../plot/table-html.js';
import type {InlineOutput} from './inline-output.js';
import {inlineTableHtml} from './table-output.js';
import {tableText} from './table-text.js';

export interface CurvesOutputOptions {
  /** What the curves show, for those who cannot see them. */
  readonly alt: string;
  /** Below the curves. @default none */
  readonly tables?: readonly CaptionedTable[];
  /**
   * Whether the figure can be pointed at. What is shown again and again while it grows is a picture alone.
   * @default true
   */
  readonly interactive?: boolean;
}

/** Curves with tables below them. */
export function curvesOutput(
  chart: CurveChart,
  {alt, tables = [], interactive = true}: CurvesOutputOptions,
): InlineOutput {
  return {
    figure: interactive ? curvesFigure(chart) : null,
    png: encodePng(renderCurves(chart)),
    alt,
    html: tables.map(inlineTableHtml).join('\n'),
    text: [alt, ...tables.map(tableText)].join('\n\n'),
  };
}
