import {isWeighted, type Graph, type GraphNode} from '../graph/graph.js';
import {defaultRule} from '../plan/default-rule.js';
import type {Plan} from '../plan/plan.js';
import type {Rule} from '../rules/rule.js';
import {AccountBook, type LayerAccount} from './account.js';
import {backwardNode, type BackwardContext} from './backward-node.js';
import {ProgramBuilder} from './builder.js';
import {forward} from './forward.js';
import type {Program, ValueId} from './program.js';
import {findVanishing} from './vanishing.js';

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

/** The relevance pass of one plan, from its start at the target back to the input. */
function relevancePass(
  context: BackwardContext,
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
