import test from 'ava';
import fc from 'fast-check';
import {checkpointPolicies, isBetter, type Candidate} from '../../src/train/checkpoint-policy.js';
import type {ClassScore} from '../../src/train/run-record.js';

function score(
  precision: number | null,
  recall: number | null,
  rest: Partial<ClassScore> = {},
): ClassScore {
  return {className: 'horse', precision, recall, f1: null, averagePrecision: null, ...rest};
}

function epoch(...scores: readonly ClassScore[]): Candidate {
  return {validationLoss: 1, scores};
}

function talk(candidate: Candidate, best: Candidate): boolean {
  return isBetter('talk', candidate, best);
}

test('the first epoch is kept, whatever it is', t => {
  for (const policy of checkpointPolicies) {
    t.true(isBetter(policy, {validationLoss: Number.NaN, scores: []}, null));
  }
});

test('loss keeps the lower, and any number before none', t => {
  const at = (validationLoss: number): Candidate => ({validationLoss, scores: []});
  t.true(isBetter('loss', at(0.4), at(0.5)));
  t.false(isBetter('loss', at(0.5), at(0.4)));
  t.false(isBetter('loss', at(0.5), at(0.5)));
  t.true(isBetter('loss', at(9), at(Number.NaN)));
  t.false(isBetter('loss', at(Number.NaN), at(9)));
});

test('f1 and mAP keep the higher mean of what is there', t => {
  const low = epoch(score(1, 1, {f1: 0.5, averagePrecision: 0.7}), score(1, null));
  const high = epoch(
    score(1, 1, {f1: 0.4, averagePrecision: 0.6}),
    score(1, 1, {f1: 0.8, averagePrecision: 0.9}),
  );
  for (const policy of ['f1', 'mAP'] as const) {
    t.true(isBetter(policy, high, low));
    t.false(isBetter(policy, low, high));
    t.true(isBetter(policy, low, epoch(score(0, null))));
    t.false(isBetter(policy, epoch(score(0, null)), epoch(score(0, null))));
  }
});

test('talk: both better is better, even further apart', t => {
  t.true(talk(epoch(score(0.6, 0.9)), epoch(score(0.5, 0.5))));
  t.false(talk(epoch(score(0.5, 0.5)), epoch(score(0.6, 0.9))));
});

test('talk: one better needs a better mean and no larger gap', t => {
  const best = epoch(score(0.5, 0.75));
  t.true(talk(epoch(score(0.625, 0.6875)), best), 'precision up, recall less down, closer');
  t.true(talk(epoch(score(0.625, 0.75)), best), 'precision up, recall stays, closer');
  t.false(talk(epoch(score(0.5, 0.875)), best), 'recall up, further apart');
  t.false(talk(epoch(score(0.5625, 0.625)), best), 'closer, but the mean is lower');
  t.false(talk(epoch(score(0.625, 0.625)), best), 'the mean stays');
});

test('talk: the gap may stay, on the other side too', t => {
  t.true(talk(epoch(score(0.875, 0.75)), epoch(score(0.75, 0.625))));
  t.true(talk(epoch(score(1, 0.625)), epoch(score(0.5, 0.875))));
});

/** What the talk's policy says of one class whose precision and recall are counted in tenths: whole numbers have no rounding. */
function betterInTenths([p, r]: readonly [number, number], [q, s]: readonly [number, number]) {
  if (p > q && r > s) return true;
  return (p > q || r > s) && p + r > q + s && Math.abs(p - r) <= Math.abs(q - s);
}

test('talk: gaps and means equal in tenths are equal, though not in binary fractions', t => {
  // 0.8 − 0.5 is 0.30000000000000004, 0.7 − 0.4 is 0.29999999999999993.
  t.true(talk(epoch(score(0.8, 0.5)), epoch(score(0.4, 0.7))));
  const tenths = Array.from({length: 11}, (_, n) => n);
  const pairs = tenths.flatMap(p => tenths.map(r => [p, r] as const));
  const wrong = pairs.flatMap(a => {
    const candidate = epoch(score(a[0] / 10, a[1] / 10));
    return pairs
      .filter(b => talk(candidate, epoch(score(b[0] / 10, b[1] / 10))) !== betterInTenths(a, b))
      .map(b => `${a} against ${b}`);
  });
  t.deepEqual(wrong, []);
});

test('talk: several classes, one better and none worse', t => {
  const best = epoch(score(0.5, 0.5), score(0.75, 0.75));
  t.true(talk(epoch(score(0.625, 0.625), score(0.75, 0.75)), best), 'the other stays');
  t.false(talk(epoch(score(0.875, 0.875), score(0.625, 0.625)), best), 'the other is worse');
  t.true(talk(epoch(score(0.625, 0.625), score(1, 0.625)), best), 'the other is neither');
  t.false(
    talk(epoch(score(0.625, 0.625), score(1, 0.125)), best),
    'the other is neither, but the whole is lower',
  );
});

test('talk: a class never called has precision 0, one without samples is not judged', t => {
  t.true(talk(epoch(score(0.5, 0.25)), epoch(score(null, 0))));
  t.false(talk(epoch(score(null, 0)), epoch(score(0.5, 0.25))));
  t.true(talk(epoch(score(0.5, 0.5), score(0, null)), epoch(score(0.25, 0.25), score(null, null))));
});

test('talk: where no class can be judged the loss decides', t => {
  const at = (validationLoss: number): Candidate => ({validationLoss, scores: [score(0, null)]});
  t.true(talk(at(0.4), at(0.5)));
  t.false(talk(at(0.5), at(0.4)));
});

// Few levels, so that ties are common.
const share = fc.option(
  fc.integer({min: 0, max: 8}).map(n => n / 8),
  {freq: 6},
);
const candidate = fc.record({
  validationLoss: fc.oneof(fc.integer({min: 0, max: 4}), fc.constant(Number.NaN)),
  scores: fc.array(
    fc.record({
      className: fc.constant('horse'),
      precision: share,
      recall: share,
      f1: share,
      averagePrecision: share,
    }),
    {minLength: 2, maxLength: 2},
  ),
});
const policy = fc.constantFrom(...checkpointPolicies);

test('no epoch is better than itself, and of two at most one is better', t => {
  fc.assert(
    fc.property(policy, candidate, candidate, (how, a, b) => {
      return !isBetter(how, a, a) && !(isBetter(how, a, b) && isBetter(how, b, a));
    }),
    {seed: 5, numRuns: 2000},
  );
  t.pass();
});

test('no round of epochs is each better than the one before', t => {
  const judged = candidate.filter(({scores}) => scores.every(({recall}) => recall !== null));
  fc.assert(
    fc.property(
      fc.constantFrom(...checkpointPolicies),
      fc.array(judged, {minLength: 3, maxLength: 12}),
      (how, epochs) => {
        // Walks up from the first: none of those replaced on the way is better than one kept later.
        const kept: Candidate[] = [];
        for (const each of epochs) if (isBetter(how, each, kept.at(-1) ?? null)) kept.push(each);
        return kept.every(
          (early, i) => !kept.slice(i + 1).some(late => isBetter(how, early, late)),
        );
      },
    ),
    {seed: 5, numRuns: 2000},
  );
  t.pass();
});
