import type {ComparedPictures} from '../../measures/compared-pictures.js';
import {barFigure} from '../../plot/bars.js';
import type {CurveChart} from '../../plot/curve-chart.js';
import {curvesFigure} from '../../plot/curves.js';
import type {Section} from '../../plot/page-section.js';
import {encodePng} from '../../plot/png.js';
import {renderBars} from '../../plot/render-bars.js';
import {renderCurves} from '../../plot/render-curves.js';
import {renderScatter} from '../../plot/render-scatter.js';
import {paretoFront, type ScatterChart, scatterFigure} from '../../plot/scatter.js';
import {
  curveCharts,
  leadMeasure,
  paretoChart,
  sweepCharts,
  sweepsOf,
  timeChart,
} from './evaluation-charts.js';
import {comparedSections} from './picture-sections.js';
import {
  differenceTable,
  markNotes,
  methodsTable,
  overviewTable,
  scoreTables,
} from './score-tables.js';
import {byFamily, headerOf, originText, type Summarised} from './scores-of.js';

/** Pairs that a table of differences shows of many methods: those with the first. */
const manyMethods = 7;

/** A whole evaluation as sections of a page. @param pictures As `explainChosen` gives them. */
export function evaluationSections(
  summarised: Summarised,
  pictures: readonly ComparedPictures[] = [],
): readonly Section[] {
  const {evaluation} = summarised;
  const drawn = comparedSections(pictures);
  return [
    {kind: 'heading', text: `Methods compared on ${evaluation.model.name}`},
    {kind: 'paragraph', text: `${originText(summarised)}.`},
    {kind: 'table', caption: 'Means of every measure', table: overviewTable(summarised)},
    {kind: 'notes', lines: [...markNotes, rankNote]},
    ...paretoSections(summarised),
    {kind: 'heading', text: 'Measures'},
    ...measureSections(summarised),
    ...curveSections(curveCharts(evaluation), 'Curves behind the scores', curveCaption),
    ...[...sweepsOf(evaluation).keys()].flatMap(sweep =>
      curveSections(sweepCharts(summarised, sweep), `Sweep ${sweep}`, sweepCaption),
    ),
    {kind: 'heading', text: 'Differences'},
    ...differenceSections(summarised),
    ...classSections(summarised),
    ...(drawn.length === 0 ? [] : [{kind: 'heading', text: 'Pictures'} as const, ...drawn]),
    {kind: 'heading', text: 'Methods'},
    ...methodSections(summarised),
  ];
}

const rankNote =
  'mean rank: over all measures that judge, each alike; measures of one family say much the same, so read it with care';
const curveCaption =
  'Means over all rows; bands are 95 % intervals, drawn where five methods or fewer are compared.';
const sweepCaption =
  'Means over all rows with bands of their 95 % intervals; level lines are methods outside the sweep.';

function scatterSection(chart: ScatterChart): Section {
  const front = paretoFront(chart);
  const names = chart.points.filter((_, index) => front[index]).map(({name}) => name);
  return {
    kind: 'figure',
    figure: scatterFigure(chart),
    png: encodePng(renderScatter(chart)),
    alt: `${chart.title}; on the front: ${names.join(', ')}`,
    caption: `No other method beats those that are filled in both: ${names.join(', ')}. Thin lines are 95 % intervals of the means.`,
  };
}

/** The lead measure against time, cost and the first measure of every other family. */
function paretoSections(summarised: Summarised): readonly Section[] {
  const lead = leadMeasure(summarised.evaluation);
  if (lead === null) return [];
  const others = [...byFamily(summarised.evaluation)].flatMap(([family, measures]) =>
    family === lead.family ? [] : (measures.find(({better}) => better !== 'none')?.name ?? []),
  );
  const charts = ['milliseconds', 'cost', ...others.slice(0, 2)].flatMap(
    name => paretoChart(summarised, name, lead.name) ?? [],
  );
  return charts.length === 0
    ? []
    : [{kind: 'heading', text: 'What is gained for what'}, ...charts.map(scatterSection)];
}

