import {escapeHtml} from '../plot/escape.js';
import type {FigureSection, Section} from '../plot/page-section.js';
import type {InlineOutput} from './inline-output.js';

/** The figures among the sections of a page, as outputs of a cell with their captions below. */
export function figureOutputs(sections: readonly Section[]): readonly InlineOutput[] {
  return sections.flatMap(section => (section.kind === 'figure' ? [figureOutput(section)] : []));
}

function figureOutput({figure, png, alt, caption}: FigureSection): InlineOutput {
  return {figure, png, alt, html: `<p>${escapeHtml(caption)}</p>`, text: `${alt}\n${caption}`};
}
