import {mostCurves, type Curve, type CurveChart} from '../../plot/curve-chart.js';
import {curvesFigure} from '../../plot/curves.js';
import {reportPage} from '../../plot/html.js';
import type {Section} from '../../plot/page-section.js';
import {encodePng} from '../../plot/png.js';
import {renderCurves} from '../../plot/render-curves.js';
import type {ModelEvaluation} from '../../train/evaluate-model.js';
import {precisionRecallCurve} from '../../train/scores/average-precision.js';
import {evaluationTable, labelSetNote, labelSetTable, scoreText} from './score-table.js';

const range = [0, 1.04] as const;

/** Precision over recall, a line a class that some sample holds. */
export function precisionRecallChart(evaluation: ModelEvaluation): CurveChart | null {
  const {classes, labels, logOdds, scores} = evaluation;
  const curves = classes.slice(0, mostCurves).flatMap((className, k): readonly Curve[] => {
    const samples = labels.flatMap((row, i) =>
      row[k] === 0 ? [] : [{score: logOdds[i * classes.length + k]!, positive: row[k] === 1}],
    );
    const points = precisionRecallCurve(samples);
    if (points.length === 0) return [];
    return [
      {
        name: `${className} (AP ${scoreText(scores[k]!.averagePrecision)})`,
        x: [0, ...points.map(({recall}) => recall)],
        y: [points[0]!.precision, ...points.map(({precision}) => precision)],
      },
    ];
  });
  if (curves.length === 0) return null;
  return {
    title: 'Precision over recall',
    unit: 'recall',
    panels: [{title: 'precision', range, curves}],
  };
}

/** How often a class is there, over how probable it was said to be; on the diagonal both are the same. */
export function reliabilityChart({calibration}: ModelEvaluation): CurveChart {
  return {
    title: 'Reliability',
    unit: 'mean probability of a bin',
    panels: [
      {
        title: 'share that holds the class',
        range,
        curves: [
          {name: 'as said', x: [0, 1], y: [0, 1]},
          ...calibration.slice(0, mostCurves - 1).map(({className, bins, expectedError}) => {
            const known = bins.filter(({count}) => count > 0);
            return {
              name: `${className} (ECE ${scoreText(expectedError)})`,
              x: known.map(({confidence}) => confidence!),
              y: known.map(({frequency}) => frequency),
            };
          }),
        ],
      },
    ],
  };
}

function figure(chart: CurveChart, caption: string): Section {
  return {
    kind: 'figure',
    figure: curvesFigure(chart),
    png: encodePng(renderCurves(chart)),
    alt: `${chart.title}: ${chart.panels[0]!.curves.map(({name}) => name).join(', ')}`,
    caption,
  };
}

/** An evaluation as one page that opens offline. */
export function evaluationPage(evaluation: ModelEvaluation): string {
  const {model, split, folder, samples, threshold, method, head, engine, broken} = evaluation;
  const curve = precisionRecallChart(evaluation);
  const {labelSets, hash} = evaluation;
  return reportPage({
    title: `${model} on "${split}"`,
    plotly: 'embed',
    sections: [
      {
        kind: 'paragraph',
        text: `${samples} pictures of split "${split}" in ${folder}; ${head} on ${engine}. A class is told from a probability of ${threshold} on.`,
      },
      {kind: 'heading', text: 'Scores'},
      {
        kind: 'table',
        caption: `Average precision as ${method}; ECE over ${evaluation.calibration[0]?.bins.length ?? 0} bins. Left out are pictures with difficult instances only.`,
        table: evaluationTable(evaluation),
      },
      ...(curve === null
        ? []
        : [
            figure(curve, 'Each point is a threshold; pictures of equal scores are told together.'),
          ]),
      {kind: 'heading', text: 'Sets of classes'},
      {kind: 'table', caption: labelSetNote(labelSets), table: labelSetTable(labelSets)},
      {kind: 'heading', text: 'Calibration'},
      figure(
        reliabilityChart(evaluation),
        'Below the diagonal the model is too sure, above it not sure enough.',
      ),
      ...(broken.length === 0
        ? []
        : [
            {kind: 'heading', text: 'Files'} as const,
            {
              kind: 'notes',
              lines: broken.map(({message, kept}) => `${kept ? 'odd' : 'left out'}: ${message}`),
            } as const,
          ]),
    ],
    footer: `data ${hash}`,
  });
}
