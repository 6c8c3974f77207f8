import type {Rgb} from './colour.js';
import type {LedgerLayer} from '../ledger/ledger.js';
import type {Pattern} from './raster.js';

export type CauseKey = 'bias' | 'stabiliser' | 'gain' | 'masked' | 'remainder';

/** A cause of loss as charts show it: a colour that colour-blind people can tell, and a pattern for print. */
export interface Cause {
  readonly key: CauseKey;
  readonly colour: Rgb;
  readonly pattern: Pattern;
  /** The same pattern as Plotly names it. */
  readonly shape: '' | '/' | '\\' | 'x' | '.' | '|';
}

/** In the order in which bars are stacked. Colours after Okabe & Ito, 2008. */
export const causes: readonly Cause[] = [
  {key: 'bias', colour: [213, 94, 0], pattern: 'solid', shape: ''},
  {key: 'stabiliser', colour: [0, 114, 178], pattern: 'slash', shape: '/'},
  {key: 'gain', colour: [0, 128, 96], pattern: 'cross', shape: 'x'},
  {key: 'masked', colour: [160, 80, 130], pattern: 'dots', shape: '.'},
  {key: 'remainder', colour: [40, 40, 40], pattern: 'bars', shape: '|'},
];

/** What a layer keeps, all causes together: relevanceOut − relevanceIn. */
export function lossOf(layer: LedgerLayer): number {
  return causes.reduce((sum, {key}) => sum + layer[key], 0);
}

/** How far a layer's stack of causes reaches to both sides of 0. */
export function stackOf(layer: LedgerLayer): {readonly low: number; readonly high: number} {
  const values = causes.map(({key}) => layer[key]);
  return {
    low: values.reduce((sum, value) => sum + Math.min(0, value), 0),
    high: values.reduce((sum, value) => sum + Math.max(0, value), 0),
  };
}

/** A layer that failed a check, and why: `keeps 12.3 % of 8.1, allowed 5 %`. */
export interface LayerFailure {
  /** The layer's name. */
  readonly layer: string;
  readonly reason: string;
}

/** `3 conv3`, or the name alone where the layer has no number. */
export function layerLabel({index, name}: LedgerLayer): string {
  return index === null ? name : `${index} ${name}`;
}

/** The reasons a layer failed, joined; empty where it passed. */
export function failureOf(layer: LedgerLayer, failures: readonly LayerFailure[]): string {
  return failures
    .filter(failure => failure.layer === layer.name)
    .map(({reason}) => reason)
    .join('; ');
}
