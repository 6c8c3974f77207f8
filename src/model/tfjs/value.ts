import type {Shape} from '../../graph/graph.js';

/**
 * An output of a layer while the model is read: a node of the draft, and how its axes stand for
 * Keras' own. Axes are only moved where a layer needs them in another order.
 */
export interface Value {
  /** Name of the node. */
  readonly node: string;
  /** As Keras sees it, without the batch axis: [H,W,C] or [C,H,W], [L,C], [F]. */
  readonly shape: Shape;
  /** `order[i]` = Keras' axis that stands at axis i of the node; −1 = an axis of length 1 put in. Axes of length 1 may be left out. */
  readonly order: readonly number[];
  /**
   * Set where the node was flattened in an order that is not Keras' own: the shape and order before.
   * A dense layer takes the columns of its weight in that order, so that nothing has to be moved.
   */
  readonly flattened: {readonly shape: Shape; readonly order: readonly number[]} | null;
}

/** The node's shape. */
export function nodeShapeOf({shape, order}: Pick<Value, 'shape' | 'order'>): Shape {
  return order.map(axis => (axis < 0 ? 1 : shape[axis]!));
}

/** Axes in their own order: [0, 1, …]. */
export function identityOrder(shape: Shape): readonly number[] {
  return shape.map((_, axis) => axis);
}

/** The order without the axes of length 1, which can stand anywhere. */
export function longAxes({shape, order}: Pick<Value, 'shape' | 'order'>): readonly number[] {
  return order.filter(axis => axis >= 0 && shape[axis]! > 1);
}

export function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/**
 * For every element of Keras' order (row-major in `shape`) its place in the node (row-major in
 * `order`).
 */
export function placesOf({shape, order}: Pick<Value, 'shape' | 'order'>): Uint32Array {
  const stride = shape.map(() => 0);
  let step = 1;
  for (const axis of order.toReversed()) {
    if (axis < 0) continue;
    stride[axis] = step;
    step *= shape[axis]!;
  }
  let places = Uint32Array.of(0);
  shape.forEach((length, axis) => {
    const next = new Uint32Array(places.length * length);
    for (let k = 0; k < next.length; k += 1) {
      next[k] = places[Math.floor(k / length)]! + (k % length) * stride[axis]!;
    }
    places = next;
  });
  return places;
}
