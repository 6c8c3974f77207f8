import type {Explained} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import {escapeHtml} from '../plot/escape.js';
import {checkVerdicts} from '../report/check-lines.js';
import type {InlineOutput} from './inline-output.js';

/** Verdicts of checks, with the rows and layers that failed below each. */
export function checkOutput(checks: readonly CheckResult[], explained: Explained): InlineOutput {
  const verdicts = checkVerdicts(checks, explained);
  const items = verdicts.map(({head, passed, failures}) => {
    const line = passed ? `✓ ${escapeHtml(head)}` : `<b>✗ ${escapeHtml(head)}</b>`;
    const below = failures.map(failure => `<li>${escapeHtml(failure)}</li>`).join('');
    return `<li>${line}${below === '' ? '' : `<ul>${below}</ul>`}</li>`;
  });
  return {
    figure: null,
    png: null,
    alt: '',
    html: `<ul>${items.join('')}</ul>`,
    text: verdicts
      .flatMap(({head, passed, failures}) => [
        `${passed ? '✓' : '✗'} ${head}`,
        ...failures.map(failure => `    ${failure}`),
      ])
      .join('\n'),
  };
}
