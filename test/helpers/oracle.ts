import type {Graph, GraphNode, Shape} from '../../src/graph/graph.js';
import {isWeighted, sizeOf} from '../../src/graph/graph.js';
import {boundsOf} from '../../src/graph/preprocessing.js';
import type {LedgerLayer, LedgerSample} from '../../src/ledger/ledger.js';
import type {Plan} from '../../src/plan/plan.js';
import {formatRule} from '../../src/rules/describe.js';
import type {Bound, Rule} from '../../src/rules/rule.js';
import {isAttention, shareAttention} from './oracle-attention.js';
import {derivative, forward, joined, sourcesOf, windowsOf} from './oracle-forward.js';
import type {Connections, Rounding} from './oracle-layer.js';
import {connectionsOf, exact, poolConnections} from './oracle-layer.js';
import type {Account, InputBounds} from './oracle-share.js';
import {closeWithGain, shareByGradient, shareOut} from './oracle-share.js';

/** Numbers with a shape, row-major, in any number type. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export interface Truth {
  /** [N, …input shape] */
  readonly relevance: Float64Array;
  /** [N, K] */
  readonly logits: Float64Array;
  /** `nodeRelevance[id][sample]`: what has arrived at the output of a node. */
  readonly nodeRelevance: readonly (readonly Float64Array[])[];
  /** `nodeValues[id][sample]` */
  readonly nodeValues: readonly (readonly Float64Array[])[];
  readonly ledger: readonly LedgerSample[];
  /** `flow[sample]`, a number for each line of the ledger: the larger of Σ|R| before and after the layer. */
  readonly flow: readonly (readonly number[])[];
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const absolute = (values: Float64Array): number => sum(values.map(Math.abs));

/** What a layer does that no line of a plan speaks of. */
function defaultRule(node: GraphNode): Rule {
  if (node.kind === 'maxpool') return {kind: 'winner'};
  if (node.kind === 'softmax') return {kind: 'taylor'};
  if (node.kind === 'multiply') return {kind: 'flat', stabiliser: 1e-6};
  if (['avgpool', 'add', 'norm', 'matmul'].includes(node.kind)) {
    return {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};
  }
  if (isWeighted(node)) throw new Error(`no rule for "${node.name}"`);
  return {kind: 'pass'};
}

/** Bounds one a channel: axis 0 of a convolution's input, the last axis of a dense layer's. */
function inputBounds(graph: Graph, node: GraphNode, rule: Rule, shape: Shape): InputBounds | null {
  if (rule.kind !== 'zB') return null;
  const size = sizeOf(shape);
  const fill = (bound: Bound, side: 'low' | 'high'): Float64Array => {
    const given = bound === 'model' ? boundsOf(graph.preprocessing!)[side] : bound;
    const list = typeof given === 'number' ? [given] : given;
    const channel = (i: number): number =>
      node.kind === 'dense' ? i % list.length : Math.floor((i * list.length) / size);
    return Float64Array.from({length: size}, (_, i) => list[channel(i)]!);
  };
  return {low: fill(rule.low, 'low'), high: fill(rule.high, 'high')};
}

/** The mean over the real cells of every window: what a max pooling is taken for under `average`. */
function meanOf(node: GraphNode & {kind: 'maxpool'}, shape: Shape): Connections {
  const sizes = windowsOf(node, shape).map(cells => cells.length);
  return poolConnections(node, shape, cell => 1 / sizes[cell]!);
}

function shareMaxPool(
  rule: Rule,
  node: GraphNode & {kind: 'maxpool'},
  shape: Shape,
  x: Float64Array,
  relevance: Float64Array,
  rounding: Rounding,
): Account {
  if (rule.kind === 'average') {
    return shareOut(rule, meanOf(node, shape), x, relevance, null, rounding);
  }
  const handedOn = new Float64Array(x.length);
  windowsOf(node, shape).forEach((cells, j) => {
    const most = Math.max(...cells.map(cell => x[cell]!));
    const winners = cells.filter(cell => x[cell] === most);
    const chosen = rule.kind === 'split' ? winners : winners.slice(0, 1);
    for (const cell of chosen) handedOn[cell]! += relevance[j]! / chosen.length;
  });
  return {handedOn, bias: 0, stabiliser: 0, gain: 0, masked: 0};
}

