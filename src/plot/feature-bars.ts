import type {Bar, BarChart} from './bars.js';
import {maximumBars} from './bars.js';

export interface FeatureBarsOptions {
  readonly title: string;
  /** Names by feature; null where there are none. @default null */
  readonly names?: readonly string[] | null;
}

/**
 * Relevance of features that are no picture, as bars coloured by sign. Above 64 features the 64 with
 * the largest |R| are shown, in their order.
 *
 * @param relevance [F]
 */
export function featureBars(
  relevance: Float32Array,
  {title, names = null}: FeatureBarsOptions,
): BarChart {
  const indices = Array.from(relevance.keys());
  const bar = (index: number): Bar => ({
    label: names?.[index] ?? `feature ${index}`,
    value: relevance[index]!,
    marked: false,
  });
  const common = {unit: 'relevance', signed: true};
  if (indices.length <= maximumBars) return {title, bars: indices.map(bar), ...common};
  const size = (index: number) => Math.abs(relevance[index]!);
  const strongest = indices.sort((a, b) => size(b) - size(a) || a - b).slice(0, maximumBars);
  return {
    title: `${title} (strongest ${maximumBars} of ${relevance.length} features)`,
    bars: strongest.sort((a, b) => a - b).map(bar),
    ...common,
  };
}
