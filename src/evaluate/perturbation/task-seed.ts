import {mixSeed} from '../../data/mix-seed.js';

/** What is drawn by chance for a task, each from a stream of its own. */
export type Stream = 'ties' | 'fill';

/** The seed of a stream: depends on the run's seed and the task's key only. */
export function taskSeed(seed: number, key: string, stream: Stream): number {
  return mixSeed(seed, ...Array.from(`${stream} ${key}`, letter => letter.codePointAt(0)!));
}
