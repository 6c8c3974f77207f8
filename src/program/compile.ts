import {isWeighted, type Graph, type GraphNode} from '../graph/graph.js';
import {defaultRule} from '../plan/default-rule.js';
import {modelBounds} from '../plan/model-bounds.js';
import type {Plan} from '../plan/plan.js';
import {inputChannels} from '../plan/suits.js';
import type {Bound as RuleBound, Rule} from '../rules/rule.js';
import {boundsRead, needsProduct} from '../rules/shares.js';
import {AccountBook, type LayerAccount} from './account.js';
import {
  activationBackward,
  addBackward,
  concatBackward,
  maxPoolBackward,
  normBackward,
  padBackward,
} from './backward.js';
import {ProgramBuilder} from './builder.js';
import {forward} from './forward.js';
import {linearMap} from './linear-map.js';
import type {Program, ValueId} from './program.js';
import type {Bound, LinearLayer} from './linear-layer.js';
import {redistribute} from './redistribute.js';
import {findVanishing, type Vanishing} from './vanishing.js';

export interface CompileOptions {
  /** Whether the ledger's sums are computed. @default true */
  readonly ledger?: boolean;
  /** Whether shared and provably zero work is left out; results are the same. @default true */
  readonly optimise?: boolean;
  /** Whether the relevance that arrives at every layer is an output too. @default false */
  readonly layers?: boolean;
}

/** A layer whose arriving relevance a program gives, and the output that holds it. */
export interface RecordedLayer {
  /** Id in `Graph.nodes`. */
  readonly node: number;
  /** [N, …] in the graph's own layout, channels first. */
  readonly output: string;
}

/** A compiled explanation: the program and how to read its ledger outputs. */
export interface CompiledProgram {
  /**
   * Inputs `input` [N,…] and `target` [N,K] (1 at the class explained); outputs `relevance` [N,…],
   * `logits` [N,K] and the sums that `accounts` name, [N] each.
   */
  readonly program: Program;
  /** In forward order. */
  readonly accounts: readonly LayerAccount[];
  /** The input, then every layer of the ledger in forward order; empty unless asked for. */
  readonly layers: readonly RecordedLayer[];
}

function boundOf(bound: RuleBound, side: 'low' | 'high', node: GraphNode, graph: Graph): Bound {
  const given =
    bound === 'model'
      ? modelBounds(node, graph)![side]
      : typeof bound === 'number'
        ? [bound]
        : bound;
  const values = given.every(value => value === given[0]) ? given.slice(0, 1) : given;
  const rank = graph.nodes[node.inputs[0]!]!.shape.length;
  const shape =
    values.length === 1
      ? []
      : node.kind === 'dense'
        ? [inputChannels(node, graph)]
        : [values.length, ...Array<number>(rank - 1).fill(1)];
  return {
    shape,
    data: Float32Array.from(values),
    at: channel => (values.length === 1 ? values[0]! : values[channel]!),
  };
}

/** Everything the backward pass reads. */
interface Context {
  readonly builder: ProgramBuilder;
  readonly graph: Graph;
  /** The primal pass, by node id. */
  readonly values: readonly ValueId[];
  readonly vanishing: Vanishing;
  readonly optimise: boolean;
}

function linearLayer(
  {builder: _, graph, values, vanishing, optimise}: Context,
  node: GraphNode & {kind: 'conv' | 'depthwise' | 'dense' | 'avgpool'},
  rule: Rule,
): LinearLayer {
  const input = graph.nodes[node.inputs[0]!]!;
  const read = boundsRead(rule);
  const bounds =
    read === null
      ? null
      : {low: boundOf(read.low, 'low', node, graph), high: boundOf(read.high, 'high', node, graph)};
  return {
    name: node.name,
    map: linearMap(node, graph),
    rule,
    bounds,
    x: values[input.id]!,
    z: values[node.id]!,
    xNonNegative: optimise && input.nonNegative,
    zeroBelow: optimise && vanishing.atOrBelowZero[node.id]!,
  };
}

