import type {Explained, ExplainedPlan} from '../explain/explained.js';
import type {CheckResult} from '../ledger/checks.js';
import {barFigure} from '../plot/bars.js';
import type {LayerFailure} from '../plot/causes.js';
import {featureBars} from '../plot/feature-bars.js';
import {ledgerFigure} from '../plot/ledger-chart.js';
import {ledgerRows} from '../plot/ledger-table.js';
import {logitBars} from '../plot/logit-bars.js';
import type {Section} from '../plot/page-section.js';
import {pictureGridFigure, type PictureGrid} from '../plot/picture-grid.js';
import {encodePng} from '../plot/png.js';
import {renderBars} from '../plot/render-bars.js';
import {renderGrid} from '../plot/render-grid.js';
import {renderLedger} from '../plot/render-ledger.js';
import {renderSums} from '../plot/render-sums.js';
import {sumsFigure} from '../plot/sums-chart.js';
import {checkLines} from './check-lines.js';
import {pictureGrid} from './pictures.js';
import {rowSums} from './sums.js';
import {costText, describeModel, planTable, summaryTable} from './tables.js';

/** Most rows of pictures, and most samples with a ledger of their own, that a page shows. */
const mostRows = 24;
const mostLedgers = 2;
/** Samples whose scores and sums are drawn. */
const mostScores = 6;

function gridSection(grid: PictureGrid, caption: string): Section {
  return {
    kind: 'figure',
    figure: pictureGridFigure(grid),
    png: encodePng(renderGrid(grid)),
    alt: `${grid.title}: ${grid.rows.map(row => row.label).join('; ')}; plans ${grid.columns.join(', ')}`,
    caption,
  };
}

function barSection(chart: Parameters<typeof barFigure>[0], caption: string): Section {
  return {
    kind: 'figure',
    figure: barFigure(chart),
    png: encodePng(renderBars(chart)),
    alt: `${chart.title}: ${chart.bars.map(bar => `${bar.label} ${bar.value}`).join(', ')}`,
    caption,
  };
}

/** Heatmaps of every row and plan on one shared scale, or bars where the input is no picture. */
function pictureSections(explained: Explained): readonly Section[] {
  const grid = pictureGrid(explained, 'Relevance', mostRows);
  const left = explained.rows.length - mostRows;
  const rest: readonly Section[] =
    left > 0 ? [{kind: 'paragraph', text: `${left} more rows are in the tables only.`}] : [];
  if (grid !== null) {
    return [
      gridSection(
        grid,
        `Red speaks for the class, blue against it. All maps share one scale, printed in the title, beyond which lies the strongest hundredth of the pixels; its unit is the score of the class.${grid.rows.some(({frames}) => frames !== undefined) ? ' Frames are the annotated boxes of the class.' : ''}`,
      ),
      ...rest,
    ];
  }
  const bars = explained.rows
    .slice(0, mostRows)
    .flatMap((row, index) =>
      explained.plans.map(plan =>
        barSection(
          featureBars(plan.relevance[index]!, {title: `${row.label}, ${plan.plan.name}`}),
          'Relevance of each input, in units of the score of the class.',
        ),
      ),
    );
  return [...bars, ...rest];
}

/** ΣR through the layers, all plans in one chart. */
function sumsSections(explained: Explained): readonly Section[] {
  return explained.rows.slice(0, mostScores).map((_, row): Section => {
    const chart = rowSums(explained, row);
    return {
      kind: 'figure',
      figure: sumsFigure(chart),
      png: encodePng(renderSums(chart)),
      alt: `${chart.title}: a line for each of ${chart.lines.map(({plan}) => plan).join(', ')}`,
      caption:
        'The sum of relevance at the output of every layer, from the logits below to the input above.',
    };
  });
}

function logitSections(explained: Explained): readonly Section[] {
  const seen = new Set<string>();
  return explained.rows.flatMap(row => {
    if (seen.has(row.sample) || seen.size >= mostScores) return [];
    seen.add(row.sample);
    return [
      barSection(
        logitBars(row.logits, {
          title: `Scores of ${row.sample}`,
          target: row.target,
          classes: explained.graph.classes,
        }),
        'Scores before softmax or sigmoid; the explained class is marked.',
      ),
    ];
  });
}

/** The layers of one row under one plan that failed a check, and why. */
export function failuresOf(
  checks: readonly CheckResult[],
  plan: ExplainedPlan,
  sample: number,
): readonly LayerFailure[] {
  return checks
    .filter(check => check.plan === plan.plan.name)
    .flatMap(check => check.failures)
    .flatMap(({sample: failed, layer, reason}) =>
      failed === sample && layer !== null ? [{layer, reason}] : [],
    );
}

function ledgerSections(
  explained: Explained,
  plan: ExplainedPlan,
  checks: readonly CheckResult[],
): readonly Section[] {
  return explained.rows.slice(0, mostLedgers).flatMap((row, index): readonly Section[] => {
    const ledger = plan.ledger[index]!;
    const failures = failuresOf(checks, plan, index);
    const title = `Ledger of ${row.label}, ${plan.plan.name}`;
    const options = {title, failures};
    const failed = failures.flatMap(({layer, reason}) =>
      ledger.layers.flatMap(({name}, position) =>
        name === layer ? [{row: position, reason}] : [],
      ),
    );
    return [
      {
        kind: 'figure',
        figure: ledgerFigure(ledger, options),
        png: encodePng(renderLedger(ledger, options)),
        alt: `${title}: a bar per layer`,
        caption: 'Left: the relevance each layer hands on. Right: what it keeps, by cause.',
      },
      {
        kind: 'table',
        caption: title,
        table: ledgerRows(ledger, {compact: true}),
        ...(failed.length > 0 ? {failed} : {}),
      },
    ];
  });
}

/** What a check found, as a list. */
export function checkSections(
  checks: readonly CheckResult[],
  explained: Explained,
): readonly Section[] {
  if (checks.length === 0) return [];
  return [
    {kind: 'heading', text: 'Checks'},
    {kind: 'notes', lines: checkLines(checks, explained)},
  ];
}

/** A whole explanation as sections of a page: pictures, scores, accounts and plans. */
export function explainedSections(
  explained: Explained,
  checks: readonly CheckResult[] = [],
  name: string | null = null,
): readonly Section[] {
  return [
    {
      kind: 'heading',
      text: `${name === null ? '' : `${name}, `}${explained.graph.name}: ${explained.plans.map(plan => plan.plan.name).join(', ')}`,
    },
    {kind: 'paragraph', text: describeModel(explained.graph)},
    ...pictureSections(explained),
    {kind: 'table', caption: 'Where the relevance went', table: summaryTable(explained)},
    ...sumsSections(explained),
    ...checkSections(checks, explained),
    {kind: 'heading', text: 'Scores'},
    ...logitSections(explained),
    ...explained.plans.flatMap((plan): readonly Section[] => [
      {kind: 'heading', text: `Plan ${plan.plan.name}`},
      {
        kind: 'paragraph',
        text: `Cost ${costText(plan.cost)}; run on ${plan.engine}. Relevance starts as ${plan.plan.start === 'one' ? '1 (a gradient)' : 'the score of the class'}.`,
      },
      {
        kind: 'table',
        caption: `Plan ${plan.plan.name}: the rule of every layer`,
        table: planTable(plan.plan),
      },
      ...ledgerSections(explained, plan, checks),
    ]),
  ];
}
