import type {Plan} from '../plan/plan.js';
import {planDiffChart, planDiffFigure} from '../plot/plan-diff-chart.js';
import {encodePng} from '../plot/png.js';
import {renderPlanDiffChart} from '../plot/render-plan-diff-chart.js';
import type {Section} from '../plot/page-section.js';
import {type PlanDiff, planDiffNotes, planDiffTable} from './plan-diff.js';

/** A difference of plans as sections of a page. */
export function planDiffSections(
  diff: PlanDiff,
  [a, b]: readonly [Plan, Plan],
): readonly Section[] {
  const drawn = planDiffChart(a, b);
  const {first, second} = diff;
  return [
    {kind: 'heading', text: `${first.name} → ${second.name}`},
    {
      ...{
        kind: 'figure',
        figure: planDiffFigure(drawn),
        png: encodePng(renderPlanDiffChart(drawn)),
      },
      alt: `${drawn.title}: ${drawn.changed} layers differ`,
      caption: 'The rule of each layer under both plans, a colour a rule.',
    },
    {kind: 'table', caption: 'Layers in which the plans differ', table: planDiffTable(diff)},
    {kind: 'notes', lines: planDiffNotes(diff)},
  ];
}
