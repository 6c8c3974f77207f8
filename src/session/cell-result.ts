import {inspect} from 'node:util';
import type {Explained} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import {jupyterDisplay, type MimeBundle} from '../plot/mime-bundle.js';
import type {Displayable} from './displayable.js';

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
  readonly checks: readonly CheckResult[];
  /** Paths of the files written. */
  readonly written: readonly string[];
  /** Everything the text named. */
  readonly named: readonly NamedValue[];
  /** What is left to show; null where the text showed all it had to. */
  readonly bundle: MimeBundle | null;
}

/** Makes the result show itself where it is a cell's last value; printing it gives its text. */
export function cellResult(parts: Omit<CellResult, typeof jupyterDisplay>): CellResult {
  const text = (): string => String(parts.bundle?.data['text/plain'] ?? 'done');
  const result = {...parts, [jupyterDisplay]: () => parts.bundle?.data ?? {}};
  Object.defineProperty(result, jupyterDisplay, {enumerable: false});
  return Object.defineProperty(result, inspect.custom, {value: text});
}
