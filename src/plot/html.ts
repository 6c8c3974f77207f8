import {Buffer} from 'node:buffer';
import {gzipSync} from 'node:zlib';
import {escapeHtml} from './escape.js';
import {pageScript} from './page-script.js';
import type {Section} from './page-section.js';
import {sectionHtml} from './page-section.js';
import {pageStyle} from './page-style.js';
import {readPlotly} from './plotly-source.js';

export interface ReportPage {
  readonly title: string;
  readonly sections: readonly Section[];
  /** `embed` adds Plotly, about 2.6 MB; with `none` the pictures stand alone. */
  readonly plotly: 'embed' | 'none';
  /** Last line, such as versions and time. @default none */
  readonly footer?: string;
}

/**
 * One page that holds all it needs and opens offline. Figures appear as pictures first; where
 * scripts run, interactive ones take their place, and give it back in print.
 *
 * @throws PlotError `plot/plotly-missing` where Plotly is to be embedded and not installed.
 */
export function reportPage({title, sections, plotly, footer}: ReportPage): string {
  const interactive = plotly === 'embed' && sections.some(isInteractive);
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(interactive)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    `<header><h1>${escapeHtml(title)}</h1>${contents(sections)}</header>`,
    '<main>',
    ...sections.map((section, i) => sectionHtml(section, i + 1, interactive)),
    '</main>',
    ...(footer === undefined ? [] : [`<footer>${escapeHtml(footer)}</footer>`]),
    ...(interactive ? scripts() : []),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function isInteractive(section: Section): boolean {
  return section.kind === 'figure' && section.figure !== null;
}

/** Nothing may be fetched; only what the page carries runs and shows. */
function policy(interactive: boolean): string {
  return [
    "default-src 'none'",
    `script-src ${interactive ? "'unsafe-inline'" : "'none'"}`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Links to the sections, where there are enough to lose one's way. */
function contents(sections: readonly Section[]): string {
  const links = sections.flatMap((section, i) =>
    section.kind === 'heading' && (section.level ?? 2) === 2
      ? [`<li><a href="#section-${i + 1}">${escapeHtml(section.text)}</a></li>`]
      : [],
  );
  return links.length < 3 ? '' : `<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>`;
}

function scripts(): readonly string[] {
  const packed = Buffer.from(gzipSync(readPlotly(), {level: 9})).toString('base64');
  return [
    `<script id="plotly" type="application/gzip">${packed}</script>`,
    `<script>${pageScript}</script>`,
  ];
}
