import type {Consistency} from '../evaluate/consistency/consistency.js';
import {
  consistencyLayersTable,
  consistencyNotes,
  consistencyTable,
} from '../evaluate/consistency/consistency-table.js';
import type {Section} from '../plot/page-section.js';

/** A consistency run as sections of a page: all plans, then the layers of each. */
export function consistencySections(result: Consistency): readonly Section[] {
  return [
    {kind: 'heading', text: `Consistency: ${result.model}`},
    {
      kind: 'table',
      caption: 'Share of maps that are conservative, positive and consistent',
      table: consistencyTable(result),
    },
    {kind: 'notes', lines: consistencyNotes(result)},
    ...result.plans.map(
      (plan): Section => ({
        kind: 'table',
        caption: `Layers under ${plan.plan}`,
        table: consistencyLayersTable(plan),
      }),
    ),
  ];
}
