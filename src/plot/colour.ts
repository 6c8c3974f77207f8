import type {Json} from './figure.js';

/** Red, green, blue, 0…255. */
export type Rgb = readonly [number, number, number];

/**
 * The signed scale's stops: position −1…1 and colour. Blue is negative, red positive, zero white.
 * Both arms have the same lightness at the same |t| (CIELAB L* 100, 88, 75, 61, 46, 31), so a grey
 * print shows |R|; the sign then needs a second cue, such as the hatching of `render-heatmap.ts`.
 * Blue against red stays apart under red-green colour blindness.
 */
export const signedStops: readonly (readonly [number, Rgb])[] = [
  [-1, [10, 75, 126]],
  [-0.8, [22, 115, 168]],
  [-0.6, [32, 156, 218]],
  [-0.4, [97, 194, 252]],
  [-0.2, [188, 226, 253]],
  [0, [255, 255, 255]],
  [0.2, [253, 212, 195]],
  [0.4, [252, 163, 132]],
  [0.6, [235, 109, 85]],
  [0.8, [199, 57, 52]],
  [1, [147, 16, 34]],
];

/**
 * The scale to lay over a picture: position, colour, opacity. Clear at zero; weak relevance is a thin
 * film of full colour, since pale colours would be lost on a bright picture.
 */
export const overlayStops: readonly (readonly [number, Rgb, number])[] = [
  [-1, [10, 75, 126], 0.9],
  [-0.5, [22, 115, 168], 0.75],
  [-0.15, [32, 156, 218], 0.45],
  [-0.001, [32, 156, 218], 0],
  [0.001, [235, 109, 85], 0],
  [0.15, [235, 109, 85], 0.45],
  [0.5, [199, 57, 52], 0.75],
  [1, [147, 16, 34], 0.9],
];

/**
 * Colour of t = R / limit on the signed scale, linear between stops as Plotly does it.
 *
 * @param t Clamped to −1…1.
 */
export function signedColour(t: number): Rgb {
  const {low, high, part} = between(signedStops, t);
  return mix(low[1], high[1], part);
}

/** Colour and opacity of t = R / limit on the overlay scale; `t` is clamped to −1…1. */
export function overlayColour(t: number): {readonly colour: Rgb; readonly alpha: number} {
  const {low, high, part} = between(overlayStops, t);
  return {colour: mix(low[1], high[1], part), alpha: low[2] + part * (high[2] - low[2])};
}

/** The signed scale for Plotly's `colorscale`; use it with `zmid: 0`. */
export function signedColourscale(): Json {
  return signedStops.map(([position, colour]) => [unit(position), `rgb(${colour.join(', ')})`]);
}

/** The overlay scale for Plotly's `colorscale`. */
export function overlayColourscale(): Json {
  return overlayStops.map(([position, colour, alpha]) => [
    unit(position),
    `rgba(${colour.join(', ')}, ${alpha})`,
  ]);
}

/** Lightness of a colour as a grey print shows it (Rec. 709), 0…255. */
export function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function between<Stop extends readonly [number, ...unknown[]]>(
  stops: readonly Stop[],
  t: number,
): {readonly low: Stop; readonly high: Stop; readonly part: number} {
  const clamped = Math.min(1, Math.max(-1, t));
  const upper = Math.max(
    1,
    stops.findIndex(([position]) => position >= clamped),
  );
  const low = stops[upper - 1]!;
  const high = stops[upper]!;
  return {low, high, part: (clamped - low[0]) / (high[0] - low[0])};
}

function mix(low: Rgb, high: Rgb, part: number): Rgb {
  const channel = (c: 0 | 1 | 2) => Math.round(low[c] + part * (high[c] - low[c]));
  return [channel(0), channel(1), channel(2)];
}

/** −1…1 → 0…1. */
function unit(position: number): number {
  return Number(((position + 1) / 2).toFixed(4));
}
