import type {Diagnostic, Result, Span} from '../errors/diagnostic.js';
import {weightedNodes, type Graph, type GraphNode} from '../graph/graph.js';
import {formatRule} from '../rules/describe.js';
import type {Rule} from '../rules/rule.js';
import {defaultRule} from './default-rule.js';
import type {Assignment, Plan, PlanLayer, PlanSource} from './plan.js';
import {planWarnings} from './plan-warnings.js';
import {isPattern, select} from './select.js';
import {formatSelector} from './selector.js';
import {acceptsKind, findUnsuited} from './suits.js';

/** Where a diagnostic about a plan without text (a preset) points. */
function placeOf(source: PlanSource, span: Span | null): Span {
  return (
    span ??
    source.lines.find(line => line.span !== null)?.span ?? {
      file: `<${source.name}>`,
      start: 0,
      end: 0,
      line: 1,
      column: 1,
    }
  );
}

function listLayers(nodes: readonly GraphNode[], graph: Graph): string {
  const numbers = new Map(weightedNodes(graph).map((node, index) => [node.id, index]));
  const named = nodes.slice(0, 8).map(node => `${numbers.get(node.id)} "${node.name}"`);
  return named.join(', ') + (nodes.length > 8 ? `, and ${nodes.length - 8} more` : '');
}

function emptySelector(line: Assignment, source: PlanSource, graph: Graph): Diagnostic {
  const count = weightedNodes(graph).length;
  const numbers =
    count === 0 ? 'it has no weighted layers' : `its weighted layers are 0..${count - 1}`;
  return {
    code: 'selector/empty',
    severity: 'error',
    message: `"${formatSelector(line.selector)}" names no layer of model "${graph.name}"`,
    span: placeOf(source, line.selectorSpan ?? line.span),
    hint: `${numbers}; "lrplab graph" lists all`,
  };
}

/** Ids a line gives its rule to, with the problems met on the way. */
function applyLine(
  line: Assignment,
  source: PlanSource,
  graph: Graph,
): {ids: readonly number[]; problems: readonly Diagnostic[]} {
  const selected = [...select(line.selector, graph)].map(id => graph.nodes[id]!);
  const nodes = isPattern(line.selector)
    ? selected.filter(node => acceptsKind(node, line.rule))
    : selected;
  if (nodes.length === 0)
    return {ids: [], problems: line.span === null ? [] : [emptySelector(line, source, graph)]};
  return {ids: nodes.map(node => node.id), problems: []};
}

function unsuitedLayers(
  layers: readonly PlanLayer[],
  source: PlanSource,
  graph: Graph,
): readonly Diagnostic[] {
  const seen = new Set<string>();
  return layers.flatMap(layer => {
    const problem = findUnsuited(graph.nodes[layer.node]!, layer.rule, graph);
    const key = `${problem?.code} ${layer.line?.text}`;
    if (problem === null || seen.has(key)) return [];
    seen.add(key);
    const {code, message, hint} = problem;
    return [
      {
        code,
        severity: 'error' as const,
        message,
        hint,
        span: placeOf(source, layer.line?.ruleSpan ?? null),
      },
    ];
  });
}

function uncovered(nodes: readonly GraphNode[], source: PlanSource, graph: Graph): Diagnostic {
  return {
    code: 'plan/uncovered',
    severity: 'error',
    message: `plan "${source.name}" gives no rule to ${nodes.length} of the ${weightedNodes(graph).length} weighted layers of model "${graph.name}": ${listLayers(nodes, graph)}`,
    span: placeOf(source, null),
    hint: 'add a line for them, for example a first line "all use epsilon(1e-6)"',
  };
}

/**
 * Gives every layer of a graph its rule: later lines win; layers no line names get their default.
 *
 * @returns The plan with its warnings, or every problem at once: selectors that name nothing
 *   (`selector/empty`), layers left without a rule (`plan/uncovered`), rules that don't suit
 *   (`rule/unsuited`, `rule/pass-shape`, `rule/no-bounds`, …).
 */
export function resolvePlan(source: PlanSource, graph: Graph): Result<Plan> {
  const problems: Diagnostic[] = [];
  const winner = new Map<number, Assignment>();
  const reach = new Map<Assignment, readonly number[]>();
  for (const line of source.lines) {
    const applied = applyLine(line, source, graph);
    problems.push(...applied.problems);
    reach.set(line, applied.ids);
    for (const id of applied.ids) winner.set(id, line);
  }
  const weighted = weightedNodes(graph);
  const missing = weighted.filter(node => !winner.has(node.id));
  if (missing.length > 0) problems.push(uncovered(missing, source, graph));
  const isGradient =
    missing.length === 0 &&
    weighted.length > 0 &&
    weighted.every(node => winner.get(node.id)!.rule.kind === 'gradient');
  const numbers = new Map(weighted.map((node, index) => [node.id, index]));
  const layers = graph.nodes.flatMap((node): readonly PlanLayer[] => {
    if (node.kind === 'input') return [];
    const line = winner.get(node.id) ?? null;
    const fallback = defaultRule(node);
    const rule: Rule | null =
      line?.rule ?? (fallback !== null && isGradient ? {kind: 'gradient'} : fallback);
    if (rule === null || (node.kind === 'activation' && line === null && !isGradient)) return [];
    const {id, name, kind, shape} = node;
    return [{node: id, index: numbers.get(id) ?? null, name, kind, shape, rule, line}];
  });
  problems.push(...unsuitedLayers(layers, source, graph));
  for (const [line, ids] of reach) {
    if (ids.some(id => graph.nodes[id]!.kind === 'input') && line.span !== null) {
      problems.push({
        code: 'rule/unsuited',
        severity: 'error',
        message: `"${line.text}" names the network's input itself, which is no layer`,
        span: placeOf(source, line.selectorSpan),
        hint: 'the first weighted layers are called "input"',
      });
    }
  }
  if (problems.length > 0) return {ok: false, diagnostics: problems};
  const warnings = planWarnings({
    source,
    graph,
    layers,
    reach,
    place: span => placeOf(source, span),
  });
  return {
    ok: true,
    value: {
      name: source.name,
      model: graph.name,
      layers,
      start: isGradient ? 'one' : 'logit',
      warnings,
    },
    warnings,
  };
}

/** `0 conv1: gamma(0.25)`, one line a layer: for tests and messages. */
export function formatPlan(plan: Plan): string {
  return plan.layers
    .map(layer => `${layer.index ?? '-'} ${layer.name}: ${formatRule(layer.rule)}`)
    .join('\n');
}
