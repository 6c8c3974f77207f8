import type {Rgb} from './colour.js';

/** What stands at the points of a line. */
export type Marker = 'circle' | 'square' | 'diamond' | 'triangle' | 'cross' | 'plus';

/** How one of several lines is told from the others: by colour, and in a grey print by dashes and markers. */
export interface SeriesStyle {
  readonly colour: Rgb;
  /** Pixels drawn and left out in turns; empty for a line without gaps. */
  readonly dash: readonly number[];
  readonly marker: Marker;
  /** Whether the marker is drawn as an outline: what lies under it stays to be seen. */
  readonly open: boolean;
}

/** Colours after Okabe & Ito, 2008, dark enough for white paper. */
const styles: readonly SeriesStyle[] = [
  {colour: [0, 0, 0], dash: [], marker: 'circle', open: false},
  {colour: [0, 114, 178], dash: [9, 5], marker: 'square', open: true},
  {colour: [213, 94, 0], dash: [2, 4], marker: 'diamond', open: false},
  {colour: [0, 128, 96], dash: [12, 4, 2, 4], marker: 'triangle', open: true},
  {colour: [160, 80, 130], dash: [16, 5], marker: 'cross', open: false},
  {colour: [150, 105, 0], dash: [5, 3], marker: 'plus', open: false},
];

/** The style of a line by its number; behind the sixth, colours and markers meet in other pairs. */
export function seriesStyle(number: number): SeriesStyle {
  const round = Math.floor(number / styles.length);
  const style = styles[number % styles.length]!;
  if (round === 0) return style;
  const {marker, open, dash} = styles[(number + round) % styles.length]!;
  return {...style, marker, open: !open, dash};
}
