import {ModelError} from '../errors/model-error.js';
import type {Draft, DraftNode} from './draft.js';
import type {Merged} from './graph.js';

/** A draft while it is made canonical. Node order stays topological; names stay as they are. */
export interface Workbench {
  /** Nodes in topological order, as they are now. */
  readonly nodes: () => readonly DraftNode[];
  readonly find: (name: string) => DraftNode;
  /** The names of the nodes that read a node, each once. */
  readonly consumers: (name: string) => readonly string[];
  readonly output: () => string;
  /** Puts another node in the place of the one of the same name. */
  readonly replace: (node: DraftNode) => void;
  /** Takes out a node of one input; who read it reads its input. */
  readonly bypass: (name: string) => void;
  /** Takes out every node the output does not need, the input excepted. */
  readonly dropUnneeded: () => void;
  /** Adds a node behind the output and makes it the output; its name gets a number where it is taken. */
  readonly append: (node: DraftNode) => void;
  /** Adds a note; one that is there already is not said twice. */
  readonly note: (text: string) => void;
  readonly notes: () => readonly string[];
  /** Says that a norm went into a weighted layer. */
  readonly recordMerge: (layer: string, merge: Merged[number]) => void;
  readonly merged: (layer: string) => Merged;
}

/** Spreads a draft out, checked: one input first, names unique, every node after those it reads. */
export function workbenchOf(draft: Draft): Workbench {
  const nodes = new Map<string, DraftNode>();
  const readers = new Map<string, Set<string>>();
  const merges = new Map<string, Merged>();
  const notes = [...draft.notes];
  let output = draft.output;
  const find = (name: string): DraftNode => {
    const node = nodes.get(name);
    if (node === undefined) {
      throw broken(draft, `no node is called "${name}"`);
    }
    return node;
  };
  const readersOf = (name: string): Set<string> => {
    const known = readers.get(name) ?? new Set();
    readers.set(name, known);
    return known;
  };
  const insert = (node: DraftNode): void => {
    nodes.set(node.name, node);
    for (const input of node.inputs) {
      readersOf(input).add(node.name);
    }
  };
  const remove = (node: DraftNode): void => {
    for (const input of node.inputs) {
      readersOf(input).delete(node.name);
    }
  };
  draft.nodes.forEach((node, position) => {
    if ((node.kind === 'input') !== (position === 0) || nodes.has(node.name)) {
      throw broken(
        draft,
        `node ${position}, "${node.name}", is a second input or a second of its name`,
      );
    }
    node.inputs.forEach(find);
    insert(node);
  });
  find(output);
  const replace = (node: DraftNode): void => {
    remove(find(node.name));
    insert(node);
  };
  return {
    nodes: () => [...nodes.values()],
    find,
    consumers: name => [...readersOf(name)],
    output: () => output,
    replace,
    bypass: name => {
      const node = find(name);
      const [input] = node.inputs;
      if (input === undefined || node.inputs.length !== 1) {
        throw broken(draft, `"${name}" has not exactly one input`);
      }
      for (const reader of [...readersOf(name)]) {
        const old = find(reader);
        replace({...old, inputs: old.inputs.map(each => (each === name ? input : each))});
      }
      output = output === name ? input : output;
      remove(node);
      nodes.delete(name);
    },
    dropUnneeded: () => {
      for (const node of [...nodes.values()].reverse()) {
        if (node.kind !== 'input' && node.name !== output && readersOf(node.name).size === 0) {
          remove(node);
          nodes.delete(node.name);
        }
      }
    },
    append: node => {
      let name = node.name;
      for (let number = 2; nodes.has(name); number++) {
        name = `${node.name}#${number}`;
      }
      insert({...node, name});
      output = name;
    },
    note: text => {
      if (!notes.includes(text)) notes.push(text);
    },
    notes: () => notes,
    recordMerge: (layer, merge) => {
      merges.set(layer, [...(merges.get(layer) ?? []), merge]);
    },
    merged: layer => merges.get(layer) ?? [],
  };
}

function broken(draft: Draft, what: string): ModelError {
  return new ModelError(
    'model/bad-draft',
    `${draft.name}: the network read is not in order: ${what}`,
  );
}
