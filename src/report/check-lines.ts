import type {Explained} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import {toleranceText} from './tables.js';

/** Failures that a line names; the others are counted. */
const mostFailures = 8;

/** What one check found, in words. */
export interface Verdict {
  /** `conservation within 5 %, plan a: FAILED`. */
  readonly head: string;
  readonly passed: boolean;
  /** The first failures, and how many more there are. */
  readonly failures: readonly string[];
}

/** What checks found. */
export function checkVerdicts(
  checks: readonly CheckResult[],
  explained: Explained,
): readonly Verdict[] {
  return checks.map(({check, plan, tolerance, passed, failures}) => {
    const shown = failures
      .slice(0, mostFailures)
      .map(
        ({sample, layer, reason}) =>
          `${explained.rows[sample]!.label}${layer === null ? '' : `, layer ${layer}`}: ${reason}`,
      );
    const left = failures.length - mostFailures;
    return {
      head: `${check} within ${toleranceText(tolerance)}, plan ${plan}: ${passed ? 'passed' : 'FAILED'}`,
      passed,
      failures: left > 0 ? [...shown, `… and ${left} more`] : shown,
    };
  });
}

/** What checks found, a line each: `conservation within 5 %, plan a: FAILED — …`. */
export function checkLines(
  checks: readonly CheckResult[],
  explained: Explained,
): readonly string[] {
  return checkVerdicts(checks, explained).map(({head, failures}) =>
    failures.length === 0 ? head : `${head} — ${failures.join('; ').replace('; …', ' …')}`,
  );
}
