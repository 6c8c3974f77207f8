import type {Judged} from './measure.js';

/** A test digit that is bundled as a picture. */
export interface Example {
  /** File name in `digits`. */
  readonly file: string;
  readonly judged: Judged;
  /** Why it was chosen. */
  readonly because: string;
}

/**
 * Picks from the judged test digits: the first of each class, as `0-a.png` to `9-a.png`; the one
 * that is right with the least confidence, and the one that is wrong with the most.
 */
export function chooseExamples(judged: readonly Judged[]): readonly Example[] {
  const isRight = ({digit, predicted}: Judged): boolean => digit.label === predicted;
  const chosen: Example[] = [];
  const add = (candidate: Judged | undefined, because: string): void => {
    if (candidate === undefined || chosen.some(({judged}) => judged === candidate)) return;
    const {label} = candidate.digit;
    const sameLabel = chosen.filter(example => example.judged.digit.label === label).length;
    const file = `${label}-${'abcdefgh'[sameLabel]}.png`;
    chosen.push({file, judged: candidate, because});
  };
  for (let label = 0; label < 10; label += 1) {
    add(
      judged.find(({digit}) => digit.label === label),
      'the first of its class in the test split',
    );
  }
  const byConfidence = judged.toSorted((a, b) => a.confidence - b.confidence);
  add(byConfidence.find(isRight), 'right, but the least sure of all');
  add(
    byConfidence.findLast(candidate => !isRight(candidate)),
    'wrong, and the most sure of those',
  );
  return chosen;
}
