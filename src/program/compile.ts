import {isWeighted, type Graph, type GraphNode} from '../graph/graph.js';
import {defaultRule} from '../plan/default-rule.js';
import {modelBounds} from '../plan/model-bounds.js';
import type {Plan} from '../plan/plan.js';
import {inputChannels} from '../plan/suits.js';
import type {Bound as RuleBound, Rule} from '../rules/rule.js';
import {boundsRead} from '../rules/shares.js';
import {AccountBook, type LayerAccount} from './account.js';
import {
  activationBackward,
  addBackward,
  concatBackward,
  maxPoolBackward,
  normBackward,
  padBackward,
  sliceBackward,
} from './backward.js';
import {layerNormBackward, matMulBackward, multiplyBackward, softmaxBackward} from './attention.js';
import {ProgramBuilder} from './builder.js';
import {forward, layerInput, type LinearNode} from './forward.js';
import type {Program, ValueId} from './program.js';
import type {Bound, LinearLayer} from './linear-layer.js';
import {redistribute} from './redistribute.js';
import {findVanishing, type Vanishing} from './vanishing.js';

export interface CompileOptions {
  /** Whether the ledger's sums are computed. @default true */
  readonly ledger?: boolean;
  /** Whether shared and provably zero work is left out; results are the same. @default true */
  readonly optimise?: boolean;
  /**
   * Whether the relevance that arrives at every layer is an output too, or the ids of the nodes for whose output it
   * is. @default false
   */
  readonly layers?: boolean | readonly number[];
  /** Ids of nodes whose values are outputs too: `value.3` [N,…], channels first. @default none */
  readonly values?: readonly number[];
  /**
   * Whether a row's target may be the sample's strongest class, found in the program itself: another input `top`
   * [N·T,1] is 1 there, and an output `strongest` [N,K] is 1 at that class. @default false
   */
  readonly top?: boolean;
  /** T, how many targets of each sample one run explains over one primal pass. @default 1 */
  readonly targets?: number;
}

/** A layer whose arriving relevance a program gives, and the output that holds it. */
export interface RecordedLayer {
  /** Id in `Graph.nodes`. */
  readonly node: number;
  /** [N, …] in the graph's own layout, channels first. */
  readonly output: string;
}

/** Where one plan's answer stands among the outputs of a program. */
export interface CompiledPlan {
  readonly plan: Plan;
  /** Output that holds the relevance at the input, [N·T,…]. */
  readonly relevance: string;
  /** How to read the ledger's sums, [N·T] each; in forward order. */
  readonly accounts: readonly LayerAccount[];
  /** The input, then every layer of the ledger in forward order; empty unless asked for. */
  readonly layers: readonly RecordedLayer[];
}

/** Several plans compiled into one program: they share the primal pass and all else that is equal. */
export interface CompiledPlans {
  /**
   * Inputs `input` [N,…] and `target` [N·T,K] (1 at the class explained); outputs `logits` [N,K] and
   * what `plans` name.
   */
  readonly program: Program;
  readonly plans: readonly CompiledPlan[];
}

/** One plan compiled; its outputs are `relevance` [N·T,…], `logits` [N,K] and the ledger's sums. */
export interface CompiledProgram extends CompiledPlan {
  readonly program: Program;
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
  /** The plan's rules, by node id. */
  readonly rules: ReadonlyMap<number, Rule>;
  /** A node's rule, the usual one where the plan says none; null for nodes that only move numbers. */
  readonly ruleOf: (node: GraphNode) => Rule | null;
  /** The rules of all plans for a node. */
  readonly rulesOf: (node: GraphNode) => readonly (Rule | null)[];
}

