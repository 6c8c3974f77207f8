import {currentHost} from './host.js';

/** What is wrong with an answer, as a hint; null where it is right. */
export type JudgeAnswer<Answer> = (answer: Answer) => string | null | Promise<string | null>;

/**
 * Tells a student whether an answer is right: ✓, or ✗ with a hint, or … where there is none yet. Never throws, so that a
 * worksheet with open exercises runs to its end.
 *
 * @param exercise Its name: `1a`.
 * @param answer   Null or undefined where the exercise is still open.
 */
export async function selfCheck<Answer>(
  exercise: string,
  answer: Answer | null | undefined,
  judge: JudgeAnswer<Answer>,
): Promise<void> {
  const verdict = await judged(answer, judge);
  currentHost().sink().text(`${verdict.sign} ${exercise}: ${verdict.text}`);
}

interface Verdict {
  readonly sign: '✓' | '✗' | '…';
  readonly text: string;
}

async function judged<Answer>(
  answer: Answer | null | undefined,
  judge: JudgeAnswer<Answer>,
): Promise<Verdict> {
  if (answer === null || answer === undefined)
    return {sign: '…', text: 'not answered yet; change the cell above and run both'};
  try {
    const hint = await judge(answer);
    return hint === null ? {sign: '✓', text: 'right'} : {sign: '✗', text: hint};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {sign: '✗', text: `the answer throws: ${message}`};
  }
}

/**
 * Whether numbers are as expected, up to rounding: |difference| ≤ tolerance · max(1, |expected|). False for anything
 * that is no number, or no list of as many.
 *
 * @param tolerance @default 1e-4
 */
export function isNear(
  actual: unknown,
  expected: number | ArrayLike<number>,
  tolerance = 1e-4,
): boolean {
  if (typeof expected === 'number')
    return (
      typeof actual === 'number' &&
      Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected))
    );
  if (!Array.isArray(actual) && !ArrayBuffer.isView(actual)) return false;
  const values = actual as unknown as ArrayLike<unknown>;
  return (
    values.length === expected.length &&
    Array.from(expected).every((value, index) => isNear(values[index], value, tolerance))
  );
}
