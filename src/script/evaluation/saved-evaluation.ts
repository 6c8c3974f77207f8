import {extname} from 'node:path';
import {LrpError} from '../../errors/lrp-error.js';
import {reportPage} from '../../plot/html.js';
import type {EvaluationFinding} from './evaluation-finding.js';
import {scoresCsv} from '../../report/evaluation/evaluation-csv.js';
import {evaluationJson} from '../../report/evaluation/evaluation-json.js';
import {evaluationLatex} from '../../report/evaluation/evaluation-latex.js';
import {findingSections} from './evaluation-tables.js';

/** Files that an evaluation can be saved as. */
export const evaluationEndings: readonly string[] = ['.html', '.json', '.csv', '.tex'];

/**
 * An evaluation as a file of the kind its name ends with: `.html` (tables and curves), `.json` (all of it), `.csv` (a line
 * a score), `.tex` (the table for a paper).
 *
 * @throws LrpError `save/extension`.
 */
export function savedEvaluation(path: string, finding: EvaluationFinding): string {
  const {evaluation} = finding;
  switch (extname(path).toLowerCase()) {
    case '.html':
      return reportPage({
        ...{title: `Evaluation: ${evaluation.model.name}`, plotly: 'embed'},
        sections: findingSections(finding),
      });
    case '.json':
      return evaluationJson(finding);
    case '.csv':
      return scoresCsv(finding);
    case '.tex':
      return evaluationLatex(finding);
    default:
      throw new LrpError(
        'save/extension',
        `${path}: evaluations are saved as ${evaluationEndings.join(', ')}`,
      );
  }
}