function linearLayer(
  {graph, values, vanishing, optimise, rulesOf}: Context,
  node: LinearNode,
  rule: Rule,
): LinearLayer {
  const read = boundsRead(rule);
  const bounds =
    read === null
      ? null
      : {low: boundOf(read.low, 'low', node, graph), high: boundOf(read.high, 'high', node, graph)};
  return {
    ...layerInput(node, graph, values[node.inputs[0]!]!, rulesOf(node), optimise),
    rule,
    bounds,
    z: values[node.id]!,
    zeroBelow: optimise && vanishing.atOrBelowZero[node.id]!,
    optimise,
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
    case 'matmul':
      return matMulBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book);
    case 'softmax':
      return [softmaxBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'layernorm':
      return [layerNormBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book)];
    case 'multiply':
      return multiplyBackward(builder, {node, rule: rule!, inputs, output, graph}, r, book);
    case 'constant':
      book.book('bias', () => builder.sum(r));
      return [];
    case 'slice':
      return [sliceBackward(builder, node, graph, r)];
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

/** The relevance pass of one plan, from its start at the target back to the input. */
function relevancePass(
  context: Context,
  plan: Plan,
  start: ValueId,
  {
    ledger,
    layers: recorded,
    prefix,
  }: {ledger: boolean; layers: boolean | readonly number[]; prefix: string},
): CompiledPlan {
  const {builder, graph} = context;
  const arriving = graph.nodes.map((): ValueId[] => []);
  arriving[graph.output]!.push(start);
  const accounts: LayerAccount[] = [];
  const layers: RecordedLayer[] = [];
  const record = (node: number, relevance: ValueId, isListed = true): void => {
    if (typeof recorded === 'boolean' ? !(recorded && isListed) : !recorded.includes(node)) return;
    const output = `${prefix}layer.${node}`;
    builder.output(output, relevance);
    layers.unshift({node, output});
  };
  for (const node of [...graph.nodes].reverse()) {
    builder.layer = node.name;
    const relevance = builder.addAll(arriving[node.id]!);
    if (relevance === null || node.kind === 'input') continue;
    const isListed = isWeighted(node) || node.kind === 'constant' || context.rules.has(node.id);
    record(node.id, relevance, isListed);
    const book = new AccountBook(builder, node.id, {active: ledger && isListed, prefix});
    const handed = backwardNode(context, node, context.ruleOf(node), relevance, book);
    const account = book.close(relevance, handed);
    if (account !== null) accounts.unshift(account);
    for (const [index, id] of node.inputs.entries()) arriving[id]!.push(handed[index]!);
  }
  const relevance = builder.addAll(arriving[graph.input]!)!;
  builder.output(`${prefix}relevance`, relevance);
  record(graph.input, relevance);
  return {plan, relevance: `${prefix}relevance`, accounts, layers};
}

/** The targets given, and the strongest class where a row asks for it. */
function withTop(builder: ProgramBuilder, logits: ValueId, given: ValueId): ValueId {
  const shape = builder.shapeOf(logits);
  const strongest = builder.step(shape, {op: 'topClass', x: logits});
  builder.output('strongest', strongest);
  const asked = builder.binary(
    'multiply',
    builder.input('top', [1], 'targets'),
    {value: strongest},
    shape,
  );
  return builder.add(given, asked);
}

/**
 * Compiles plans on a graph into one program: one primal pass, each plan's relevance pass and the
 * ledger's sums. Relevance starts at the output as the target's logit (or as 1 where the plan is a
 * gradient). Outputs of several plans begin with `plan0.`, `plan1.`, ….
 *
 * @param plans At least one.
 */
export function compilePlans(
  graph: Graph,
  plans: readonly Plan[],
  {
    ledger = true,
    optimise = true,
    layers = false,
    values: wanted = [],
    top = false,
    targets = 1,
  }: CompileOptions = {},
): CompiledPlans {
  const builder = new ProgramBuilder({merge: optimise, targets});
  const ruleBooks = plans.map(plan => {
    const rules = new Map(plan.layers.map(layer => [layer.node, layer.rule]));
    const ruleOf = (node: GraphNode): Rule | null => rules.get(node.id) ?? defaultRule(node);
    return {rules, ruleOf};
  });
  const rulesOf = (node: GraphNode): (Rule | null)[] => ruleBooks.map(({ruleOf}) => ruleOf(node));
  const values = forward(builder, graph, rulesOf, {optimise});
  const logits = values[graph.output]!;
  builder.output('logits', logits);
  for (const id of wanted) builder.output(`value.${id}`, values[id]!);
  const given = builder.input('target', builder.shapeOf(logits), 'targets');
  const target = top ? withTop(builder, logits, given) : given;
  const scores = (): ValueId => builder.binary('multiply', target, {value: logits});
  const compiled = plans.map((plan, index): CompiledPlan => {
    const {rules, ruleOf} = ruleBooks[index]!;
    const vanishing = findVanishing(graph, ruleOf, plan.start);
    return relevancePass(
      {builder, graph, values, optimise, rules, ruleOf, rulesOf, vanishing},
      plan,
      plan.start === 'one' ? target : scores(),
      {ledger, layers, prefix: plans.length === 1 ? '' : `plan${index}.`},
    );
  });
  const name = `${graph.name} / ${plans.map(plan => plan.name).join(', ')}`;
  return {program: builder.build(name), plans: compiled};
}

/** Compiles one plan, as {@link compilePlans}. */
export function compileProgram(
  graph: Graph,
  plan: Plan,
  options: CompileOptions = {},
): CompiledProgram {
  const {program, plans} = compilePlans(graph, [plan], options);
  return {...plans[0]!, program};
}

/** The primal pass alone: input `input`, output `logits`. */
export function compileForward(graph: Graph): Program {
  const builder = new ProgramBuilder();
  builder.output('logits', forward(builder, graph)[graph.output]!);
  return builder.build(graph.name);
}
