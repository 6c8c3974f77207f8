import {isWeighted, type Graph, type GraphNode} from '../graph/graph.js';
import type {Selector, SelectorKind} from './plan.js';

/** Weighted layers that see the input without another weighted layer between, by the graph's edges. */
export function inputLayers(graph: Graph): ReadonlySet<number> {
  const open = new Set([graph.input]);
  const found = new Set<number>();
  for (const node of graph.nodes) {
    if (!node.inputs.some(id => open.has(id))) continue;
    if (isWeighted(node)) found.add(node.id);
    else open.add(node.id);
  }
  return found;
}

/** Weighted layers from which the output is reached without another weighted layer between. */
export function outputLayers(graph: Graph): ReadonlySet<number> {
  const open = new Set([graph.output]);
  const found = new Set<number>();
  for (const node of [...graph.nodes].reverse()) {
    if (!open.has(node.id)) continue;
    if (isWeighted(node)) found.add(node.id);
    else for (const id of node.inputs) open.add(id);
  }
  return found;
}

function isOfKind(node: GraphNode, kind: SelectorKind): boolean {
  if (kind === 'conv') return node.kind === 'conv' || node.kind === 'depthwise';
  if (kind === 'pool') return node.kind === 'maxpool' || node.kind === 'avgpool';
  return node.kind === kind;
}

/** `45`, `a-c` or `!x` between the brackets of a pattern; a range that runs backwards holds nothing. */
function characterClass(text: string): string {
  const forward = text.replace(/([\s\S])-([\s\S])/gu, (range, from: string, to: string) =>
    from.codePointAt(0)! > to.codePointAt(0)! ? '' : range,
  );
  return `[${forward.replace(/[\\^[\]]/g, '\\$&').replace(/^!/, '^')}]`;
}

/** `block[45]_*` as a regular expression; every other character stands for itself. */
export function patternToRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\[[^\]]*\]|[\s\S]/gu, piece => {
    if (piece === '*') return '.*';
    if (piece === '?') return '.';
    if (piece.length > 2 && piece.startsWith('[')) return characterClass(piece.slice(1, -1));
    return piece.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'su');
}

function byName(graph: Graph, pattern: string): readonly GraphNode[] {
  const exact = graph.nodes.filter(node => node.name === pattern);
  if (exact.length > 0 || !/[*?[]/.test(pattern)) return exact;
  const expression = patternToRegExp(pattern);
  return graph.nodes.filter(node => expression.test(node.name));
}

/** Ids of the layers a selector names, in no order. */
export function select(selector: Selector, graph: Graph): ReadonlySet<number> {
  const ids = (nodes: readonly GraphNode[]): ReadonlySet<number> =>
    new Set(nodes.map(node => node.id));
  const weighted = graph.nodes.filter(isWeighted);
  switch (selector.kind) {
    case 'all':
      return ids(weighted);
    case 'input':
      return inputLayers(graph);
    case 'output':
      return outputLayers(graph);
    case 'ofKind':
      return ids(graph.nodes.filter(node => isOfKind(node, selector.of)));
    case 'index':
      return ids(weighted.slice(selector.index, selector.index + 1));
    case 'range':
      return ids(weighted.slice(selector.from, selector.to + 1));
    case 'name':
      return ids(byName(graph, selector.pattern));
    case 'first':
    case 'last': {
      const {of} = selector;
      const nodes = of === 'weighted' ? weighted : graph.nodes.filter(node => isOfKind(node, of));
      const round = selector.kind === 'first' ? Math.ceil : Math.floor;
      const count = selector.count === 'half' ? round(nodes.length / 2) : selector.count;
      return ids(
        selector.kind === 'first'
          ? nodes.slice(0, count)
          : nodes.slice(Math.max(0, nodes.length - count)),
      );
    }
    case 'and': {
      const right = select(selector.right, graph);
      return new Set([...select(selector.left, graph)].filter(id => right.has(id)));
    }
    case 'except': {
      const right = select(selector.right, graph);
      return new Set([...select(selector.left, graph)].filter(id => !right.has(id)));
    }
  }
}

/** Whether a selector gathers by pattern, so that layers a rule does not suit are passed over, not refused. */
export function isPattern(selector: Selector): boolean {
  if (selector.kind === 'and' || selector.kind === 'except') return isPattern(selector.left);
  return selector.kind === 'name' && /[*?[]/.test(selector.pattern);
}
