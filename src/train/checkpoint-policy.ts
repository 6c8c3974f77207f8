import type {CheckpointPolicy, ClassScore, EpochRecord} from './run-record.js';
import {meanAveragePrecision, meanOf} from './scores/score-classes.js';

/** What a policy looks at. An `EpochRecord` is one. */
export type Candidate = Pick<EpochRecord, 'validationLoss' | 'scores'>;

/** In the order they are told to people. */
export const checkpointPolicies: readonly CheckpointPolicy[] = ['talk', 'loss', 'f1', 'mAP'];

/** What each policy keeps, in a line. */
export function describePolicy(policy: CheckpointPolicy): string {
  switch (policy) {
    case 'talk':
      return 'precision and recall per class: both better, or one and their mean, no further apart';
    case 'loss':
      return 'the lowest validation loss';
    case 'f1':
      return 'the highest mean F1 of the classes';
    case 'mAP':
      return 'the highest mean average precision';
  }
}

function exceeds(a: number | null, b: number | null): boolean {
  return (a ?? Number.NEGATIVE_INFINITY) > (b ?? Number.NEGATIVE_INFINITY);
}

/** A loss that is not a number is worse than any. */
function isLossBetter(a: Candidate, b: Candidate): boolean {
  if (Number.isNaN(b.validationLoss)) return !Number.isNaN(a.validationLoss);
  return a.validationLoss < b.validationLoss;
}

interface Balance {
  readonly precision: number;
  readonly recall: number;
}

/** A class that is never called has no precision (0/0); it is taken as 0. One that no sample holds is not judged. */
function balanceOf({precision, recall}: ClassScore): Balance | null {
  return recall === null ? null : {precision: precision ?? 0, recall};
}

/** Twice the mean of both. */
function sum({precision, recall}: Balance): number {
  return precision + recall;
}

function gap({precision, recall}: Balance): number {
  return Math.abs(precision - recall);
}

/** Whether a sum or gap of shares is larger; in binary fractions equal ones differ by some 1e-16. */
function isLarger(a: number, b: number): boolean {
  return a > b + 1e-9;
}

function isClassBetter(a: Balance, b: Balance): boolean {
  const inPrecision = a.precision > b.precision;
  const inRecall = a.recall > b.recall;
  if (inPrecision && inRecall) return true;
  return (inPrecision || inRecall) && isLarger(sum(a), sum(b)) && !isLarger(gap(a), gap(b));
}

function isTalkBetter(candidate: Candidate, best: Candidate): boolean {
  const pairs = candidate.scores.flatMap((score, index) => {
    const other = best.scores[index];
    const a = balanceOf(score);
    const b = other === undefined ? null : balanceOf(other);
    return a === null || b === null ? [] : [{a, b}];
  });
  if (pairs.length === 0) return isLossBetter(candidate, best);
  const total = (side: 'a' | 'b'): number => pairs.reduce((all, pair) => all + sum(pair[side]), 0);
  return (
    pairs.some(({a, b}) => isClassBetter(a, b)) &&
    !pairs.some(({a, b}) => isClassBetter(b, a)) &&
    isLarger(total('a'), total('b'))
  );
}

/**
 * Whether an epoch's weights take the place of the best ones so far. A tie keeps the earlier epoch; the first epoch is
 * always kept; a loss that is not a number is worse than any number.
 *
 * - `loss`: the validation loss is lower.
 * - `f1`: the mean of the classes' F1 is higher (classes without one left out; a mean beats none).
 * - `mAP`: the mean average precision is higher (likewise).
 * - `talk`: a class is *better* where its precision and its recall are both higher, or where one of them is higher, their
 *   mean is higher and they are no further apart than before. The epoch is better where at least one class is better,
 *   no class is better the other way round, and precision and recall averaged over all classes are higher. So a class
 *   that gained in one and lost in the other does not stand in the way, as long as the whole gains; and no round of
 *   epochs can each be better than the one before it. The precision of a class that is never called (0/0) is taken as 0; a
 *   class without a positive sample (recall 0/0) is not judged; where none can be judged, the loss decides.
 *
 * Every policy is irreflexive and asymmetric: no epoch is better than itself, and of two at most one is better.
 */
export function isBetter(
  policy: CheckpointPolicy,
  candidate: Candidate,
  best: Candidate | null,
): boolean {
  if (best === null) return true;
  switch (policy) {
    case 'loss':
      return isLossBetter(candidate, best);
    case 'f1':
      return exceeds(meanF1(candidate.scores), meanF1(best.scores));
    case 'mAP':
      return exceeds(meanAveragePrecision(candidate.scores), meanAveragePrecision(best.scores));
    case 'talk':
      return isTalkBetter(candidate, best);
  }
}

/** Mean F1 over the classes that have one, or null where none has. */
export function meanF1(scores: readonly ClassScore[]): number | null {
  return meanOf(scores.map(score => score.f1));
}