/** One node's relevance for one sample, shared out to what it reads (several tensors one after another). */
function shareNode(
  graph: Graph,
  node: GraphNode,
  rule: Rule,
  values: readonly Float64Array[],
  relevance: Float64Array,
  rounding: Rounding,
): Account {
  const shapes = node.inputs.map(id => graph.nodes[id]!.shape);
  const read = node.inputs.map(id => values[id]!);
  const x = joined(read);
  const empty = {bias: 0, stabiliser: 0, gain: 0, masked: 0};
  if (['reshape', 'transpose', 'concat', 'slice', 'pad'].includes(node.kind)) {
    const starts = read.map((_, k) =>
      read.slice(0, k).reduce((total, value) => total + value.length, 0),
    );
    const account: Account = {...empty, handedOn: new Float64Array(x.length)};
    sourcesOf(node, shapes).forEach((source, j) => {
      if (source === null) account.masked += relevance[j]!;
      else account.handedOn[starts[source[0]]! + source[1]]! += relevance[j]!;
    });
    return account;
  }
  if (isAttention(node)) return shareAttention(node, rule, read, shapes, relevance, rounding);
  if (rule.kind === 'pass') {
    if (x.length !== relevance.length) throw new Error(`"${node.name}" cannot pass: shapes differ`);
    return {...empty, handedOn: Float64Array.from(relevance)};
  }
  if (node.kind === 'activation') {
    const handedOn = relevance.map((value, i) => value * derivative(node.activation, x[i]!));
    return closeWithGain({...empty, handedOn}, relevance);
  }
  if (node.kind === 'maxpool') return shareMaxPool(rule, node, shapes[0]!, x, relevance, rounding);
  const layer = connectionsOf(node, shapes[0]!)!;
  if (rule.kind === 'gradient') return shareByGradient(layer, relevance);
  if (node.kind === 'add' && rule.kind === 'flat') {
    const equal = relevance.map(value => value / node.inputs.length);
    return {...empty, handedOn: joined(node.inputs.map(() => equal))};
  }
  return shareOut(rule, layer, x, relevance, inputBounds(graph, node, rule, shapes[0]!), rounding);
}

function ledgerLayer(
  plan: Plan,
  node: GraphNode,
  account: Account,
  relevance: Float64Array,
): LedgerLayer | null {
  const layer = plan.layers.find(candidate => candidate.node === node.id);
  if (layer === undefined && node.kind !== 'constant') return null;
  const {handedOn, bias, stabiliser, gain, masked} = account;
  const relevanceOut = sum(relevance);
  const relevanceIn = sum(handedOn);
  const size = absolute(handedOn);
  const below = sum(handedOn.map(value => Math.max(-value, 0)));
  return {
    index: layer?.index ?? null,
    name: node.name,
    kind: node.kind,
    rule: layer === undefined ? 'constant' : formatRule(layer.rule),
    relevanceOut,
    relevanceIn,
    bias,
    stabiliser,
    gain,
    masked,
    remainder: relevanceOut - relevanceIn - bias - stabiliser - gain - masked,
    negativeShare: size === 0 ? 0 : below / size,
  };
}

/**
 * Relevance by the book, in float64, one connection of one layer for one sample after another.
 * Nothing here is shared with the library but the types of graphs, plans and rules.
 *
 * @param input   [N, …shape of the graph's input], channels first.
 * @param targets One class index a sample.
 * @param rounding How sums are rounded; exact unless the reach of float32 is the question.
 */
export function oracle(
  graph: Graph,
  plan: Plan,
  input: NumberArray,
  targets: readonly number[],
  rounding: Rounding = exact,
): Truth {
  const size = sizeOf(graph.nodes[graph.input]!.shape);
  const samples = targets.map((target, n) => {
    const own = Float64Array.from({length: size}, (_, i) => input.data[n * size + i]!);
    const values = forward(graph, own, rounding);
    return explainSample(graph, plan, values, target, rounding);
  });
  const pick = (from: (sample: (typeof samples)[number]) => readonly Float64Array[], id: number) =>
    samples.map(sample => from(sample)[id]!);
  const all = graph.nodes.map(node => node.id);
  return {
    relevance: joined(pick(sample => sample.relevance, graph.input)),
    logits: joined(pick(sample => sample.values, graph.output)),
    nodeRelevance: all.map(id => pick(sample => sample.relevance, id)),
    nodeValues: all.map(id => pick(sample => sample.values, id)),
    ledger: samples.map(sample => sample.ledger),
    flow: samples.map(sample => sample.flow),
  };
}

function explainSample(
  graph: Graph,
  plan: Plan,
  values: readonly Float64Array[],
  target: number,
  rounding: Rounding,
) {
  const logit = values[graph.output]![target]!;
  const relevance = values.map(value => new Float64Array(value.length));
  relevance[graph.output]![target] = plan.start === 'one' ? 1 : logit;
  const layers: LedgerLayer[] = [];
  const flow: number[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (node.kind === 'input') continue;
    const rule = plan.layers.find(layer => layer.node === node.id)?.rule ?? defaultRule(node);
    const account = shareNode(graph, node, rule, values, relevance[node.id]!, rounding);
    let start = 0;
    for (const id of node.inputs) {
      const target = relevance[id]!;
      target.forEach((_, i) => {
        target[i]! += account.handedOn[start + i]!;
      });
      start += target.length;
    }
    const layer = ledgerLayer(plan, node, account, relevance[node.id]!);
    if (layer === null) continue;
    layers.unshift(layer);
    flow.unshift(Math.max(absolute(account.handedOn), absolute(relevance[node.id]!)));
  }
  const ledger: LedgerSample = {target, logit, layers};
  return {values, relevance, ledger, flow};
}
