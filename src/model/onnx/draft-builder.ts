import {ModelError} from '../../errors/model-error.js';
import type {DraftNode} from '../../graph/draft.js';
import {describeShape, sizeOf} from '../../graph/graph.js';

/** The most numbers one sample may hold anywhere in the network: 1 GiB of float32. */
export const maxSampleSize: number = 2 ** 28;

/** Nodes of a draft while it is made, in order, names unique. */
export interface DraftBuilder {
  readonly nodes: readonly DraftNode[];
  /** A name nobody has yet: the wished one, or one with a number behind it. */
  readonly unique: (wish: string) => string;
  readonly add: (node: DraftNode) => DraftNode;
  readonly find: (name: string) => DraftNode;
  readonly replace: (node: DraftNode) => void;
}

/** Starts an empty draft. */
export function draftBuilder(): DraftBuilder {
  const nodes: DraftNode[] = [];
  const positions = new Map<string, number>();
  const taken = new Set<string>();
  const unique = (wish: string): string => {
    let name = wish;
    for (let number = 2; taken.has(name); number++) {
      name = `${wish}#${number}`;
    }
    taken.add(name);
    return name;
  };
  const place = (name: string): number => {
    const position = positions.get(name);
    if (position === undefined) {
      throw new ModelError('model/internal', `no node of the draft is called "${name}"`);
    }
    return position;
  };
  return {
    nodes,
    unique,
    add: given => {
      const node =
        positions.has(given.name) || !taken.has(given.name)
          ? {...given, name: unique(given.name)}
          : given;
      const size = sizeOf(node.shape);
      if (!(size <= maxSampleSize) || size < 1) {
        throw new ModelError(
          'model/bad-shape',
          `${node.operator} "${node.name}": its output ${describeShape(node.shape)} holds ${size} numbers a sample; allowed are 1 to ${maxSampleSize}`,
        );
      }
      positions.set(node.name, nodes.length);
      nodes.push(node);
      return node;
    },
    find: name => nodes[place(name)]!,
    replace: node => {
      nodes[place(node.name)] = node;
    },
  };
}
