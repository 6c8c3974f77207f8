import {ModelError} from '../../errors/model-error.js';
import type {DraftNode} from '../../graph/draft.js';
import type {Shape} from '../../graph/graph.js';
import {describeShape, sizeOf} from '../../graph/graph.js';
import type {Value} from './value.js';
import {identityOrder, isSameList, longAxes, nodeShapeOf} from './value.js';

/** More nodes than any network has; a small file can ask for billions by nesting shared models. */
const MAX_NODES = 20_000;
/** Numbers in one activation of one sample. */
const MAX_SIZE = 2 ** 28;

/** Collects the nodes of a draft and moves axes where a layer needs them. */
export class DraftBuilder {
  readonly #nodes = new Map<string, DraftNode>();

  get nodes(): readonly DraftNode[] {
    return [...this.#nodes.values()];
  }

  /**
   * Adds a node and gives back its name, with a number behind it where the name was taken.
   *
   * @throws ModelError `model/shape`, `model/too-large`.
   */
  add(node: DraftNode): string {
    if (!node.shape.every(length => Number.isSafeInteger(length) && length > 0)) {
      throw new ModelError(
        'model/shape',
        `layer "${node.name}" (${node.operator}): its output would have the shape ${describeShape(node.shape)}; the input is too small for the layers`,
      );
    }
    if (sizeOf(node.shape) > MAX_SIZE || this.#nodes.size >= MAX_NODES) {
      throw new ModelError(
        'model/too-large',
        `layer "${node.name}" (${node.operator}): output ${describeShape(node.shape)}, node ${this.#nodes.size + 1}; at most ${MAX_NODES} nodes of ${MAX_SIZE} numbers are read`,
      );
    }
    let name = node.name;
    for (let copy = 2; this.#nodes.has(name); copy += 1) name = `${node.name}#${copy}`;
    this.#nodes.set(name, {...node, name});
    return name;
  }

  /** The value with its axes in that order; a transpose or reshape is added only where needed. */
  arrange(value: Value, order: readonly number[], by: {name: string; operator: string}): Value {
    const wanted = {...value, order};
    let current = value;
    const have = longAxes(value);
    const want = longAxes(wanted);
    if (!isSameList(have, want)) {
      if (!isSameList([...value.order].sort(), [...order].sort())) {
        current = this.#reshape(current, have, by);
      }
      const target = current.order.length === order.length ? order : want;
      const transposed = {...current, order: target};
      const node = this.add({
        kind: 'transpose',
        name: `${by.name}/transpose`,
        operator: by.operator,
        inputs: [current.node],
        shape: nodeShapeOf(transposed),
        permutation: target.map(axis => current.order.indexOf(axis)),
      });
      current = {...transposed, node};
    }
    return this.#reshape(current, order, by);
  }

  /** The value in Keras' own order of axes. */
  settle(value: Value, by: {name: string; operator: string}): Value {
    if (value.flattened === null) return this.arrange(value, identityOrder(value.shape), by);
    const before = {...value, ...value.flattened, flattened: null};
    const unfolded = this.add({
      kind: 'reshape',
      name: `${by.name}/unflatten`,
      operator: by.operator,
      inputs: [value.node],
      shape: nodeShapeOf(before),
    });
    const settled = this.settle({...before, node: unfolded}, by);
    const node = this.add({
      kind: 'reshape',
      name: `${by.name}/flatten`,
      operator: by.operator,
      inputs: [settled.node],
      shape: value.shape,
    });
    return {...value, node, flattened: null};
  }

  /** Another order of axes with the same row-major sequence of numbers. */
  #reshape(value: Value, order: readonly number[], by: {name: string; operator: string}): Value {
    const result = {...value, order};
    const shape: Shape = nodeShapeOf(result);
    if (isSameList(shape, nodeShapeOf(value))) return result;
    const node = this.add({
      kind: 'reshape',
      name: `${by.name}/reshape`,
      operator: by.operator,
      inputs: [value.node],
      shape,
    });
    return {...result, node};
  }
}
