import type {TextTable} from '../../plot/ledger-table.js';
import type {ModelEvaluation} from '../../train/evaluate-model.js';
import type {ClassScore} from '../../train/run-record.js';
import {describeLabelSet, type LabelSetConfusion} from '../../train/scores/label-sets.js';
import {meanOf} from '../../train/scores/score-classes.js';

/** A score, 0…1, with three decimals; a dash where it is 0/0. */
export function scoreText(score: number | null): string {
  return score === null ? '–' : score.toFixed(3);
}

type Column = readonly [header: string, of: (score: ClassScore) => number | null];

const columns: readonly Column[] = [
  ['AP', score => score.averagePrecision],
  ['precision', score => score.precision],
  ['recall', score => score.recall],
  ['F1', score => score.f1],
];

/** Scores, a row a class and, of several, their mean. */
export function scoreTable(scores: readonly ClassScore[]): TextTable {
  const rows = scores.map(score => [
    score.className,
    ...columns.map(([, of]) => scoreText(of(score))),
  ]);
  const mean = ['mean', ...columns.map(([, of]) => scoreText(meanOf(scores.map(of))))];
  return {
    headers: ['class', ...columns.map(([header]) => header)],
    align: ['left', ...columns.map(() => 'right' as const)],
    rows: scores.length > 1 ? [...rows, mean] : rows,
  };
}

/** Scores and calibration with the counts they rest on, a row a class and, of several, their mean. */
export function evaluationTable({scores, counts, calibration}: ModelEvaluation): TextTable {
  const plain = scoreTable(scores);
  const errors = calibration.map(({expectedError}) => expectedError);
  const briers = calibration.map(({brier}) => brier);
  return {
    headers: ['class', 'samples', 'left out', ...plain.headers.slice(1), 'ECE', 'Brier'],
    align: ['left', ...Array.from({length: 8}, () => 'right' as const)],
    rows: plain.rows.map(([name, ...cells], k) => {
      const count = counts[k];
      const [error, brier] =
        count === undefined ? [meanOf(errors), meanOf(briers)] : [errors[k]!, briers[k]!];
      return [
        name!,
        ...(count === undefined ? ['', ''] : [String(count.positive), String(count.leftOut)]),
        ...cells,
        scoreText(error),
        scoreText(brier),
      ];
    }),
  };
}

/** Counts of label sets: true sets below each other, told ones beside each other. */
export function labelSetTable({sets, counts}: LabelSetConfusion): TextTable {
  const names = sets.map(describeLabelSet);
  return {
    headers: ['true \\ told', ...names],
    align: ['left', ...names.map(() => 'right' as const)],
    rows: counts.map((row, truth) => [names[truth]!, ...row.map(String)]),
  };
}

/** What the counts of label sets leave unsaid, in a line. */
export function labelSetNote({exact, leftOut}: LabelSetConfusion): string {
  const share = exact === null ? '–' : `${(exact * 100).toFixed(1)} %`;
  const rest =
    leftOut === 0
      ? ''
      : `; ${leftOut} sample${leftOut === 1 ? '' : 's'} of which a class has difficult instances only left out`;
  return `exactly right: ${share}${rest}`;
}
