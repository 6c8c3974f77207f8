import test from 'ava';
import fc from 'fast-check';
import {ProgressDisplay} from '../../src/session/progress-display.js';

/** Runs with a clock of its own. @returns what was shown, and when */
function play(steps: readonly {readonly wait: number; readonly done: number}[], total: number) {
  let clock = 1000;
  const shown: {at: number; text: string}[] = [];
  const display = new ProgressDisplay(
    ({text}) => shown.push({at: clock, text}),
    'explanations',
    () => clock,
  );
  for (const {wait, done} of steps) {
    clock += wait;
    display.update(done, total);
  }
  display.stop();
  return shown;
}

test('progress appears after half a second, tells the time left, and ends as one line', t => {
  const steps = Array.from({length: 10}, (_, index) => ({wait: 200, done: index + 1}));
  t.deepEqual(
    play(steps, 10).map(({text}) => text),
    [
      '3 of 10 explanations, 1.4 s left',
      '4 of 10 explanations, 1.2 s left',
      '5 of 10 explanations, 1.0 s left',
      '6 of 10 explanations, 0.8 s left',
      '7 of 10 explanations, 0.6 s left',
      '8 of 10 explanations, 0.4 s left',
      '9 of 10 explanations, 0.2 s left',
      '10 explanations in 2.0 s',
    ],
  );
});

test('what was stopped says how far it came', t => {
  const steps = Array.from({length: 3}, (_, index) => ({wait: 300, done: index + 1}));
  t.is(play(steps, 10).at(-1)?.text, 'stopped after 3 of 10 explanations');
});

test('what is done at once shows nothing', t => {
  t.deepEqual(
    play(
      [
        {wait: 100, done: 1},
        {wait: 100, done: 2},
      ],
      2,
    ),
    [],
  );
});

test('at most ten updates a second, however often it is told', t => {
  const step = fc.record({wait: fc.nat({max: 300}), done: fc.nat({max: 99})});
  fc.assert(
    fc.property(fc.array(step, {maxLength: 200}), steps => {
      const times = play(steps, 100).map(({at}) => at);
      // The line at the end may follow the last update at once.
      const updates = times.slice(0, -1);
      for (const [index, at] of updates.entries())
        if (index > 0 && at - updates[index - 1]! < 100) return false;
      return true;
    }),
    {seed: 3},
  );
  t.pass();
});
