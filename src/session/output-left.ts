import type {Script} from '../../dsl/tree.js';
import {explanationOutput} from '../inline/explanation-output.js';
import type {InlineOutput} from '../inline/inline-output.js';
import {planSourceOutput} from '../inline/plan-source-output.js';
import {plansOutput} from '../inline/plans-output.js';
import {textOutput} from '../inline/text-output.js';
import {describeModel} from '../report/tables.js';
import type {Prepared} from '../script/prepared.js';
import type {Run} from '../script/run.js';

/**
 * What a text has to show at its end where it asked for nothing to be shown: its explanation, else its plans (without a
 * model the last of them), else the model it chose.
 */
export function outputLeft(script: Script, prepared: Prepared, run: Run): InlineOutput | null {
  const step = prepared.steps.findLast(({kind}) => kind === 'explain');
  const finding = step?.kind === 'explain' ? run.findings.get(step) : undefined;
  if (finding !== undefined) return explanationOutput(finding.explained);
  const own = script.statements.findLast(statement => statement.kind === 'plan');
  if (own?.kind === 'plan') {
    const plans = [...prepared.plans.values()];
    return plans.length === 0 ? planSourceOutput(own.source) : plansOutput(plans);
  }
  const {graph} = prepared.workspace;
  const isModel = script.statements.some(({kind}) => kind === 'model');
  return isModel && graph !== null ? textOutput(describeModel(graph)) : null;
}
