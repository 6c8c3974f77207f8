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

/** How strongly relevance covers a picture below it: nothing at 0, most of it from |t| = 0.8. */
export function overlayAlpha(t: number): number {
  return Math.min(0.9, Math.abs(t) * 1.3);
}

/**
 * Colour of t = R / limit on the signed scale, linear between stops as Plotly does it.
 *
 * @param t Clamped to −1…1.
 */
export function signedColour(t: number): Rgb {
  const clamped = Math.min(1, Math.max(-1, t));
  const upper = Math.max(
    1,
    signedStops.findIndex(([position]) => position >= clamped),
  );
  const [from, low] = signedStops[upper - 1]!;
  const [to, high] = signedStops[upper]!;
  const part = (clamped - from) / (to - from);
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(low[channel] + part * (high[channel] - low[channel]));
  return [mix(0), mix(1), mix(2)];
}

/** The signed scale for Plotly's `colorscale`; use it with `zmid: 0`. */
export function signedColourscale(): Json {
  return signedStops.map(([position, colour]) => [unit(position), `rgb(${colour.join(', ')})`]);
}

/** The signed scale, clear at zero, to lay over a picture. */
export function overlayColourscale(): Json {
  return signedStops.map(([position, colour]) => [
    unit(position),
    `rgba(${colour.join(', ')}, ${Number(overlayAlpha(position).toFixed(2))})`,
  ]);
}

/** Black to white, for pictures. */
export function greyColourscale(): Json {
  return [
    [0, 'rgb(0, 0, 0)'],
    [1, 'rgb(255, 255, 255)'],
  ];
}

/** Lightness of a colour as a grey print shows it (Rec. 709), 0…255. */
export function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function unit(position: number): number {
  return Number(((position + 1) / 2).toFixed(3));
}
