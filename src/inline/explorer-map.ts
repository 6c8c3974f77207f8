import type {JsonObject} from '../plot/figure.js';
import {chartQuantity} from '../plot/format-quantity.js';
import {scaleOf, scaleTicks} from '../plot/heatmap.js';
import type {RelevanceMap} from '../plot/relevance-map.js';
import {byteArray, floatArray, quantise, type TypedArray} from '../plot/typed-array.js';

/** One map of the explorer: a trace's content at one step of the slider. */
export interface ExplorerMap {
  readonly map: RelevanceMap;
  /** ΣR of what is shown, in units of the target's score. */
  readonly total: number;
  /** Stands above the colour bar, safe for Plotly: `relevance`, `channel 12`. */
  readonly caption: string;
  /** Where the mouse is, as a template: `row %{y}, column %{x}`. */
  readonly place: string;
  /** Further lines of the hover box before the relevance, as a template. */
  readonly values: string;
}

/** What a step of the slider sets on a trace. */
export interface PackedMap {
  readonly z: TypedArray;
  readonly zmin: number;
  readonly zmax: number;
  readonly hovertemplate: string;
  readonly colorbar: JsonObject;
  /** What the loader of a notebook needs to make numbers of z, and the hover box they allow. */
  readonly meta: {
    readonly step: number;
    /** 0 where relevance cancels, so that a share of it would say nothing. */
    readonly total: number;
    readonly limit: number;
    readonly full: string;
  };
}

/** Cells from which on 255 steps are enough, a quarter of the size. */
export const exactCells: number = 64 * 64;

/**
 * Packs a map for Plotly: float32, or int8 in steps of max|R| / 127, so that no number is further off than half a
 * step. The colour scale ends at ±limit, whatever the steps.
 *
 * @param shares [H,W] of R/ΣR go with it where `withShares`; without them the hover box names ΣR.
 */
export function packMap(
  {map, total, caption, place, values}: ExplorerMap,
  limit: number,
  {quantised, withShares}: {readonly quantised: boolean; readonly withShares: boolean},
): PackedMap & {readonly text?: TypedArray} {
  const shape = [map.height, map.width];
  const size = map.values.reduce((sum, r) => sum + Math.abs(r), 0);
  const largest = map.values.reduce((most, r) => Math.max(most, Math.abs(r)), 0);
  const countable = Math.abs(total) > size * 1e-6;
  const step = quantised ? scaleOf(largest) / 127 : 1;
  const end = scaleOf(limit) / step;
  const head = `${place}<br>${values}`;
  const share = countable ? '<br>%{text:+.4~%} of the total' : '';
  const full = `${head}relevance %{z:+.4~g}${share}<extra></extra>`;
  const text = withShares && countable && !quantised ? map.values.map(r => r / total) : null;
  return {
    z: quantised
      ? byteArray(quantise(map.values, scaleOf(largest)), shape)
      : floatArray(map.values, shape),
    ...(text === null ? {} : {text: floatArray(text, shape)}),
    zmin: -end,
    zmax: end,
    hovertemplate: text === null ? plainTemplate(head, {quantised, step, total, countable}) : full,
    colorbar: {
      ...scaleTicks(limit, end),
      title: {text: `${caption}<br>ΣR ${chartQuantity(total)}<br> `},
    },
    meta: {step, total: countable ? total : 0, limit: scaleOf(limit), full},
  };
}

/** The hover box where no script of ours runs: Plotly can print z, and the factors it is to be taken times. */
function plainTemplate(
  head: string,
  {
    quantised,
    step,
    total,
    countable,
  }: {
    readonly quantised: boolean;
    readonly step: number;
    readonly total: number;
    readonly countable: boolean;
  },
): string {
  if (!quantised) {
    return `${head}relevance %{z:+.4~g}<br>of ΣR ${chartQuantity(total)}<extra></extra>`;
  }
  const share = countable
    ? `<br>%{z:+d} × ${chartQuantity((step / total) * 100)} % of the total`
    : '';
  return `${head}relevance %{z:+d} × ${chartQuantity(step)}${share}<extra></extra>`;
}

/** Bytes that a packed map takes as JSON, near enough to plan with. */
export function packedBytes({map}: ExplorerMap, quantised: boolean): number {
  return Math.ceil((map.values.length * (quantised ? 1 : 4) * 4) / 3) + 700;
}
