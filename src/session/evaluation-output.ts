import type {InlineOutput} from '../inline/inline-output.js';
import {tablesOutput} from '../inline/table-output.js';
import type {EvaluationFinding} from '../script/evaluation/evaluation-finding.js';
import {evaluationTables} from '../script/evaluation/evaluation-tables.js';

/** An evaluation as a cell shows it: its tables. */
export function evaluationOutput(finding: EvaluationFinding): InlineOutput {
  return tablesOutput(evaluationTables(finding));
}
