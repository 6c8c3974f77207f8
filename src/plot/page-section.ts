import {Buffer} from 'node:buffer';
import {escapeHtml, escapeScript} from './escape.js';
import type {Figure} from './figure.js';
import type {TextTable} from './ledger-table.js';
import {pngSize} from './png.js';
import {pageTable, tableHtml, type FailedRow} from './table-html.js';

/** A figure with its caption. */
export interface FigureSection {
  readonly kind: 'figure';
  /** Replaces the picture where scripts run; null where there is only the picture. */
  readonly figure: Figure | null;
  /** Shown without scripts and in print. */
  readonly png: Uint8Array;
  /** What the picture shows, for those who cannot see it. */
  readonly alt: string;
  readonly caption: string;
}

/** A part of a page, in reading order. All text is plain; the page escapes it. */
export type Section =
  | {readonly kind: 'heading'; readonly text: string; readonly level?: 2 | 3}
  | {readonly kind: 'paragraph'; readonly text: string}
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly table: TextTable;
      readonly failed?: readonly FailedRow[];
    }
  | FigureSection
  | {readonly kind: 'preformatted'; readonly text: string}
  | {readonly kind: 'notes'; readonly lines: readonly string[]};

/** HTML of one section. `number` makes ids unique in the page. */
export function sectionHtml(section: Section, number: number, interactive: boolean): string {
  switch (section.kind) {
    case 'heading': {
      const tag = `h${section.level ?? 2}`;
      return `<${tag} id="section-${number}">${escapeHtml(section.text)}</${tag}>`;
    }
    case 'paragraph':
      return `<p>${escapeHtml(section.text)}</p>`;
    case 'table':
      return `<div class="table" tabindex="0">${tableHtml(section, pageTable)}</div>`;
    case 'figure':
      return figureHtml(section, number, interactive);
    case 'preformatted':
      return `<pre tabindex="0">${escapeHtml(section.text)}</pre>`;
    case 'notes':
      return `<ul>${section.lines.map(line => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
  }
}

function figureHtml(
  {figure, png, alt, caption}: FigureSection,
  number: number,
  interactive: boolean,
): string {
  const size = pngSize(png);
  const bounds = size === null ? '' : ` width="${size.width}" height="${size.height}"`;
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const live = interactive && figure !== null;
  return [
    `<figure id="figure-${number}">`,
    `<img src="${source}" alt="${escapeHtml(alt)}"${bounds}>`,
    ...(live
      ? [
          '<div class="plot"></div>',
          `<script type="application/json">${escapeScript(JSON.stringify(figure))}</script>`,
        ]
      : []),
    `<figcaption>${escapeHtml(caption)}</figcaption>`,
    '</figure>',
  ].join('\n');
}
