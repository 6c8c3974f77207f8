import type {Explained} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import {escapeHtml} from '../plot/escape.js';
import {checkLines} from '../report/check-lines.js';
import type {InlineOutput} from './inline-output.js';

/** Verdicts of checks, a line each, with what failed. */
export function checkOutput(checks: readonly CheckResult[], explained: Explained): InlineOutput {
  const lines = checkLines(checks, explained);
  const items = lines.map((line, i) => {
    const text = escapeHtml(line);
    return `<li>${checks[i]!.passed ? text : `<b>✗</b> ${text}`}</li>`;
  });
  return {
    figure: null,
    png: null,
    alt: '',
    html: `<ul>${items.join('')}</ul>`,
    text: lines.join('\n'),
  };
}
