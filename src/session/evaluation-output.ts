import {figureOutputs} from '../inline/figure-output.js';
import type {InlineOutput} from '../inline/inline-output.js';
import {tablesOutput} from '../inline/table-output.js';
import {evaluationSections} from '../report/evaluation/evaluation-sections.js';
import type {EvaluationFinding} from '../script/evaluation/evaluation-finding.js';
import {evaluationTables} from '../script/evaluation/evaluation-tables.js';

/** An evaluation as a cell shows a value: its first figure with its tables below. */
export function evaluationOutput(finding: EvaluationFinding): InlineOutput {
  const tables = tablesOutput(evaluationTables(finding));
  const [first] = evaluationFigures(finding);
  return first === undefined
    ? tables
    : {...first, html: `${first.html}\n${tables.html}`, text: `${first.text}\n\n${tables.text}`};
}

/** Every figure of an evaluation: methods by two measures, curves, sweeps, times. Its pictures are on the page only. */
export function evaluationFigures(finding: EvaluationFinding): readonly InlineOutput[] {
  return figureOutputs(evaluationSections(finding));
}
