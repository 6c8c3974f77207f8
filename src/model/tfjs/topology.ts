import {ModelError} from '../../errors/model-error.js';
import type {JsonObject} from './config.js';
import {Config, fieldOf, isJsonObject} from './config.js';
import {callsOf, referencesIn} from './references.js';
import type {Call, Reference} from './references.js';

/** One layer of a model, as the file describes it. */
export interface LayerSpec {
  /** Unique in its own model. */
  readonly name: string;
  readonly className: string;
  readonly config: Config;
  /** One entry for every time the layer is called. */
  readonly calls: readonly Call[];
  /** Set where the layer is a whole model. */
  readonly model: ModelSpec | null;
  /** For an input layer: the declared shape without the batch axis, null where a length is open. */
  readonly inputShape: readonly (number | null)[] | null;
}

/** A Sequential, Functional or Model; a Sequential is written as the chain it is. */
export interface ModelSpec {
  readonly layers: readonly LayerSpec[];
  readonly inputs: readonly Reference[];
  readonly outputs: readonly Reference[];
}

const MODELS = ['Sequential', 'Functional', 'Model'];
/** Functions that are written where a layer could be (`a + b`), and the layer that does the same. */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['Add', 'Add'],
  ['ReLU', 'ReLU'],
  ['Relu', 'ReLU'],
]);
/** Deeper than any model one would write; keeps the recursion within the stack. */
const MAX_DEPTH = 32;

/**
 * Parses a model's topology, nested models included.
 *
 * @param format Whose file it is.
 * @throws ModelError `model/topology`, `model/too-deep`, `model/not-tfjs` or `model/not-keras`.
 */
export function parseTopology(value: JsonObject, format: 'tfjs' | 'keras' = 'tfjs'): ModelSpec {
  const className = classOf(value) ?? 'none';
  if (!MODELS.includes(className)) {
    throw new ModelError(
      `model/not-${format}`,
      `the model is of class "${className}"; only ${MODELS.join(', ')} can be read, since only they say in the file how their layers are connected`,
    );
  }
  return parseModel(value, className, 'the model', 0);
}

function parseModel(value: JsonObject, className: string, where: string, depth: number): ModelSpec {
  if (depth > MAX_DEPTH) {
    throw new ModelError(
      'model/too-deep',
      `${where.slice(0, 200)}: models are nested more than ${MAX_DEPTH} deep; flatten the model before saving it`,
    );
  }
  const config = fieldOf(value, 'config');
  const list = Array.isArray(config) ? config : isJsonObject(config) && fieldOf(config, 'layers');
  if (!Array.isArray(list) || list.length === 0) {
    throw topologyError(where, 'it has no list of layers');
  }
  const layers = list.map((layer, index) => parseLayer(layer, index, where, depth));
  const names = new Set<string>();
  for (const {name} of layers) {
    if (names.has(name)) throw topologyError(where, `two layers are called "${name}"`);
    names.add(name);
  }
  if (className === 'Sequential') {
    return chain(layers, isJsonObject(config) ? fieldOf(config, 'build_input_shape') : undefined);
  }
  return {
    layers,
    inputs: referencesIn(fieldOf(config as JsonObject, 'input_layers')),
    outputs: referencesIn(fieldOf(config as JsonObject, 'output_layers')),
  };
}

function parseLayer(value: unknown, index: number, where: string, depth: number): LayerSpec {
  const className = isJsonObject(value) ? classOf(value) : null;
  const config = isJsonObject(value) ? (fieldOf(value, 'config') ?? {}) : undefined;
  if (!isJsonObject(value) || className === null) {
    throw topologyError(where, `layer ${index + 1} has no class`);
  }
  const inner = isJsonObject(config) ? config : {};
  const name = fieldOf(value, 'name') ?? fieldOf(inner, 'name');
  if (typeof name !== 'string' || name === '') {
    throw topologyError(where, `layer ${index + 1} (${className}) has no name`);
  }
  const place = `layer "${name}" (${className})`;
  const model = MODELS.includes(className)
    ? parseModel(value, className, depth === 0 ? place : `${where} / ${place}`, depth + 1)
    : null;
  return {
    name,
    className,
    config: new Config(place, inner),
    calls: callsOf(fieldOf(value, 'inbound_nodes'), place),
    model,
    inputShape: shapeOf(inner) ?? (model === null ? null : inputShapeOf(model)),
  };
}

/**
 * The class of a layer or model. Keras 3 says where it comes from: one that is not of Keras' own layers keeps that in
 * front, so that no other is taken for it. The few functions that do what a layer of Keras does are called like it.
 */
function classOf(value: JsonObject): string | null {
  const name = fieldOf(value, 'class_name');
  const module = fieldOf(value, 'module');
  if (typeof name !== 'string') return null;
  if (typeof module !== 'string') return name;
  if (/^keras\.src\.(ops|activations)(\.|$)/.test(module)) {
    return FUNCTIONS.get(name) ?? `${module}.${name}`;
  }
  return /^(tf_)?keras(\.|$)/.test(module) ? name : `${module}.${name}`;
}

/** The shape a layer declares for its input: `batch_input_shape`, `batch_shape` or `input_shape`. */
function shapeOf(config: JsonObject): readonly (number | null)[] | null {
  const batched = fieldOf(config, 'batch_input_shape') ?? fieldOf(config, 'batch_shape');
  const shape = Array.isArray(batched) ? batched.slice(1) : fieldOf(config, 'input_shape');
  return Array.isArray(shape) ? shape.map(length => (isLength(length) ? length : null)) : null;
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function inputShapeOf(model: ModelSpec): readonly (number | null)[] | null {
  const input = model.inputs[0];
  return model.layers.find(({name}) => name === input?.layer)?.inputShape ?? null;
}

/** A Sequential as calls of one layer after the other, with an input layer in front. */
function chain(layers: readonly LayerSpec[], built: unknown): ModelSpec {
  const first = layers[0]!;
  const declared = Array.isArray(built) ? shapeOf({batch_input_shape: built}) : null;
  const input: LayerSpec =
    first.className === 'InputLayer'
      ? {...first, inputShape: first.inputShape ?? declared}
      : {
          name: `${first.name}_input`,
          className: 'InputLayer',
          config: new Config(`layer "${first.name}_input" (InputLayer)`, {}),
          calls: [],
          model: null,
          inputShape: first.inputShape ?? declared,
        };
  const rest = first.className === 'InputLayer' ? layers.slice(1) : layers;
  const all = [input, ...rest];
  const linked = all.map((layer, index) => ({
    ...layer,
    calls: index === 0 ? [] : [{inputs: [only(all[index - 1]!)], training: false, extra: null}],
  }));
  return {layers: linked, inputs: [only(input)], outputs: [only(all[all.length - 1]!)]};
}

function only(layer: LayerSpec): Reference {
  return {layer: layer.name, call: 0, tensor: 0};
}

function topologyError(where: string, why: string): ModelError {
  return new ModelError('model/topology', `${where}: ${why}; save the model again`);
}
