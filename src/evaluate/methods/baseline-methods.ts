import {edges} from './edges.js';
import type {ExplainRows} from './explain-rows.js';
import {gradientTimesInput} from './gradient-times-input.js';
import {integratedGradients} from './integrated-gradients.js';
import {occlusion} from './occlusion.js';
import {randomMap} from './random-map.js';
import {smoothGrad} from './smooth-grad.js';

/** How a baseline explains. */
export interface BaselineMethod {
  readonly explain: ExplainRows;
  /** What of the network it reads. */
  readonly reads: 'nothing' | 'gradients' | 'scores';
}

/** Each baseline of `src/measures/baselines.ts`, by its name. */
export const baselineMethods: ReadonlyMap<string, BaselineMethod> = new Map<string, BaselineMethod>(
  [
    ['Random', {explain: randomMap, reads: 'nothing'}],
    ['Edges', {explain: edges, reads: 'nothing'}],
    ['GradientTimesInput', {explain: gradientTimesInput, reads: 'gradients'}],
    ['SmoothGrad', {explain: smoothGrad, reads: 'gradients'}],
    ['IntegratedGradients', {explain: integratedGradients, reads: 'gradients'}],
    ['Occlusion', {explain: occlusion, reads: 'scores'}],
  ],
);
