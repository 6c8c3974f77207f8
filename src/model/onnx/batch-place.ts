import {sizeOf} from '../../graph/graph.js';
import {UnsupportedOperator} from './operator-call.js';

/**
 * Where the samples stand among the axes of a whole tensor. Exporters move them about within attention:
 * [T,N,E], [N·H,T,D] and [T·N,E] hold each sample's [T,E], [H,T,D] and [T,E] in their own order all the same.
 */
export interface BatchPlace {
  /** The axis of the whole tensor that runs over the samples. */
  readonly axis: number;
  /**
   * Null where that axis runs over nothing but samples, and then it is none of a sample's axes. Else it is one of
   * them as well, and this many of its cells stand outside of the samples: H of an axis N·H all stand inside (1).
   */
  readonly outer: number | null;
}

/** Samples on an axis of their own, the first: the layout of the graph. */
export const samplesFirst: BatchPlace = {axis: 0, outer: null};

/** A sample's shape and where the samples stand: together the shape of the whole tensor. */
export interface Placed {
  readonly shape: readonly number[];
  readonly batch: BatchPlace;
}

/** The shape of the whole tensor of so many samples. */
export function wholeShape({shape, batch}: Placed, samples: number): readonly number[] {
  const {axis, outer} = batch;
  if (outer === null) return [...shape.slice(0, axis), samples, ...shape.slice(axis)];
  return shape.map((length, index) => (index === axis ? length * samples : length));
}

/** How many of a sample's numbers stand outside of the samples in row-major order. */
function cellsOutside({shape, batch}: Placed): number {
  return sizeOf(shape.slice(0, batch.axis)) * (batch.outer ?? 1);
}

/**
 * Where the samples stand after the whole tensor was given another shape of the same numbers in the same order.
 *
 * @throws UnsupportedOperator where an axis would run over numbers of several samples in another order.
 */
export function placeAfterReshape(
  before: Placed,
  whole: readonly number[],
  samples: number,
): Placed {
  const outside = cellsOutside(before);
  let found: Placed | null = null;
  let prefix = 1;
  for (const [axis, length] of whole.entries()) {
    const outer = outside / prefix;
    if (Number.isInteger(outer) && length % (outer * samples) === 0) {
      const own = length / samples;
      const without = whole.filter((_, index) => index !== axis);
      if (own === 1) return {shape: without, batch: {axis, outer: null}};
      const shape = whole.map((each, index) => (index === axis ? own : each));
      found ??= {shape, batch: {axis, outer}};
    }
    prefix *= length;
  }
  if (found === null) throw new UnsupportedOperator('it does not keep the samples apart');
  return found;
}

/** The axis of a sample that an axis of the whole tensor is, null for that of the samples alone. */
export function ownAxis({axis, outer}: BatchPlace, whole: number): number | null {
  if (outer !== null || whole < axis) return whole;
  return whole === axis ? null : whole - 1;
}

/** Whether the samples stand alike, so that numbers of the same place are those of the same sample. */
export function samePlace(a: BatchPlace, b: BatchPlace): boolean {
  return a.axis === b.axis && a.outer === b.outer;
}
