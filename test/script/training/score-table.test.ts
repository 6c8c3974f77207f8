import test from 'ava';
import type {VocLabel} from '../../../src/data/voc/voc-dataset.js';
import {labelSetNote, labelSetTable} from '../../../src/script/training/score-table.js';
import {confuseLabelSets, type LabelSetConfusion} from '../../../src/train/scores/label-sets.js';

const classes = Array.from({length: 20}, (_, k) => `c${k}`);

/** Samples of one class each that are told as one class each. */
function confuse(pairs: readonly (readonly [truth: number, told: number])[]): LabelSetConfusion {
  return confuseLabelSets(
    Float32Array.from(pairs.flatMap(([, told]) => classes.map((_, k) => (k === told ? 1 : 0)))),
    pairs.map(([truth]) => classes.map((_, k): VocLabel => (k === truth ? 1 : -1))),
    classes,
  );
}

test('eight sets have a row and a column each', t => {
  const pairs = classes.slice(0, 8).map((_, k) => [k, (k + 1) % 8] as const);
  const {headers, rows} = labelSetTable(confuse(pairs));
  t.deepEqual(headers, ['true \\ told', ...classes.slice(0, 8)]);
  t.deepEqual(rows[0], ['c0', '0', '1', '0', '0', '0', '0', '0', '0']);
  t.is(rows.length, 8);
  t.notRegex(labelSetNote(confuse(pairs)), /most frequent/);
});

test('of more sets the rarest share a row and a column, and no sample is lost', t => {
  // c0 … c7 three times each, c8 and c9 once: c8 told as c0 and as itself, c9 as c8; c1 once told as c9.
  const often = classes.slice(0, 8).flatMap(
    (_, k) =>
      [
        [k, k],
        [k, k],
        [k, k],
      ] as const,
  );
  const confusion = confuse([...often, [8, 0], [8, 8], [9, 8], [1, 9]]);
  const {headers, align, rows} = labelSetTable(confusion);
  t.deepEqual(headers, ['true \\ told', ...classes.slice(0, 8), '(2 others)']);
  t.is(align.length, 10);
  t.deepEqual(rows.at(-1), ['(2 others)', '1', '0', '0', '0', '0', '0', '0', '0', '2']);
  t.deepEqual(rows[1], ['c1', '0', '3', '0', '0', '0', '0', '0', '0', '1']);
  const sum = rows.flatMap(([, ...cells]) => cells).reduce((all, cell) => all + Number(cell), 0);
  t.is(sum, 28);
  t.regex(labelSetNote(confusion), /of 10 sets the 8 most frequent are shown/);
});

test('a set that is told often is shown, though no sample holds it', t => {
  const pairs = [...classes.slice(0, 9).map((_, k) => [k, 19] as const)];
  t.true(labelSetTable(confuse(pairs)).headers.includes('c19'));
});
