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

/** All sets of three classes, or as many of the sets of more. */
const mostSets = 8;

/** The sets that most samples have or were told, in the order they had; of up to `mostSets` all. */
function frequentSets({sets, counts}: LabelSetConfusion): readonly number[] {
  const samplesOf = (set: number): number =>
    counts.reduce((sum, row, truth) => sum + row[set]! + (truth === set ? total(row) : 0), 0);
  return sets
    .map((_, set) => ({set, samples: samplesOf(set)}))
    .sort((a, b) => b.samples - a.samples)
    .slice(0, mostSets)
    .map(({set}) => set)
    .sort((a, b) => a - b);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/**
 * Counts of label sets: true sets below each other, told ones beside each other. Of many sets the most frequent ones have
 * a row and a column each, and all the others one together.
 */
export function labelSetTable(confusion: LabelSetConfusion): TextTable {
  const {sets, counts} = confusion;
  const shown = frequentSets(confusion);
  const others = sets.map((_, set) => set).filter(set => !shown.includes(set));
  const groups = [...shown.map(set => [set]), ...(others.length === 0 ? [] : [others])];
  const names = [
    ...shown.map(set => describeLabelSet(sets[set]!)),
    ...(others.length === 0 ? [] : [`(${others.length} others)`]),
  ];
  return {
    headers: ['true \\ told', ...names],
    align: ['left', ...names.map(() => 'right' as const)],
    rows: groups.map((truths, index) => [
      names[index]!,
      ...groups.map(told => String(total(truths.flatMap(t => told.map(c => counts[t]![c]!))))),
    ]),
  };
}

/** What the counts of label sets leave unsaid, in a line. */
export function labelSetNote({sets, exact, leftOut}: LabelSetConfusion): string {
  const share = exact === null ? '–' : `${(exact * 100).toFixed(1)} %`;
  const rest =
    leftOut === 0
      ? ''
      : `; ${leftOut} sample${leftOut === 1 ? '' : 's'} of which a class has difficult instances only left out`;
  const shown =
    sets.length <= mostSets
      ? ''
      : `; of ${sets.length} sets the ${mostSets} most frequent are shown, --json and \`labelSets\` have all`;
  return `exactly right: ${share}${rest}${shown}`;
}