function measureSections(summarised: Summarised): readonly Section[] {
  const families = byFamily(summarised.evaluation);
  return scoreTables(summarised).flatMap(({caption, table}, index): readonly Section[] => {
    const measures = [...families.values()][index]!;
    const undefinedCounts = measures.flatMap(({name}) =>
      summarised.summary.scores
        .filter(
          ({measure, className, undefinedCount}) =>
            measure === name && className === null && undefinedCount > 0,
        )
        .map(
          ({method, undefinedCount}) =>
            `${name} of ${method} is not defined on ${undefinedCount} rows, which do not count`,
        ),
    );
    return [
      {kind: 'table', caption, table},
      {
        kind: 'notes',
        lines: [
          ...measures.map(
            measure =>
              `${headerOf(measure)}: ${measure.title}; ${measure.formula} (${measure.paper})`,
          ),
          ...undefinedCounts.slice(0, 12),
          ...(undefinedCounts.length > 12
            ? [`and ${undefinedCounts.length - 12} more such; the JSON and CSV files have all`]
            : []),
        ],
      },
    ];
  });
}

function curveSections(
  charts: readonly CurveChart[],
  heading: string,
  caption: string,
): readonly Section[] {
  if (charts.length === 0) return [];
  return [
    {kind: 'heading', text: heading},
    ...charts.map(
      (chart): Section => ({
        kind: 'figure',
        figure: curvesFigure(chart),
        png: encodePng(renderCurves(chart)),
        alt: `${chart.title}: ${chart.panels.map(({title}) => title).join(', ')}`,
        caption,
      }),
    ),
  ];
}

function differenceSections(summarised: Summarised): readonly Section[] {
  const {evaluation} = summarised;
  const {methods} = evaluation;
  const first = methods[0]!.name;
  const isMany = methods.length >= manyMethods;
  const note =
    'Row by row, on the rows where both methods are defined; pictures are drawn anew for the intervals. ' +
    'The last column names the better method where the interval does not hold 0. Intervals are not corrected for the number of comparisons. ' +
    `Shown are the first measures of each family${isMany ? `, and of ${methods.length} methods the pairs with ${first}` : ''}; the JSON and CSV files have all.`;
  const tables = [...byFamily(evaluation).values()].map(([measure]): Section => {
    const table = differenceTable(summarised, measure!);
    const rows = isMany
      ? table.rows.filter(([pair]) => pair!.startsWith(`${first} − `))
      : table.rows;
    return {
      kind: 'table',
      caption: `${measure!.family}: differences in ${measure!.name}`,
      table: {...table, rows},
    };
  });
  return methods.length < 2
    ? [{kind: 'paragraph', text: 'One method alone differs from none.'}]
    : [{kind: 'paragraph', text: note}, ...tables];
}

function classSections(summarised: Summarised): readonly Section[] {
  const {classes} = summarised.evaluation;
  if (classes.length < 2) return [];
  return classes.flatMap((className): readonly Section[] => [
    {kind: 'heading', text: `Only ${className}`},
    ...scoreTables(summarised, className).map((table): Section => ({kind: 'table', ...table})),
  ]);
}

function methodSections(summarised: Summarised): readonly Section[] {
  const {methods} = summarised.evaluation;
  const chart = timeChart(summarised.evaluation);
  const isSwept = methods.some(({sweep}) => sweep !== null);
  const times: readonly Section[] =
    chart === null
      ? []
      : [
          {
            kind: 'figure',
            figure: barFigure(chart),
            png: encodePng(renderBars(chart)),
            alt: `${chart.title}: ${chart.bars.map(({label, value}) => `${label} ${value}`).join(', ')}`,
            caption:
              'Wall-clock time on the machine of the run, each method by a program of its own, median after a warm-up.' +
              (isSwept
                ? ' Members of a sweep are run together: each has the time of all by their number.'
                : ''),
          },
        ];
  return [
    {kind: 'table', caption: 'Cost and time of every method', table: methodsTable(summarised)},
    ...times,
    ...methods.flatMap(({name, description}): readonly Section[] => [
      {kind: 'heading', text: name, level: 3},
      {kind: 'preformatted', text: description.join('\n')},
    ]),
  ];
}
