import type {Shape} from '../../graph/graph.js';
import {vggBlocks, vggChannels} from '../stack/vgg-shape.js';

/** A layer of a weights file: what it is called there, and the shapes of its weights by role. */
export interface ShapedLayer {
  readonly name: string;
  readonly shapes: ReadonlyMap<string, Shape>;
}

export interface VggNames {
  /** What each of the layers is called in `keras.applications`, in the order given. */
  readonly names: readonly string[];
  /** Whether the convolutions had these names already. */
  readonly byName: boolean;
  readonly notes: readonly string[];
}

const CONV = /^block\d_conv\d$/;
const DENSE = /^(?:fc\d+|predictions)$/;
const NORM_ROLES = ['gamma', 'beta', 'moving_mean', 'moving_variance'];

/**
 * Gives layers the names of Keras' VGGs (`block1_conv1`, `block1_conv1_bn`, `fc1`, `predictions`). Those that have
 * others are told by order and shapes: the convolutions all together; dense layers, of which the last gives the
 * scores; batch norms, if there is one for each convolution. Layers that cannot be told keep their names.
 *
 * @returns null where the convolutions are not those of a VGG, or something else is among layers of no known name.
 */
export function vggNames(layers: readonly ShapedLayer[]): VggNames | null {
  const byName = layers.some(({name}) => CONV.test(name));
  const convs = byName ? convsByName(layers) : convsByOrder(layers);
  if (convs === null) return null;
  const dense = denseByOrder(layers);
  const norms = normsByOrder(layers, convs);
  const all = new Map([...convs, ...dense, ...norms]);
  const isTold = layers.every((layer, index) => all.has(index) || DENSE.test(layer.name));
  if (!byName && !isTold) return null;
  return {
    names: layers.map(({name}, index) => all.get(index) ?? name),
    byName,
    notes: [
      ...(byName ? [] : ['the weights have no names of a VGG: taken for one by order and shapes']),
      ...taken('dense layers', layers, dense),
      ...(norms.size === 0
        ? []
        : [
            'batch norms told by their order; each is taken to stand between its convolution and the ReLU',
          ]),
    ],
  };
}

/** Names by the layers' places. */
type Named = ReadonlyMap<number, string>;

function taken(what: string, layers: readonly ShapedLayer[], named: Named): readonly string[] {
  if (named.size === 0) return [];
  const pairs = [...named].map(([index, name]) => `"${layers[index]!.name}" as ${name}`);
  return [`${what} told by order and shapes: ${pairs.join(', ')}`];
}

function placesOf(layers: readonly ShapedLayer[], rank: number): readonly number[] {
  return layers.flatMap(({shapes}, index) =>
    shapes.get('kernel')?.length === rank && shapes.size <= 2 ? [index] : [],
  );
}

/** In the order of the network, whatever the order in the file. */
function convsByName(layers: readonly ShapedLayer[]): Named {
  const places = layers.flatMap(({name}, index) => (CONV.test(name) ? [index] : []));
  places.sort((a, b) => (layers[a]!.name < layers[b]!.name ? -1 : 1));
  return new Map(places.map(index => [index, layers[index]!.name]));
}

function convsByOrder(layers: readonly ShapedLayer[]): Named | null {
  const places = placesOf(layers, 4);
  const blocks = Object.values(vggBlocks).find(
    counts => counts.reduce((sum, count) => sum + count) === places.length,
  );
  if (blocks === undefined) return null;
  const slots = blocks.flatMap((count, block) =>
    Array.from({length: count}, (_, conv) => ({block, name: `block${block + 1}_conv${conv + 1}`})),
  );
  const kernelAt = (place: number): Shape => layers[place]!.shapes.get('kernel')!;
  const first = kernelAt(places[0]!)[3]!;
  let inputs = kernelAt(places[0]!)[2];
  const fits = places.every((place, position) => {
    const [height, width, from, to] = kernelAt(place);
    const chained = from === inputs;
    inputs = to;
    const channels = vggChannels(slots[position]!.block, first / 64);
    return chained && height === 3 && width === 3 && to === channels;
  });
  return fits ? new Map(places.map((place, position) => [place, slots[position]!.name])) : null;
}

/** Dense layers of other names stand behind those called `fc1`, `fc2`, …; none is told behind `predictions`. */
function denseByOrder(layers: readonly ShapedLayer[]): Named {
  const places = placesOf(layers, 2);
  const others = places.filter(place => !DENSE.test(layers[place]!.name));
  const known = places.flatMap(place => /^fc(\d+)$/.exec(layers[place]!.name)?.[1] ?? []);
  if (known.length + others.length < places.length) return new Map();
  const start = Math.max(0, ...known.map(Number));
  return new Map(
    others.map((place, position) => [
      place,
      position === others.length - 1 ? 'predictions' : `fc${start + position + 1}`,
    ]),
  );
}

/** One batch norm of other name for each convolution, as many numbers in it as that has outputs; else none. */
function normsByOrder(layers: readonly ShapedLayer[], convs: Named): Named {
  const places = layers.flatMap(({name, shapes}, index) =>
    !/_bn$/.test(name) && NORM_ROLES.every(role => shapes.get(role)?.length === 1) ? [index] : [],
  );
  const order = [...convs];
  const fits =
    places.length === order.length &&
    places.every(
      (place, position) =>
        layers[place]!.shapes.get('gamma')![0] ===
        layers[order[position]![0]]!.shapes.get('kernel')?.[3],
    );
  if (!fits) return new Map();
  return new Map(places.map((place, position) => [place, `${order[position]![1]}_bn`]));
}
