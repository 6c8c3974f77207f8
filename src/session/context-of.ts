import {readdirSync} from 'node:fs';
import type {ContextLayer, ContextName, LanguageContext} from '../../dsl/language-context.js';
import type {Value} from '../../dsl/scope.js';
import type {Sweep} from '../../dsl/tree.js';
import {vocClasses} from '../data/voc/voc-classes.js';
import {describeShape, weightedNodes, type Graph} from '../graph/graph.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import type {RuleSpec} from '../rules/catalogue.js';
import {specOf} from '../rules/define-rule.js';
import {formatRule} from '../rules/describe.js';
import type {Source} from '../script/prepared.js';
import {bundledPrefix, resolvePath} from '../script/resolve-path.js';
import {rolesOf, ruleOf, shapeAtAGlance} from './known-value.js';
import type {HostValues, Memory} from './memory.js';

/** Entries of a folder that completion looks at. */
const mostFiles = 1000;

/** What completion and hover know of a session. */
export function contextOf(memory: Memory, values: HostValues, folder: string): LanguageContext {
  const {graph, sources, datasets} = memory.workspace;
  const plan = memory.latest?.finding.explained.plans.at(-1)?.plan ?? null;
  const own: ContextName[] = [
    ...[...memory.lets].map(([name, value]) => named(name, 'let', describeLet(value))),
    ...[...memory.plans].map(([name, source]) => named(name, 'plan', describePlan(source))),
    ...[...memory.sweeps].map(([name, sweep]) => named(name, 'sweep', describeSweep(sweep))),
    ...[...sources].map(([name, source]) => describeSource(name, source)),
    ...[...datasets].map(([name, {folder}]) => named(name, 'dataset', `data set ${folder}`)),
    ...[...memory.models].map(([name, model]) => named(name, 'model', describeGraph(model))),
  ];
  const taken = new Set(own.map(({name}) => name));
  const others = values
    .names()
    .filter(name => !taken.has(name))
    .flatMap(name => hostName(name, values.get(name)));
  return {
    layers: graph === null ? [] : layersOf(graph, plan),
    classes: graph?.classes ?? null,
    dataClasses: vocClasses,
    names: [...own, ...others],
    rules: values.names().flatMap(name => ruleCalled(name, values.get(name))),
    files: path => filesIn(folder, path),
  };
}

function named(name: string, kind: ContextName['kind'], detail: string): ContextName {
  return {name, kind, detail};
}

function describeLet(value: Value): string {
  switch (value.kind) {
    case 'number':
      return `number ${value.value}`;
    case 'text':
      return `text ${JSON.stringify(value.text)}`;
    case 'list':
      return `${value.values.length} numbers`;
  }
}

function describePlan({lines}: PlanSource): string {
  return `plan of ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`;
}

function describeSweep({parameter, values}: Sweep): string {
  return `${values.length} plans, ${parameter} from ${values[0]} to ${values.at(-1)}`;
}

function describeSource(name: string, source: Source): ContextName {
  return source.kind === 'value'
    ? named(name, 'input', `numbers ${describeShape(source.tensor.shape)}`)
    : named(name, source.kind, `${source.kind} ${source.path}`);
}

function describeGraph(graph: Graph): string {
  return `model ${graph.name}, ${describeShape(graph.nodes[graph.input]!.shape)} to ${graph.nodes[graph.output]!.shape[0]} scores`;
}

/** A TypeScript variable, where the language has a use for it. */
function hostName(name: string, value: unknown): readonly ContextName[] {
  // All variables are asked at every stroke of a key: their numbers are not read.
  const shape = shapeAtAGlance(value);
  if (shape !== null)
    return [
      ...(shape.length === 1 ? [named(name, 'let', `${shape[0]} numbers`)] : []),
      named(name, 'input', `numbers ${describeShape(shape)}`),
    ];
  const {value: plain, plan, graph} = rolesOf(value);
  if (plan !== undefined) return [named(name, 'plan', describePlan(plan))];
  if (graph !== undefined) return [named(name, 'model', describeGraph(graph))];
  return plain === undefined ? [] : [named(name, 'let', describeLet(plain))];
}

/** A rule of one's own, by its name and by that of the variable. */
function ruleCalled(name: string, value: unknown): readonly RuleSpec[] {
  const rule = ruleOf(value);
  if (rule === null) return [];
  return [{...specOf(rule), aliases: name === rule.name ? [] : [name]}];
}

function layersOf(graph: Graph, plan: Plan | null): readonly ContextLayer[] {
  const indices = new Map(weightedNodes(graph).map((node, index) => [node.id, index]));
  const rules = new Map(plan?.layers.map(({name, rule}) => [name, formatRule(rule)]));
  return graph.nodes
    .filter(({kind}) => kind !== 'input')
    .map(node => ({
      index: indices.get(node.id) ?? null,
      name: node.name,
      kind: node.kind,
      shape: node.shape,
      rule: rules.get(node.name) ?? null,
    }));
}

/** Names in a folder as the language writes them, folders with `/` behind; hidden ones are left out. */
function filesIn(folder: string, path: string): readonly string[] {
  try {
    const entries = readdirSync(resolvePath(folder, path === '' ? '.' : path), {
      withFileTypes: true,
    });
    const found = entries
      .filter(({name}) => !name.startsWith('.'))
      .slice(0, mostFiles)
      .map(entry => `${path}${entry.name}${entry.isDirectory() ? '/' : ''}`);
    return path === '' ? [...found, bundledPrefix] : found;
  } catch {
    return [];
  }
}
