import type {Explained} from '../explain/explained.js';
import {checkOutput} from '../inline/check-output.js';
import {comparisonOutput} from '../inline/comparison-output.js';
import {explanationOutput} from '../inline/explanation-output.js';
import {figureOutputs} from '../inline/figure-output.js';
import {graphOutput} from '../inline/graph-output.js';
import type {InlineOutput} from '../inline/inline-output.js';
import {ledgerOutput} from '../inline/ledger-output.js';
import {planOutput} from '../inline/plan-output.js';
import {sideBySideOutput} from '../inline/side-by-side-output.js';
import {sumsOutput} from '../inline/sums-output.js';
import {tableOutput} from '../inline/table-output.js';
import type {CheckResult} from '../ledger/checks.js';
import {planCost} from '../report/plan-cost.js';
import {planDiffNotes, planDiffTable} from '../report/plan-diff.js';
import {planDiffSections} from '../report/plan-diff-sections.js';
import {failuresOf} from '../report/sections.js';
import {describeModel, summaryTable} from '../report/tables.js';
import {evaluationTables} from '../script/evaluation/evaluation-tables.js';
import type {Reporter} from '../script/reporter.js';
import {evaluationFigures} from './evaluation-output.js';

/** Ledgers of one explanation that a cell draws; the summary names all. */
const mostLedgers = 6;
/** Figures of one evaluation that a cell draws; its page has all. */
const mostFigures = 6;

export interface CellReporterOptions {
  readonly text: (line: string) => void;
  /** Says what the model and the pictures are, unless it has been said and nothing changed. */
  readonly once: (line: string) => void;
  /** Shows something that the text asked for. */
  readonly show: (output: InlineOutput) => void;
  readonly progress: (done: number, total: number) => void;
}

/** Reports as a cell's outputs: what is asked for by `show`, `check` and `compare` is drawn at once. */
export function cellReporter({text, once, show, progress}: CellReporterOptions): Reporter {
  return {
    note: text,
    loaded: once,
    progress,
    begin: ({graph}) => once(describeModel(graph)),
    explained: () => {},
    checked: (result, explained) => show(checkOutput([result], explained)),
    showPlans: (plans, graph) => {
      for (const plan of plans) show(planOutput(plan, {cost: planCost(graph, plan)}));
    },
    showGraph: graph => show(graphOutput(graph)),
    showHeatmap: explained => {
      const all = sideBySideOutput(explained);
      if (all !== null) show(all);
      const one = explanationOutput(explained);
      show(all === null ? one : {...one, png: null});
      return null;
    },
    showLedger: (explained, checks) => {
      show(tableOutput('where the relevance went', summaryTable(explained)));
      const all = ledgers(explained, checks);
      for (let shown = 0; shown < mostLedgers; shown++) {
        const {done, value} = all.next();
        if (done === true) break;
        show(value);
      }
      const left = explained.rows.length * explained.plans.length - mostLedgers;
      if (left > 0)
        text(`${left} more ledgers are in the summary only; save "ledger.json" for all`);
    },
    showSums: explained => {
      for (const [row] of explained.rows.slice(0, mostLedgers).entries())
        show(sumsOutput(explained, row));
      const left = explained.rows.length - mostLedgers;
      if (left > 0) text(`${left} more charts are not drawn; explain fewer at a time`);
      return [];
    },
    evaluated: finding => {
      for (const {caption, table, notes} of evaluationTables(finding)) {
        show(tableOutput(caption, table));
        for (const note of notes) text(note);
      }
      const figures = evaluationFigures(finding);
      for (const figure of figures.slice(0, mostFigures)) show(figure);
      const left = figures.length - mostFigures;
      if (left > 0)
        text(`${left} more figures are on the page only; save "evaluation.html" for all`);
    },
    differ: (diff, plans) => {
      for (const figure of figureOutputs(planDiffSections(diff, plans))) show(figure);
      show(tableOutput(`${diff.first.name} → ${diff.second.name}`, planDiffTable(diff)));
      for (const note of planDiffNotes(diff)) text(note);
    },
    compared: (explained, comparison) => show(comparisonOutput(explained, comparison)),
  };
}

/** One after the other, each when it is asked for: of hundreds only the first few are. */
function* ledgers(explained: Explained, checks: readonly CheckResult[]): Generator<InlineOutput> {
  for (const [index, row] of explained.rows.entries()) {
    for (const plan of explained.plans) {
      yield ledgerOutput(plan.ledger[index]!, {
        title: `Ledger of ${row.label}, ${plan.plan.name}`,
        failures: failuresOf(checks, plan, index),
      });
    }
  }
}
