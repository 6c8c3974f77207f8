import {escapeHtml} from '../plot/escape.js';
import type {InlineOutput} from './inline-output.js';

/** A line of text. */
export function textOutput(text: string): InlineOutput {
  return {figure: null, png: null, alt: '', html: `<div>${escapeHtml(text)}</div>`, text};
}
