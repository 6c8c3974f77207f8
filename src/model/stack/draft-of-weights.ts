import type {Draft} from '../../graph/draft.js';
import type {Tensor} from '../../graph/graph.js';
import {draftOfStack} from './draft-of-stack.js';
import {type VggFromTensorsOptions, vggFromTensors, vggOriginOf} from './vgg-from-tensors.js';

/**
 * Makes a network of weights alone, as files hold them that do not say how the layers are connected. One with
 * Keras' names takes its input channels last, as Keras does.
 *
 * @param inputShape Of one sample in the model's own layout: [C,H,W], with Keras' names [H,W,C].
 * @throws ModelError as {@link vggFromTensors} does.
 */
export function draftOfWeights(
  tensors: ReadonlyMap<string, Tensor>,
  {name, inputShape, hasOwnNames = true}: VggFromTensorsOptions,
): Omit<Draft, 'format'> {
  const isLast = vggOriginOf(tensors) === 'keras';
  const own =
    isLast && inputShape?.length === 3
      ? [inputShape[2]!, inputShape[0]!, inputShape[1]!]
      : inputShape;
  const {format: _, ...draft} = draftOfStack(
    vggFromTensors(tensors, {name, inputShape: own, hasOwnNames}),
  );
  return {...draft, layout: isLast ? 'channels-last' : 'channels-first'};
}
