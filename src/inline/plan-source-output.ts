import type {PlanSource} from '../plan/plan.js';
import {formatSelector} from '../plan/selector.js';
import {formatRule, formulaOf} from '../rules/describe.js';
import type {InlineOutput} from './inline-output.js';
import {tableOutput} from './table-output.js';

/** A plan as it is written, before any network: its lines in order, later ones win. */
export function planSourceOutput({name, lines}: PlanSource): InlineOutput {
  return tableOutput(`plan ${name}, not yet on a network`, {
    headers: ['#', 'layers', 'rule', 'formula'],
    align: ['right', 'left', 'left', 'left'],
    rows: lines.map(({selector, rule}, i) => [
      String(i + 1),
      formatSelector(selector),
      formatRule(rule),
      formulaOf(rule),
    ]),
  });
}
