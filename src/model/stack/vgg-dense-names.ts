import type {NamedTensors} from './vgg-naming.js';

/** A dense layer of a network of known names. */
export interface NamedDense {
  readonly name: string;
  /** Name of the ReLU that is taken to stand behind it, if any. */
  readonly relu: string | null;
  /** Name of the dropout that stands behind it and its ReLU, if any. */
  readonly dropout: string | null;
}

/** The dense layers that are named, in order; none where the network ends at its last pooling. */
export function denseNames({origin, tensors}: NamedTensors): readonly NamedDense[] {
  return origin === 'keras' ? kerasDense(tensors) : torchDense(tensors);
}

function namesIn(tensors: ReadonlyMap<string, unknown>, pattern: RegExp): readonly string[] {
  return [...new Set([...tensors.keys()].flatMap(name => pattern.exec(name)?.[1] ?? []))];
}

function kerasDense(tensors: ReadonlyMap<string, unknown>): readonly NamedDense[] {
  const rank = (name: string): number =>
    name === 'predictions' ? Number.POSITIVE_INFINITY : Number(name.slice(2));
  const names = namesIn(tensors, /^(fc\d+|predictions)\/(?:kernel|bias)$/);
  return [...names]
    .sort((a, b) => rank(a) - rank(b))
    .map((name, position) => ({
      name,
      relu: position === names.length - 1 ? null : `${name}_relu`,
      dropout: null,
    }));
}

/**
 * `classifier.0` and `classifier.3`, in sequences within each other too (`classifier.6.0`), or `classifier` alone. The
 * numbers tell how many layers without weights stand between two: none, and there is no ReLU; one, which is taken for
 * a ReLU; two, taken for a ReLU and a dropout as torchvision has them.
 */
function torchDense(tensors: ReadonlyMap<string, unknown>): readonly NamedDense[] {
  const paths = namesIn(tensors, /^(classifier(?:\.\d+)*)\.(?:weight|bias)$/).map(name =>
    name.split('.').slice(1).map(Number),
  );
  paths.sort(compare);
  return paths.map((path, position) => {
    const next = paths[position + 1];
    const between = next === undefined ? 0 : layersBetween(path, next);
    const behind = (steps: number): string => nameOf([...path.slice(0, -1), path.at(-1)! + steps]);
    return {
      name: nameOf(path),
      relu: between === 0 ? null : behind(1),
      dropout: between === 2 ? behind(2) : null,
    };
  });
}

function nameOf(path: readonly number[]): string {
  return ['classifier', ...path].join('.');
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((index, level) => index !== b[level]);
  return at < 0 ? a.length - b.length : (a[at] ?? -1) - (b[at] ?? -1);
}

/**
 * Layers between two as far as their numbers tell: where the first one stands deeper, others may follow it in its own
 * sequence, of which one is counted.
 */
function layersBetween(path: readonly number[], next: readonly number[]): number {
  const level = path.findIndex((index, each) => index !== next[each]);
  if (level < 0) return 1;
  const steps = (next[level] ?? 0) - path[level]! - 1;
  const inside = next.slice(level + 1).reduce((sum, index) => sum + index, 0);
  return steps + inside + (path.length > level + 1 && steps + inside === 0 ? 1 : 0);
}
