import type {Diagnostic, Span} from '../errors/diagnostic.js';
import {isWeighted, weightedNodes, type Graph, type GraphNode} from '../graph/graph.js';
import {ruleName} from '../rules/describe.js';
import type {Rule} from '../rules/rule.js';
import {modelBounds} from './model-bounds.js';
import type {Assignment, PlanLayer, PlanSource, Selector} from './plan.js';

interface Resolved {
  readonly source: PlanSource;
  readonly graph: Graph;
  readonly layers: readonly PlanLayer[];
  /** Layers each line names. */
  readonly reach: ReadonlyMap<Assignment, readonly number[]>;
  readonly place: (span: Span | null) => Span;
}

/** Lines that every layer they name was taken from by later lines. */
function unusedLines({source, layers, reach, place}: Resolved): readonly Diagnostic[] {
  return source.lines.flatMap(line => {
    const ids = reach.get(line) ?? [];
    if (line.span === null || ids.length === 0 || layers.some(layer => layer.line === line))
      return [];
    const winner = layers.find(layer => ids.includes(layer.node))?.line;
    return [
      {
        code: 'plan/unused-line',
        severity: 'warning' as const,
        message: `no layer is left for "${line.text}": later lines win`,
        span: place(line.span),
        ...(winner?.span
          ? {related: [{span: winner.span, message: `"${winner.text}" wins, for one`}]}
          : {}),
      },
    ];
  });
}

function beyond(selector: Selector, count: number): boolean {
  if (selector.kind === 'and' || selector.kind === 'except')
    return beyond(selector.left, count) || beyond(selector.right, count);
  return selector.kind === 'range' && selector.to >= count;
}

/** Ranges that go on after the last layer. */
function rangesBeyond({source, graph, place}: Resolved): readonly Diagnostic[] {
  const count = weightedNodes(graph).length;
  return source.lines
    .filter(line => line.span !== null && beyond(line.selector, count))
    .map(line => ({
      code: 'selector/beyond',
      severity: 'warning',
      message: `the range goes beyond the last weighted layer of model "${graph.name}", ${count - 1}`,
      span: place(line.selectorSpan),
    }));
}

function readsNonNegative(node: GraphNode, graph: Graph): boolean {
  return (
    graph.nodes[node.inputs[0]!]!.nonNegative ||
    (modelBounds(node, graph)?.low.every(low => low >= 0) ?? false)
  );
}

/** What a rule does with negative inputs that one may not expect; null where there is nothing to say. */
function onNegativeInputs(rule: Rule): string | null {
  switch (rule.kind) {
    case 'gamma':
    case 'zplus':
      return 'contributions x·w are sorted by their own sign';
    case 'custom': {
      const inputs = new Set(rule.shares.flatMap(({terms}) => terms.map(({input}) => input)));
      const onlyPositive = inputs.size === 1 && inputs.has('x⁺');
      return onlyPositive ? 'its shares read x⁺ only, so negative inputs receive nothing' : null;
    }
    default:
      return null;
  }
}

/** Rules made for inputs ≥ 0 where the input can be negative: says what they do there. */
function signedInputs({graph, layers, place}: Resolved): readonly Diagnostic[] {
  const found = new Map<Assignment, PlanLayer[]>();
  for (const layer of layers) {
    const node = graph.nodes[layer.node]!;
    if (layer.line === null || layer.line.span === null || onNegativeInputs(layer.rule) === null)
      continue;
    if (!isWeighted(node) || readsNonNegative(node, graph)) continue;
    found.set(layer.line, [...(found.get(layer.line) ?? []), layer]);
  }
  return [...found].map(([line, signed]) => ({
    code: 'plan/signed-input',
    severity: 'warning',
    message: `${ruleName(line.rule)} on ${signed.length === 1 ? `layer "${signed[0]!.name}", whose input` : `${signed.length} layers whose input`} can be negative: ${onNegativeInputs(line.rule)}`,
    span: place(line.ruleSpan),
  }));
}

/** Deep Taylor assumes b ≤ 0: counts the biases that are not. */
function positiveBiases({source, graph, layers, place}: Resolved): readonly Diagnostic[] {
  const counts = layers.flatMap(layer => {
    const node = graph.nodes[layer.node]!;
    if (
      layer.rule.kind !== 'zplus' ||
      layer.rule.bias !== 'drop' ||
      !isWeighted(node) ||
      node.bias === null
    )
      return [];
    const count = node.bias.data.filter(value => value > 0).length;
    return count === 0 ? [] : [{layer, count, of: node.bias.data.length}];
  });
  if (counts.length === 0) return [];
  const total = counts.reduce((sum, {count}) => sum + count, 0);
  const all = counts.reduce((sum, {of}) => sum + of, 0);
  return [
    {
      code: 'plan/positive-bias',
      severity: 'warning',
      message: `deep Taylor assumes b ≤ 0, but ${total} of ${all} biases in ${counts.length} layers of plan "${source.name}" are positive; their share is dropped`,
      span: place(counts[0]!.layer.line?.span ?? null),
    },
  ];
}

/** What a plan does that its writer may not have meant. Lines of presets are not warned about one by one. */
export function planWarnings(resolved: Resolved): readonly Diagnostic[] {
  return [
    ...unusedLines(resolved),
    ...rangesBeyond(resolved),
    ...signedInputs(resolved),
    ...positiveBiases(resolved),
  ];
}
