import type {Section} from '../plot/page-section.js';
import {type PlanDiff, planDiffNotes, planDiffTable} from './plan-diff.js';

/** A difference of plans as sections of a page. */
export function planDiffSections(diff: PlanDiff): readonly Section[] {
  const {first, second} = diff;
  return [
    {kind: 'heading', text: `${first.name} → ${second.name}`},
    {kind: 'table', caption: 'Layers in which the plans differ', table: planDiffTable(diff)},
    {kind: 'notes', lines: planDiffNotes(diff)},
  ];
}
