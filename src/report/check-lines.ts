import type {Explained} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import {toleranceText} from './tables.js';

/** Failures that a line names; the others are counted. */
const mostFailures = 8;

/** What checks found, a line each: `conservation within 5 %, plan a: FAILED — …`. */
export function checkLines(
  checks: readonly CheckResult[],
  explained: Explained,
): readonly string[] {
  return checks.map(({check, plan, tolerance, passed, failures}) => {
    const head = `${check} within ${toleranceText(tolerance)}, plan ${plan}: ${passed ? 'passed' : 'FAILED'}`;
    const shown = failures
      .slice(0, mostFailures)
      .map(
        ({sample, layer, reason}) =>
          `${explained.rows[sample]!.label}${layer === null ? '' : `, layer ${layer}`}: ${reason}`,
      );
    const left = failures.length - mostFailures;
    const more = left > 0 ? ` … and ${left} more` : '';
    return shown.length === 0 ? head : `${head} — ${shown.join('; ')}${more}`;
  });
}
