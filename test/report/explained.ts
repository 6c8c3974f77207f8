import type {Explained, ExplainedPlan} from '../../src/explain/explained.js';
import type {Graph} from '../../src/graph/graph.js';
import type {Plan, PlanLayer} from '../../src/plan/plan.js';
import type {Rule} from '../../src/rules/rule.js';
import {GraphBuilder, nested} from '../helpers/graph-builder.js';
import {line, sampleOf} from '../ledger/samples.js';

/** dense1 → ReLU → dense3, two classes. */
export function network(): Graph {
  const graph = new GraphBuilder([2]);
  graph.dense(
    nested([
      [1, 2],
      [3, 4],
    ]),
    null,
  );
  graph.relu();
  graph.dense(
    nested([
      [1, 1],
      [1, -1],
    ]),
    null,
  );
  return {...graph.build(), name: 'net', classes: ['cat', 'dog']};
}

/** A plan with these rules for node 1, 3, …; the first comes from a script, the others from nowhere. */
export function planOf(name: string, rules: Readonly<Record<number, Rule>>): Plan {
  const graph = network();
  const layers = Object.entries(rules).map(([id, rule], position): PlanLayer => {
    const {name: layer, kind, shape} = graph.nodes[Number(id)]!;
    const span = {file: 'a.lrp', start: 0, end: 1, line: 4, column: 1};
    const text = 'all use zero';
    const first = {
      selector: {kind: 'all'},
      rule,
      text,
      span,
      selectorSpan: span,
      ruleSpan: span,
    } as const;
    const preset = {...first, span: null, selectorSpan: null, ruleSpan: null};
    const index = kind === 'dense' ? (Number(id) - 1) / 2 : null;
    return {
      node: Number(id),
      index,
      name: layer,
      kind,
      shape,
      rule,
      line: [first, preset][position] ?? null,
    };
  });
  return {name, model: 'net', layers, start: 'logit', warnings: []};
}

export const zero: Rule = {kind: 'zero', bias: 'include', stabiliser: 1e-9};
export const zplus: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 1e-6};

/** One sample, class 1 with score 8, under a plan that hands 6 and −1 to the inputs. */
export const firstPlan: ExplainedPlan = {
  plan: planOf('a', {1: zero, 3: zero}),
  cost: 2,
  engine: 'onnx/cpu',
  relevance: [Float32Array.of(6, -1)],
  ledger: [
    sampleOf(
      8,
      line('dense1', {relevanceOut: 7.5, relevanceIn: 5, bias: 2, stabiliser: 0.5}),
      line('dense3', {index: 1, relevanceOut: 8, relevanceIn: 7.5, bias: 0.25, remainder: 0.25}),
    ),
  ],
  layers: null,
};

/** The same under a plan that starts with one. */
export const secondPlan: ExplainedPlan = {
  plan: {...planOf('b', {1: zplus, 3: zero}), start: 'one'},
  cost: 3,
  engine: 'onnx/cpu',
  relevance: [Float32Array.of(0.5, 0.5)],
  ledger: [sampleOf(8, line('dense1', {gain: 100, masked: -1e-5}), line('dense3', {}))],
  layers: null,
};

export const explained: Explained = {
  graph: network(),
  shape: [2],
  rows: [
    {
      sample: 'x.png',
      label: 'x.png for dog (1)',
      pixels: null,
      target: 1,
      logits: Float32Array.of(1, 8),
    },
  ],
  plans: [firstPlan, secondPlan],
};
