import {LrpError} from '../errors/lrp-error.js';
import {suggest} from '../errors/suggest.js';
import type {Graph, Tensor} from '../graph/graph.js';

/** A class to explain: its index, its name, or the class with the highest score. */
export type Target = number | string;

/** How many classes a graph scores. */
export function classCount(graph: Graph): number {
  return graph.nodes[graph.output]!.shape[0]!;
}

/**
 * The index of a class.
 *
 * @throws LrpError `target/unknown` for a name the model does not carry, `target/range` for an index it
 *   does not have.
 */
export function targetIndex(target: number | string, graph: Graph): number {
  const count = classCount(graph);
  const index =
    typeof target === 'string' && /^\d+$/.test(target) && !graph.classes?.includes(target)
      ? Number(target)
      : target;
  if (typeof index === 'number') {
    if (Number.isInteger(index) && index >= 0 && index < count) return index;
    throw new LrpError(
      'target/range',
      `target ${index}: model "${graph.name}" scores ${count} classes, 0..${count - 1}`,
    );
  }
  const found = graph.classes?.indexOf(index) ?? -1;
  if (found >= 0) return found;
  if (graph.classes === null) {
    throw new LrpError(
      'target/unknown',
      `target "${index}": model "${graph.name}" carries no class names; give an index 0..${count - 1}, or name the classes`,
    );
  }
  const close = suggest(index, graph.classes);
  const listed = graph.classes.slice(0, 10).join(', ') + (graph.classes.length > 10 ? ', …' : '');
  throw new LrpError(
    'target/unknown',
    `target "${index}": model "${graph.name}" knows ${listed}${close === null ? '' : `; did you mean "${close}"?`}`,
  );
}

/**
 * Index of the highest score of each sample, the first of equal ones; logits [N,K].
 *
 * @param first Number of the first sample among all, for messages. @default 0
 * @throws LrpError `explain/not-finite` where a score is NaN, so that none is the highest.
 */
export function topClasses(logits: Tensor, first = 0): readonly number[] {
  const [samples, classes] = logits.shape as [number, number];
  return Array.from({length: samples}, (_, sample) => {
    const scores = logits.data.subarray(sample * classes, (sample + 1) * classes);
    if (scores.some(Number.isNaN)) {
      throw new LrpError(
        'explain/not-finite',
        `the model's scores for sample ${first + sample} hold NaN, so none is the highest; look at the input and the weights`,
      );
    }
    return scores.reduce((top, score, index) => (score > scores[top]! ? index : top), 0);
  });
}
