import {createHash} from 'node:crypto';
import type {Graph} from '../graph/graph.js';

/** Graphs do not change, so what was found out about one stays true. */
const structures = new WeakMap<Graph, string>();
const hashes = new WeakMap<Graph, string>();

function numbersIn(graph: Graph): Float32Array[] {
  return graph.nodes.flatMap(node =>
    Object.values(node).flatMap((value: unknown) =>
      typeof value === 'object' && value !== null && 'data' in value
        ? [(value as {data: Float32Array}).data]
        : [],
    ),
  );
}

/** Everything of a graph but its numbers and notes, as text: layers, shapes, classes, preprocessing. */
export function structureOf(graph: Graph): string {
  const known = structures.get(graph);
  if (known !== undefined) return known;
  const {notes: _, ...rest} = graph;
  const text = JSON.stringify(rest, (__, value: unknown) =>
    value instanceof Float32Array ? `${value.length} numbers` : value,
  );
  structures.set(graph, text);
  return text;
}

/** SHA-256 of everything that decides what a graph computes and how it is called: structure, numbers, classes. Computed once. */
export function hashGraph(graph: Graph): string {
  const known = hashes.get(graph);
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(structureOf(graph));
  for (const {buffer, byteOffset, byteLength} of numbersIn(graph))
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  const text = hash.digest('hex');
  hashes.set(graph, text);
  return text;
}

/** Whether two graphs compute the same and are called the same. Weights are compared only where the rest is equal. */
export function areSameGraph(a: Graph, b: Graph): boolean {
  return a === b || (structureOf(a) === structureOf(b) && hashGraph(a) === hashGraph(b));
}
