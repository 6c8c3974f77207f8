import test from 'ava';
import type {InlineOutput} from '../../src/inline/inline-output.js';
import {TrainingDisplay} from '../../src/session/training-display.js';
import type {RunRecord, TrainEvent} from '../../src/train/run-record.js';
import {trainingEpochs} from '../helpers/training-epochs.js';

interface Play {
  readonly lines: string[];
  readonly curves: InlineOutput[];
  readonly display: TrainingDisplay;
  /** Lets time pass, then tells. */
  readonly after: (milliseconds: number, event: TrainEvent) => void;
}

function play(): Play {
  let clock = 5000;
  const lines: string[] = [];
  const curves: InlineOutput[] = [];
  const places = {
    line: ({text}: InlineOutput) => void lines.push(text),
    curves: (output: InlineOutput) => void curves.push(output),
  };
  const display = new TrainingDisplay(places, 'Training for horse', () => clock);
  return {
    lines,
    curves,
    display,
    after: (milliseconds, event) => {
      clock += milliseconds;
      display.update(event);
    },
  };
}

const step = (epoch: number, done: number): TrainEvent => ({
  ...{kind: 'step', epoch, epochs: 3, done, total: 100, loss: 0.5},
});

test('the line tells how far it is, at most four times a second', t => {
  const {lines, after} = play();
  after(100, step(1, 10));
  after(500, step(1, 20));
  after(100, step(1, 30));
  after(200, step(1, 40));
  t.deepEqual(lines, [
    '20 of 100 pictures of epoch 1 of 3, loss 0.5000',
    '40 of 100 pictures of epoch 1 of 3, loss 0.5000',
  ]);
});

test('after an epoch its line and the curves stand there, then the time left is known', t => {
  const {lines, curves, after} = play();
  const [record] = trainingEpochs(3);
  after(2000, {kind: 'epoch', record: record!, epochs: 3});
  t.regex(lines[0]!, /^epoch 1\/3 {2}loss 0\.7000 .*, kept$/);
  t.is(curves.length, 1);
  t.is(curves[0]!.figure, null);
  t.truthy(curves[0]!.png);
  after(1000, step(2, 50));
  // Two seconds an epoch: half of the second and the third are left.
  t.is(lines[1], '50 of 100 pictures of epoch 2 of 3, loss 0.5000, 3.0 s left');
});

test('reading and features are told of, too', t => {
  const {lines, after} = play();
  after(600, {kind: 'reading', split: 'train', done: 16, total: 64});
  after(600, {kind: 'features', split: 'train', done: 32, total: 64});
  t.deepEqual(lines, [
    '16 of 64 pictures of "train" read',
    '32 of 64 pictures of "train" through the frozen layers',
  ]);
});

test('the end is a figure with the scores of the epoch that is kept', t => {
  const {lines, curves, display} = play();
  const all = trainingEpochs(5);
  const kept = all[3]!;
  display.finish({
    status: 'finished',
    ended: 'epochs',
    settings: {
      start: {kind: 'architecture', depth: 16},
      data: {classes: ['horse', 'person']},
      checkpoint: 'loss',
      epochs: 5,
    },
    data: {validation: {split: 'val'}},
    curves: all,
    bestEpoch: 4,
    validation: kept,
    seconds: 61,
  } as unknown as RunRecord);
  t.is(lines[0], '5 epochs in 1 min 1 s; epoch 4 is kept (loss: the lowest validation loss)');
  t.truthy(curves[0]!.figure);
  t.regex(curves[0]!.text, /epoch 4 on "val", at a threshold of 0\.5\n[\s\S]*horse +0\.800/);
  t.regex(curves[0]!.html, /<table>/);
  t.regex(curves[0]!.alt, /from epoch 1 to 5 the training loss goes from 0\.700 to 0\.095/);
});

test('a stop before the run has begun says that nothing was written', t => {
  const {lines, display} = play();
  display.stop();
  display.update({kind: 'begun'});
  display.stop();
  t.is(lines[0], 'stopped; nothing was written');
  t.regex(lines[1]!, /no epoch is saved; train\(/);
});

test('a stop says what is saved and how to go on; earlier epochs count', t => {
  const {lines, display} = play();
  display.begin(trainingEpochs(2));
  display.stop();
  t.is(lines[0], 'stopped after 0.0 s; 2 epochs are saved; train({…, resume: true}) goes on');
});
