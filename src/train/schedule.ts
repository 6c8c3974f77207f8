import type {Schedule} from './train-options.js';

/** The learning rate's factor at a step, counted from 0, of all steps. */
export function scheduleFactor(schedule: Schedule, step: number, steps: number): number {
  // Of a single step, at once the first and the last, nothing would be learnt at the end of a schedule.
  if (schedule.kind === 'constant' || steps <= 1) return 1;
  const {warmUp} = schedule;
  const at = step / (steps - 1);
  const rising = at < warmUp;
  const share = rising ? at / warmUp : warmUp >= 1 ? 0 : (at - warmUp) / (1 - warmUp);
  switch (schedule.kind) {
    case 'cosine':
      // The first step would else have no effect.
      return rising ? Math.max(share, 1 / (steps * warmUp)) : between(1, 0, share);
    case 'one-cycle':
      return rising ? between(1 / 25, 1, share) : between(1, 1e-4, share);
  }
}

/** From one value to another along half a cosine. */
function between(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
