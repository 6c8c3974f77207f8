import type {Explained} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import {ledgerRows, type TextTable} from '../plot/ledger-table.js';
import {encodePng} from '../plot/png.js';
import {renderSums} from '../plot/render-sums.js';
import type {Comparison} from '../report/compare.js';
import {differenceTable, likenessTable} from '../report/comparison-sections.js';
import {graphTable} from '../report/graph-table.js';
import {planDiffNotes, planDiffTable} from '../report/plan-diff.js';
import {rowSums, sumsTable} from '../report/sums.js';
import {describePictures} from '../data/preprocess-presets.js';
import {describeModel, planTable, summaryTable, toleranceText} from '../report/tables.js';
import {evaluationTables} from './evaluation/evaluation-tables.js';
import type {OutputFile, Reporter} from './reporter.js';
import {heatmapPng, leftOutNote} from './saved-files.js';

/** Where a script's text goes. */
export interface ScriptSink {
  readonly text: (line: string) => void;
  readonly table: (caption: string, table: TextTable) => void;
  readonly progress: (done: number, total: number) => void;
}

/** The lines that say how a check went: the verdict, and the first failures. */
export function checkLines(result: CheckResult, explained: Explained): readonly string[] {
  const failed = new Set(result.failures.map(({sample}) => sample)).size;
  const more = result.failures.length - 5;
  return [
    `check ${result.check} within ${toleranceText(result.tolerance)}, plan ${result.plan}: ${result.passed ? 'passed' : `FAILED for ${failed} of ${explained.rows.length}`}`,
    ...result.failures
      .slice(0, 5)
      .map(
        ({sample, layer, reason}) =>
          `  ${explained.rows[sample]!.label}${layer === null ? '' : `, layer "${layer}"`}: ${reason}`,
      ),
    ...(more > 0 ? [`  … and ${more} more, in the report`] : []),
  ];
}

/** Rows whose sums are drawn. */
const mostSums = 6;

/** Reports as lines and tables; pictures become files of the output folder. */
export function textReporter({text, table, progress}: ScriptSink): Reporter {
  let heatmaps = 0;
  let sums = 0;
  return {
    note: text,
    loaded: text,
    progress,
    begin: ({graph}) => text(describeModel(graph)),
    explained: () => {},
    checked: (result, explained) => {
      for (const line of checkLines(result, explained)) text(line);
    },
    showPlans: plans => {
      for (const plan of plans) table(`plan ${plan.name}`, planTable(plan));
    },
    showGraph: graph => {
      table(describeModel(graph), graphTable(graph));
      const pictures = describePictures(graph);
      if (pictures !== null) text(pictures);
    },
    showHeatmap: (explained): OutputFile | null => {
      if (explained.shape.length !== 3) {
        text('heatmap: the input is no picture; the report shows bars');
        return null;
      }
      const path = `heatmap-${++heatmaps}.png`;
      const note = leftOutNote(path, explained);
      if (note !== null) text(note);
      return {path, content: () => heatmapPng(explained, path)};
    },
    showLedger: explained => {
      table('where the relevance went', summaryTable(explained));
      for (const {plan, ledger} of explained.plans) {
        table(
          `ledger of ${explained.rows[0]!.label}, plan ${plan.name}`,
          ledgerRows(ledger[0]!, {compact: true}),
        );
      }
    },
    showSums: explained => {
      const shown = explained.rows.slice(0, mostSums);
      const left = explained.rows.length - shown.length;
      if (left > 0) text(`sums: the first ${mostSums} of ${explained.rows.length} are drawn`);
      return shown.map((_, row): OutputFile => {
        const chart = rowSums(explained, row);
        if (row === 0) table(chart.title, sumsTable(chart));
        return {path: `sums-${++sums}.png`, content: () => encodePng(renderSums(chart))};
      });
    },
    evaluated: finding => {
      for (const {caption, table: shown, notes} of evaluationTables(finding)) {
        table(caption, shown);
        for (const note of notes) text(note);
      }
    },
    differ: diff => {
      table(`${diff.first.name} → ${diff.second.name}`, planDiffTable(diff));
      for (const note of planDiffNotes(diff)) text(note);
    },
    compared: (_, comparison: Comparison) => {
      const {first, second, differences} = comparison;
      table(`${first.plan.name} against ${second.plan.name}`, likenessTable(comparison));
      table(
        differences.length === 0
          ? 'the plans give every layer the same rule'
          : 'layers in which they differ',
        differenceTable(comparison),
      );
    },
  };
}
