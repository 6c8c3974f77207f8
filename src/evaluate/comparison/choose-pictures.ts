import type {ComparedPicture} from '../../measures/compared-pictures.js';
import type {Evaluation} from '../../measures/evaluation.js';

/** Rows to look at for two methods. */
export interface ChosenRows {
  readonly measure: string;
  /** Numbers of the methods. */
  readonly a: number;
  readonly b: number;
  /** Best, median, worst for a; fewer where there are fewer rows. */
  readonly rows: readonly {
    readonly place: ComparedPicture['place'];
    /** Number of the row. */
    readonly row: number;
    readonly scores: readonly [number, number];
  }[];
}

export interface ChooseOptions {
  /** @default `abpc`, else the first that judges */
  readonly measure?: string;
  /** Pairs at most. @default 6 */
  readonly most?: number;
}

/** Of so many methods, all pairs are looked at; of more, those with the first. */
const fewMethods = 3;

/**
 * Chooses the rows on which methods differ most in a measure, by the paired difference in favour of the first of two: the
 * largest, the median, the smallest. Of up to three methods every pair, of more those with the first method, six at most.
 *
 * @returns Nothing where no measure judges or no row has both scores.
 */
export function choosePictures(
  {measures, methods, scores}: Evaluation,
  {measure: wanted, most = 6}: ChooseOptions = {},
): readonly ChosenRows[] {
  const judging = measures.map(({better}) => better !== 'none');
  const named = measures.findIndex(({name}) => name === (wanted ?? 'abpc'));
  const index = named >= 0 ? named : wanted === undefined ? judging.indexOf(true) : -1;
  if (index < 0 || !judging[index]) return [];
  const {name, better} = measures[index]!;
  const sign = better === 'higher' ? 1 : -1;
  const pairs = methods.flatMap((_, a) =>
    methods.flatMap((__, b) =>
      b > a && (a === 0 || methods.length <= fewMethods) ? [[a, b] as const] : [],
    ),
  );
  return pairs.slice(0, most).flatMap(([a, b]): ChosenRows[] => {
    const [own, other] = [scores[index]![a]!, scores[index]![b]!];
    const rows = own
      .flatMap((score, row) =>
        score === null || other[row] == null
          ? []
          : [{row, scores: [score, other[row]] as const, gain: sign * (score - other[row])}],
      )
      .toSorted((left, right) => right.gain - left.gain || left.row - right.row);
    const places = new Map<number, ComparedPicture['place']>();
    if (rows.length > 0) places.set(0, 'best');
    if (rows.length > 2) places.set(Math.floor(rows.length / 2), 'median');
    if (rows.length > 1) places.set(rows.length - 1, 'worst');
    const chosen = [...places].map(([at, place]) => {
      const {row, scores: both} = rows[at]!;
      return {place, row, scores: both};
    });
    return chosen.length === 0 ? [] : [{measure: name, a, b, rows: chosen}];
  });
}
