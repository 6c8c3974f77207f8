import type {Plan} from '../plan/plan.js';
import {escapeHtml} from '../plot/escape.js';
import {costText, planTable} from '../report/tables.js';
import type {InlineOutput} from './inline-output.js';
import {tableOutput} from './table-output.js';

export interface PlanOutputOptions {
  /** Cost in forward passes F, where it is known. @default null */
  readonly cost?: number | null;
}

/** A plan on a network: the rule of every layer and the line that chose it. */
export function planOutput(plan: Plan, {cost = null}: PlanOutputOptions = {}): InlineOutput {
  const start = plan.start === 'one' ? '; relevance starts as 1 (a gradient)' : '';
  const table = tableOutput(`plan ${plan.name} on ${plan.model}${start}`, planTable(plan));
  const notes = [
    ...(cost === null ? [] : [`cost ${costText(cost)}`]),
    ...plan.warnings.map(({message}) => `warning: ${message}`),
  ];
  if (notes.length === 0) return table;
  return {
    ...table,
    html: `${table.html}\n<ul>${notes.map(note => `<li>${escapeHtml(note)}</li>`).join('')}</ul>`,
    text: [table.text, ...notes].join('\n'),
  };
}
