import {inspect} from 'node:util';
import type {Evaluation} from '../measures/evaluation.js';
import type {Explained} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import {jupyterDisplay, type MimeBundle} from '../plot/mime-bundle.js';
import type {Displayable} from './displayable.js';
import {currentHost} from './host.js';

/** Something a text named, for TypeScript: the value, and its type as a cell would write it. */
export interface NamedValue {
  readonly name: string;
  /** `import('lrplab').Plan` */
  readonly type: string;
  readonly value: unknown;
}

/** What carrying out a text gave. As the last value of a cell it shows what the text did not show itself. */
export interface CellResult extends Displayable {
  /** The text's own plans by name: on the model in use, or as written where there is none. */
  readonly plans: Readonly<Record<string, Plan | PlanSource>>;
  /** The last explanation; null where the text explains nothing. */
  readonly explanation: Explained | null;
  /** Explanations that `as` names. */
  readonly explanations: Readonly<Record<string, Explained>>;
  /** The last evaluation; null where the text evaluates nothing. */
  readonly evaluation: Evaluation | null;
  /** Evaluations that `as` names. */
  readonly evaluations: Readonly<Record<string, Evaluation>>;
  readonly checks: readonly CheckResult[];
  /** Paths of the files written. */
  readonly written: readonly string[];
  /** Everything the text named. */
  readonly named: readonly NamedValue[];
  /** What is left to show; null where the text showed all it had to. */
  readonly bundle: MimeBundle | null;
}

export interface CellResultParts extends Omit<CellResult, typeof jupyterDisplay | 'bundle'> {
  /** Makes what is left to show. */
  readonly left: () => MimeBundle | null;
}

/**
 * Makes the result show itself where it is a cell's last value; printing it gives its text, or in a stock
 * tslab, which only prints last values, shows it. What it shows is made when it is
 * asked for: a figure that nobody sees would cost time, and could be the one that carries Plotly.
 */
export function cellResult({left, ...parts}: CellResultParts): CellResult {
  let made: {readonly bundle: MimeBundle | null} | null = null;
  const bundle = (): MimeBundle | null => {
    made ??= {bundle: left()};
    return made.bundle;
  };
  const print = (): string => {
    const left = bundle();
    if (left === null) return 'done';
    const host = currentHost();
    if (host.name !== 'tslab') return String(left.data['text/plain'] ?? '');
    host.sink().display(left);
    return '';
  };
  return Object.defineProperties(
    {...parts},
    {
      bundle: {get: bundle},
      [jupyterDisplay]: {value: () => bundle()?.data ?? {}},
      [inspect.custom]: {value: print},
    },
  ) as CellResult;
}
