import {mixSeed} from '../../data/mix-seed.js';
import {LrpError} from '../../errors/lrp-error.js';
import {canonise} from '../../graph/canonise.js';
import type {Draft} from '../../graph/draft.js';
import {
  describeShape,
  sizeOf,
  type Graph,
  type GraphNode,
  type Pair,
  type Shape,
} from '../../graph/graph.js';
import {resizeInput} from '../../graph/resize-input.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {draftOfStack} from '../../model/stack/draft-of-stack.js';
import type {Stack, StackLayer} from '../../model/stack/stack.js';
import {vggFeatures} from '../../model/stack/vgg-stack.js';
import type {TrainOptions} from '../train-options.js';
import type {TrainSettings} from '../train-settings.js';
import {cutGraph, draftUpTo, findCut, isPooling} from './cut-graph.js';
import {headLayers} from './head-layers.js';
import {layersBetween} from './stack-of-graph.js';

/** What a run trains, and what stands frozen before it. */
export interface Start {
  /** Layers that stay as they are; null where all are trained. */
  readonly frozen: {
    /** For computing features: [F] a sample, flattened channels first. */
    readonly graph: Graph;
    /** For the model that is written. */
    readonly draft: Draft;
    /** Shape of the features. */
    readonly shape: Shape;
  } | null;
  /** The layers that are trained, sigmoid last. Its input is the picture or the features. */
  readonly stack: Stack;
  /** [C,H,W] of a picture. */
  readonly inputShape: Shape;
  readonly preprocessing: Preprocessing;
}

/** @throws LrpError `train/cut`, `train/unfreeze`, `train/preprocessing`, `train/pooling`; ModelError. */
export function prepareStart(options: TrainOptions, settings: TrainSettings): Start {
  const {start, seed} = settings;
  if (start.kind === 'architecture') {
    const inputShape = [3, ...start.inputSize];
    const {depth, width, batchNorm, preprocessing} = start;
    const features = vggFeatures({depth, width, batchNorm, inputShape, seed: mixSeed(seed, 1)});
    const name = `vgg${depth}`;
    if (start.unfreeze === 'all') {
      const {layers, shape} = features;
      const stack = withHead({name, inputShape, layers, shape, preprocessing}, settings);
      return {frozen: null, stack, inputShape, preprocessing};
    }
    const base = {
      name,
      inputShape,
      layers: features.layers,
      classes: null,
      preprocessing,
      notes: [],
    };
    return startFrom(canonise(draftOfStack(base)), 'last-pool', settings);
  }
  const {graph} = options.start as TrainOptions['start'] & {kind: 'model'};
  return startFrom(graph, start.cut, settings, start.inputSize);
}

function startFrom(
  whole: Graph,
  cut: string,
  settings: TrainSettings,
  inputSize: Pair | null = null,
): Start {
  const graph = inputSize === null ? whole : resizedTo(whole, cut, inputSize);
  const inputShape = graph.nodes[graph.input]!.shape;
  const preprocessing = preprocessingOf(graph, inputShape);
  const end = findCut(graph, cut);
  const from = frozenEnd(graph, end, settings.start.unfreeze);
  const layers = from?.id === end.id ? [] : layersBetween(graph, from, end);
  const stack = withHead(
    {
      name: graph.name,
      inputShape: from === null ? inputShape : from.shape,
      layers,
      shape: end.shape,
      preprocessing,
    },
    settings,
    new Set(graph.nodes.map(({name}) => name)),
  );
  const frozen =
    from === null
      ? null
      : {graph: cutGraph(graph, from), draft: draftUpTo(graph, from), shape: from.shape};
  return {frozen, stack, inputShape, preprocessing};
}

/** Up to the cut, for pictures of another size: what stands behind it may be made for one size. */
function resizedTo(graph: Graph, cut: string, size: Pair): Graph {
  const end = findCut(graph, cut);
  const nodes = graph.nodes.filter(({id}) => id <= end.id);
  return resizeInput({...graph, nodes, output: end.id, head: 'none', classes: null}, size);
}

/** The last layer that stays frozen; null where none does. */
function frozenEnd(
  graph: Graph,
  end: GraphNode,
  unfreeze: TrainSettings['start']['unfreeze'],
): GraphNode | null {
  switch (unfreeze) {
    case 'none':
      return end;
    case 'all':
      return null;
    case 'last-block': {
      const before = graph.nodes.filter(node => node.id < end.id && isPooling(node)).at(-1);
      if (before !== undefined) return before;
      throw new LrpError(
        'train/unfreeze',
        `model "${graph.name}" has no pooling layer before "${end.name}", behind which its last block would begin; unfreeze all or none`,
      );
    }
  }
}

function preprocessingOf(graph: Graph, shape: Shape): Preprocessing {
  const {preprocessing} = graph;
  if (shape.length !== 3) {
    throw new LrpError(
      'train/input',
      `model "${graph.name}" takes ${describeShape(shape)}, which is no picture; training is on pictures`,
    );
  }
  if (preprocessing !== null) return preprocessing;
  throw new LrpError(
    'train/preprocessing',
    `model "${graph.name}" does not say how pictures become its input; name it with --preprocess unit, signed, raw, torch or caffe`,
  );
}

function withHead(
  base: {
    readonly name: string;
    readonly inputShape: Shape;
    readonly layers: readonly StackLayer[];
    /** Behind the layers. */
    readonly shape: Shape;
    readonly preprocessing: Preprocessing;
  },
  {head, data, seed}: TrainSettings,
  taken: ReadonlySet<string> = new Set(base.layers.map(({name}) => name)),
): Stack {
  const {name, inputShape, layers, shape, preprocessing} = base;
  const {classes} = data;
  const added = headLayers(shape, head, {outputs: classes.length, seed: mixSeed(seed, 2), taken});
  return {
    name,
    inputShape: layers.length === 0 && added[0]?.kind === 'flatten' ? [sizeOf(shape)] : inputShape,
    layers: [...layers, ...added],
    classes,
    preprocessing,
    notes: [],
  };
}
