import {ModelError} from '../../errors/model-error.js';
import type {Shape} from '../../graph/graph.js';
import {describeShape} from '../../graph/graph.js';
import {fieldOf, toSnakeCase} from './config.js';
import type {LayerSpec, ModelSpec} from './topology.js';
import {identityOrder} from './value.js';

/** How a model's input enters the graph: a picture with its channels first, all else as it is. */
export interface ModelInput {
  readonly name: string;
  /** As the model has it, without the batch axis. */
  readonly shape: Shape;
  readonly order: readonly number[];
  readonly layout: 'channels-first' | 'channels-last';
}

/**
 * Finds the model's only input and its shape.
 *
 * @param given Shape in the model's own layout, for models that leave lengths open.
 * @throws ModelError `model/several-inputs`, `model/input-shape`.
 */
export function inputOf(model: ModelSpec, given: Shape | null): ModelInput {
  const inputs = model.inputs.map(({layer}) => model.layers.find(({name}) => name === layer));
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1) {
    const names = inputs.map(each => `"${each?.name}"`).join(', ');
    throw new ModelError(
      'model/several-inputs',
      `the model has ${inputs.length} inputs${names === '' ? '' : ` (${names})`}; exactly one is allowed`,
    );
  }
  const shape = shapeOf(input, given);
  const isLast = shape.length === 3 && !isChannelsFirst(model);
  return {
    name: input.name,
    shape,
    order: isLast ? [2, 0, 1] : identityOrder(shape),
    layout: isLast ? 'channels-last' : 'channels-first',
  };
}

function shapeOf({name, inputShape}: LayerSpec, given: Shape | null): Shape {
  const print = (shape: readonly (number | null)[]): string =>
    `[${shape.map(length => length ?? '?').join('×')}]`;
  const declared = inputShape ?? given;
  const fits =
    given === null ||
    (given.length === declared?.length &&
      declared.every((length, axis) => length === null || length === given[axis]));
  if (declared === null || declared.length === 0 || !fits) {
    throw new ModelError(
      'model/input-shape',
      declared === null || declared.length === 0
        ? `input "${name}": the model does not say its shape; give it, such as [224×224×3]`
        : `input "${name}": the model declares ${print(declared)}, but ${describeShape(given!)} was given`,
    );
  }
  const shape = given ?? declared;
  if (!shape.every(length => length !== null && Number.isSafeInteger(length) && length > 0)) {
    throw new ModelError(
      'model/input-shape',
      `input "${name}": the model leaves lengths open, ${print(shape)}; give the shape in the model's own layout, such as [224×224×3]`,
    );
  }
  return shape as Shape;
}

/** Whether the first layer over images has its channels first. */
function isChannelsFirst(model: ModelSpec): boolean {
  return firstFormat(model) === 'channels_first';
}

function firstFormat(model: ModelSpec): string | null {
  for (const {model: inner, className, config} of model.layers) {
    const format = fieldOf(config.object, 'data_format');
    const found =
      inner === null
        ? typeof format === 'string' && /[12]D$/.test(className)
          ? toSnakeCase(format)
          : null
        : firstFormat(inner);
    if (found !== null) return found;
  }
  return null;
}
