import {LrpError} from '../errors/lrp-error.js';
import {didYouMean} from '../errors/suggest.js';
import {canonise} from '../graph/canonise.js';
import type {DraftNode} from '../graph/draft.js';
import {describeShape, type Graph, type Shape, sizeOf} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {checkClasses, checkPreprocessing} from './check-metadata.js';
import {checkLayer, draftLayer} from './numbers/draft-layer.js';
import type {NetworkLayer} from './numbers/network-layer.js';
import {describeGiven, mostValues} from './numbers/read-numbers.js';

/** A network written in numbers. */
export interface NetworkDefinition {
  /** @default 'network' */
  readonly name?: string;
  /** Shape of one sample: [F], or [C,H,W] for pictures, channels first. */
  readonly input: Shape;
  /** From the input to the output, each reading the one before. */
  readonly layers: readonly NetworkLayer[];
  /** Class names by index. @default none */
  readonly classes?: readonly string[];
  /** How pictures become the input. @default not known */
  readonly preprocessing?: Preprocessing;
}

const fields = ['name', 'input', 'layers', 'classes', 'preprocessing'];

function checkName(name: unknown, where: string): string {
  if (typeof name === 'string' && name !== '' && name.length <= 200) return name;
  throw new LrpError(
    'network/name',
    `${where}: expected a name of 1 to 200 characters, got ${describeGiven(name)}`,
  );
}

function checkInput(input: unknown): Shape {
  const isShape =
    Array.isArray(input) &&
    (input.length === 1 || input.length === 3) &&
    input.every(length => Number.isInteger(length) && length > 0);
  if (!isShape)
    throw new LrpError(
      'network/input',
      `input: expected the shape of one sample, [features] or [channels, height, width], got ${Array.isArray(input) ? `[${input.map(describeGiven).slice(0, 8).join(', ')}]` : describeGiven(input)}`,
    );
  const shape = input as Shape;
  if (sizeOf(shape) <= mostValues) return [...shape];
  throw new LrpError(
    'network/input',
    `input: ${describeShape(shape)} is more than ${mostValues} values`,
  );
}

/** Metadata as loaders check them, under this function's own codes. */
function checked<Value>(code: string, check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof LrpError)) throw error;
    throw new LrpError(code, error.message, {cause: error});
  }
}

function draftNodes(input: Shape, layers: readonly unknown[]): readonly DraftNode[] {
  const nodes: DraftNode[] = [
    {kind: 'input', name: 'input', operator: 'Input', inputs: [], shape: input},
  ];
  for (const [index, layer] of layers.entries()) {
    const kind = checkLayer(layer, `layer ${index + 1}`);
    const {name: own} = layer as {readonly name?: unknown};
    const name = own === undefined ? `${kind}${index + 1}` : checkName(own, `layer ${index + 1}`);
    const where = `layer ${index + 1} "${name}"`;
    const {name: from, shape} = nodes.at(-1)!;
    const site = {layer: layer as Readonly<Record<string, unknown>>, name, where, from};
    for (const node of draftLayer(kind, {...site, input: shape})) {
      if (nodes.some(other => other.name === node.name))
        throw new LrpError('network/name', `${where}: the name "${node.name}" is taken`);
      nodes.push(node);
    }
  }
  return nodes;
}

/**
 * Makes a network from numbers, layer after layer, in the same canonical form as one from a file: batch
 * norms are folded, the output is one number a class.
 *
 * ```ts
 * const net = buildNetwork({
 *   input: [2],
 *   layers: [{kind: 'dense', weight: [[1, 2], [-1, 1]], bias: [-1, 0]}, {kind: 'relu'}, {kind: 'sumpool'}],
 * });
 * ```
 *
 * @throws LrpError `network/*` that names the layer, what came and what is allowed.
 */
export function buildNetwork(definition: NetworkDefinition): Graph {
  const given = definition as unknown;
  if (typeof given !== 'object' || given === null)
    throw new LrpError(
      'network/layer',
      `expected {input, layers}, got ${describeGiven(definition)}`,
    );
  const unknown = Object.keys(given).find(key => !fields.includes(key));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, fields) ?? `it has ${fields.join(', ')}`;
    throw new LrpError('network/layer', `a network has no field "${unknown}"; ${hint}`);
  }
  const name = checkName(definition.name ?? 'network', 'name');
  const input = checkInput(definition.input);
  const layers = definition.layers as unknown;
  if (!Array.isArray(layers) || layers.length === 0)
    throw new LrpError(
      'network/layer',
      `layers: expected a list of at least one layer, got ${describeGiven(layers)}`,
    );
  const nodes = draftNodes(input, layers);
  const output = nodes.at(-1)!;
  const outputs = sizeOf(output.shape);
  const classes = definition.classes ?? null;
  const preprocessing = definition.preprocessing ?? null;
  if (classes !== null) checked('network/classes', () => checkClasses(classes, 'classes'));
  if (classes !== null && classes.length !== outputs)
    throw new LrpError('network/classes', `${classes.length} class names for ${outputs} outputs`);
  const read =
    preprocessing === null
      ? null
      : checked('network/preprocessing', () => checkPreprocessing(preprocessing, 'preprocessing'));
  return checked('network/preprocessing', () =>
    canonise({
      name,
      format: 'numbers',
      layout: 'channels-first',
      nodes,
      output: output.name,
      classes: classes === null ? null : [...classes],
      preprocessing: read,
      notes: [],
    }),
  );
}
