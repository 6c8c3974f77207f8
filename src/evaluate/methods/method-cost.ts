import {costAlone} from '../../explain/explained.js';
import type {Graph} from '../../graph/graph.js';
import {pictureAxes} from '../picture-axes.js';
import type {Method} from './method.js';
import {gradientPlan} from './network-rows.js';
import {patchPlaces} from './occlusion.js';

/**
 * What a method costs for one picture and class by itself, in forward passes F of the network, the primal pass included;
 * what draws, filters or adds up counts nothing. Random and Edges cost 0, GradientTimesInput one gradient (2 F),
 * SmoothGrad and IntegratedGradients one for each sample or step, Occlusion 1 F for each patch and 1 F for the picture.
 *
 * @throws LrpError `input/no-pictures`, `rule/*`.
 */
export function methodCost(graph: Graph, method: Method): number {
  if (method.kind === 'plan') return costAlone(graph, method.plan);
  const {samples, steps, size, stride} = method.arguments as Readonly<Record<string, number>>;
  switch (method.baseline) {
    case 'GradientTimesInput':
      return costAlone(graph, gradientPlan(graph));
    case 'SmoothGrad':
      return samples! * costAlone(graph, gradientPlan(graph));
    case 'IntegratedGradients':
      return steps! * costAlone(graph, gradientPlan(graph));
    case 'Occlusion': {
      const {height, width} = pictureAxes(graph, 'Occlusion');
      return 1 + patchPlaces(height, width, {size: size!, stride: stride!}).length;
    }
    default:
      return 0;
  }
}