/** What each input of a node receives of the relevance `r` at its output. */
function backwardNode(
  context: Context,
  node: GraphNode,
  rule: Rule | null,
  r: ValueId,
  book: AccountBook,
): readonly ValueId[] {
  const {builder, graph, values} = context;
  const inputs = node.inputs.map(id => values[id]!);
  const output = values[node.id]!;
  switch (node.kind) {
    case 'input':
      return [];
    case 'conv':
    case 'depthwise':
    case 'dense':
    case 'avgpool': {
      const layer = linearLayer(context, node, rule!);
      const handed = redistribute(
        builder,
        rule!.kind === 'average'
          ? {
              ...layer,
              rule: {
                kind: 'epsilon',
                epsilon: (rule as Rule & {kind: 'average'}).stabiliser,
                unit: 'absolute',
                bias: 'include',
              },
            }
          : layer,
        r,
        book,
      );
      return [handed];
    }
    case 'maxpool':
      return [maxPoolBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'add':
      return addBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book);
    case 'norm':
      return [normBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'activation':
      return [activationBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'concat':
      return concatBackward(builder, node, graph, r);
    case 'pad':
      return [padBackward(builder, node, graph, r, book)];
    case 'reshape':
      return [builder.step(graph.nodes[node.inputs[0]!]!.shape, {op: 'reshape', x: r})];
    case 'transpose': {
      const permutation = node.permutation.map((_, axis) => node.permutation.indexOf(axis));
      return [
        builder.step(graph.nodes[node.inputs[0]!]!.shape, {op: 'transpose', x: r, permutation}),
      ];
    }
  }
}

/**
 * Compiles a plan on a graph into one program: the primal pass, the relevance pass and the ledger's
 * sums. Relevance starts at the output as the target's logit (or as 1 where the plan is a gradient).
 */
export function compileProgram(
  graph: Graph,
  plan: Plan,
  {ledger = true, optimise = true, layers: recorded = false}: CompileOptions = {},
): CompiledProgram {
  const builder = new ProgramBuilder({merge: optimise});
  const rules = new Map(plan.layers.map(layer => [layer.node, layer.rule]));
  const ruleOf = (node: GraphNode): Rule | null => rules.get(node.id) ?? defaultRule(node);
  const values = forward(builder, graph, node => needsProduct(ruleOf(node)));
  const context: Context = {
    builder,
    graph,
    values,
    optimise,
    vanishing: findVanishing(graph, ruleOf),
  };
  const logits = values[graph.output]!;
  const target = builder.input('target', builder.shapeOf(logits), 'targets');
  const arriving = graph.nodes.map((): ValueId[] => []);
  arriving[graph.output]!.push(plan.start === 'one' ? target : builder.multiply(logits, target));
  const accounts: LayerAccount[] = [];
  const layers: RecordedLayer[] = [];
  const record = (node: number, relevance: ValueId): void => {
    if (!recorded) return;
    const output = `layer.${node}`;
    builder.output(output, relevance);
    layers.unshift({node, output});
  };
  for (const node of [...graph.nodes].reverse()) {
    builder.layer = node.name;
    const relevance = builder.addAll(arriving[node.id]!);
    if (relevance === null || node.kind === 'input') continue;
    const isListed = isWeighted(node) || rules.has(node.id);
    if (isListed) record(node.id, relevance);
    const book = new AccountBook(builder, node.id, ledger && isListed);
    const handed = backwardNode(context, node, ruleOf(node), relevance, book);
    const account = book.close(relevance, handed);
    if (account !== null) accounts.unshift(account);
    for (const [index, id] of node.inputs.entries()) arriving[id]!.push(handed[index]!);
  }
  builder.output('logits', logits);
  const relevance = builder.addAll(arriving[graph.input]!)!;
  builder.output('relevance', relevance);
  record(graph.input, relevance);
  return {program: builder.build(`${graph.name} / ${plan.name}`), accounts, layers};
}

/** The primal pass alone: input `input`, output `logits`. */
export function compileForward(graph: Graph): Program {
  const builder = new ProgramBuilder();
  builder.output('logits', forward(builder, graph)[graph.output]!);
  return builder.build(graph.name);
}
