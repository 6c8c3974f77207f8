import type {Localisation} from './localisation.js';

/** A table in words, for terminals and pages. */
interface Table {
  readonly headers: readonly string[];
  readonly align: readonly ('left' | 'right')[];
  readonly rows: readonly (readonly string[])[];
}

/** Shares as they are read, `0.613`; no share is a dash. */
function share(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(3);
}

/** A line a class and plan: mean share, its interval, what relevance spread evenly would score, and pictures. */
export function localisationTable({scores}: Localisation): Table {
  return {
    headers: ['class', 'plan', 'inside', '95 % interval', 'uniform', 'pictures'],
    align: ['left', 'left', 'right', 'right', 'right', 'right'],
    rows: scores.map(({className, plan, mean, low, high, baseline, images}) => [
      className,
      plan,
      share(mean),
      Number.isNaN(mean) ? '–' : `${share(low)}…${share(high)}`,
      share(baseline),
      String(images),
    ]),
  };
}

/** What the numbers of the table are. */
export function localisationNotes({split, data, seed, scores}: Localisation): readonly string[] {
  const without = scores.filter(({withoutPositive}) => withoutPositive > 0);
  return [
    `inside: mean share of the positive relevance inside the boxes of the class, over the pictures of split "${split}" of ${data} that show it; channels are summed first`,
    'uniform: mean share of the picture inside these boxes, over the same pictures, which relevance spread evenly would score',
    `interval: bootstrap over the pictures, seed ${seed}`,
    ...without.map(
      ({className, plan, withoutPositive}) =>
        `${plan} for ${className}: ${withoutPositive === 1 ? '1 picture has' : `${withoutPositive} pictures have`} no positive relevance and ${withoutPositive === 1 ? 'does' : 'do'} not count`,
    ),
  ];
}
