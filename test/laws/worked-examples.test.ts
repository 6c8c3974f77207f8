import test from 'ava';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import {relativeError, sampleOf} from '../helpers/compare.js';
import type {EngineChoice} from '../helpers/explain-with.js';
import {engineName, engines, explainWith} from '../helpers/explain-with.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {makePlan, uniformPlan} from '../helpers/make-plan.js';

const zero: Rule = {kind: 'zero', bias: 'include', stabiliser: 1e-9};
const zplus = (bias: BiasPolicy): Rule => ({kind: 'zplus', bias, stabiliser: 1e-6});
const gamma = (value: number, bias: BiasPolicy): Rule => ({
  kind: 'gamma',
  gamma: value,
  bias,
  stabiliser: 1e-6,
});
const epsilon = (value: number, bias: BiasPolicy): Rule => ({
  kind: 'epsilon',
  epsilon: value,
  unit: 'absolute',
  bias,
});
const wsquare = (bias: BiasPolicy): Rule => ({kind: 'wsquare', bias, stabiliser: 1e-6});
const flat: Rule = {kind: 'flat', stabiliser: 1e-6};
const box = (low: number, high: number): Rule => ({kind: 'zB', low, high, stabiliser: 1e-6});
const alphabeta = (alpha: number, beta: number, bias: BiasPolicy): Rule => ({
  kind: 'alphabeta',
  alpha,
  beta,
  bias,
  stabiliser: 1e-6,
});

/**
 * What the inputs get when `relevance[k]` starts at output k: every output is explained by itself,
 * and what its logit handed on is rescaled, since every rule is linear in R.
 */
async function shareOf(
  engine: EngineChoice,
  graph: Graph,
  plan: Plan,
  x: Tensor,
  relevance: readonly number[],
): Promise<readonly number[]> {
  const outputs = relevance.map((_, k) => k);
  const batch = tensorOf(
    [outputs.length, ...x.shape],
    outputs.flatMap(() => [...x.data]),
  );
  const explanation = await explainWith(engine, graph, plan, batch, outputs);
  return Array.from(x.data, (_, i) =>
    outputs.reduce((sum, k) => {
      const logit = explanation.logits.data[k * outputs.length + k]!;
      return sum + (explanation.relevance.data[k * x.data.length + i]! / logit) * relevance[k]!;
    }, 0),
  );
}

function denseNet(weight: readonly (readonly number[])[], bias: readonly number[] | null): Graph {
  const graph = new GraphBuilder([weight[0]!.length]);
  graph.dense(nested(weight), bias === null ? null : nested(bias));
  return graph.build();
}

interface Row {
  readonly title: string;
  readonly rule: Rule;
  readonly expected: readonly number[];
}

const oneNeuron: readonly Row[] = [
  {title: 'LRP-0', rule: zero, expected: [1.5, -0.5]},
  {title: 'ε', rule: epsilon(1e-6, 'include'), expected: [1.5, -0.5]},
  {title: 'γ = 0.25', rule: gamma(0.25, 'include'), expected: [1.363636, -0.363636]},
  {title: 'z⁺', rule: zplus('include'), expected: [1, 0]},
  {title: 'α2β1', rule: alphabeta(2, 1, 'include'), expected: [2, -1]},
  {title: 'zB(0, 1)', rule: box(0, 1), expected: [2 / 3, 1 / 3]},
  {title: 'w²', rule: wsquare('include'), expected: [0.8, 0.2]},
  {title: 'flat', rule: flat, expected: [0.5, 0.5]},
  {title: 'α1β0', rule: alphabeta(1, 0, 'include'), expected: [1, 0]},
];

const threeToTwo: readonly Row[] = [
  {title: 'epsilon(1e-6)', rule: epsilon(1e-6, 'include'), expected: [0.784313, 0.372549, 0.45098]},
  {
    title: 'epsilon(1e-6) bias drop',
    rule: epsilon(1e-6, 'drop'),
    expected: [1.124999, 0.25, 0.625],
  },
  {title: 'epsilon(0.5)', rule: epsilon(0.5, 'include'), expected: [0.68254, 0.380952, 0.396825]},
  {title: 'gamma(0.25)', rule: gamma(0.25, 'include'), expected: [0.742647, 0.455882, 0.430147]},
  {
    title: 'gamma(0.25) bias drop',
    rule: gamma(0.25, 'drop'),
    expected: [1.034091, 0.386364, 0.579545],
  },
  {title: 'zplus', rule: zplus('include'), expected: [0.117647, 1.705881, 0.117647]},
  {title: 'zplus bias drop', rule: zplus('drop'), expected: [0.125, 1.749999, 0.125]},
  {
    title: 'alphabeta(2, 1)',
    rule: alphabeta(2, 1, 'include'),
    expected: [-0.264706, 3.411763, -0.014706],
  },
  {
    title: 'alphabeta(2, 1) bias drop',
    rule: alphabeta(2, 1, 'drop'),
    expected: [-0.416666, 3.499998, -0.083333],
  },
  {title: 'zB(-3, 3)', rule: box(-3, 3), expected: [0.644501, 0.946291, 0.409207]},
  {title: 'wsquare', rule: wsquare('include'), expected: [0.728889, 0.84, 0.248889]},
  {title: 'wsquare bias drop', rule: wsquare('drop'), expected: [0.852814, 0.865801, 0.281385]},
  {title: 'flat', rule: flat, expected: [0.666666, 0.666666, 0.666666]},
  // By hand: ε's shares, and half a sixth of each neuron's bias share to each of three connections.
  {
    title: 'zero bias spread',
    rule: {kind: 'zero', bias: 'spread', stabiliser: 1e-9},
    expected: [1, 6, 1].map((c, i) => c / 8.5 + [-2, 1, -1][i]! / -3 + 0.5 / 8.5 / 3 + -1 / -3 / 3),
  },
];

for (const engine of engines) {
  const on = `on ${engineName(engine)}`;

  for (const {title, rule, expected} of oneNeuron) {
    test(`${title} shares out one neuron as worked out by hand, ${on}`, async t => {
      const graph = denseNet([[2, -1]], null);
      const actual = await shareOf(
        engine,
        graph,
        uniformPlan(graph, rule),
        nested([0.6, 0.4]),
        [1],
      );
      t.true(relativeError(actual, expected) < 1e-5, String(actual));
    });
  }

  for (const {title, rule, expected} of threeToTwo) {
    test(`${title} on a dense layer 3 → 2 gives zennit's numbers, ${on}`, async t => {
      const graph = denseNet(
        [
          [1, 3, -1],
          [-2, 0.5, 1],
        ],
        [0.5, -1],
      );
      const actual = await shareOf(
        engine,
        graph,
        uniformPlan(graph, rule),
        nested([1, 2, -1]),
        [1, 1],
      );
      t.true(relativeError(actual, expected) < 3e-6, String(actual));
    });
  }

  test(`LRP-0 with biases gives the fractions of RelevancePropagation.jl, ${on}`, async t => {
    const graph = denseNet(
      [
        [3, 4],
        [5, 6],
      ],
      [7, 8],
    );
    const actual = await shareOf(engine, graph, uniformPlan(graph, zero), nested([1, 2]), [
      1 / 3,
      2 / 3,
    ]);
    t.true(relativeError(actual, [17 / 90, 316 / 675]) < 1e-6, String(actual));
  });

  test(`αβ puts a negative bias into the negative denominator only, ${on}`, async t => {
    const graph = denseNet([[1, -1]], [-1]);
    const first = await shareOf(
      engine,
      graph,
      uniformPlan(graph, alphabeta(1, 0, 'include')),
      nested([1, 1]),
      [-1],
    );
    t.true(relativeError(first, [-1, 0]) < 1e-5, String(first));
    const second = await shareOf(
      engine,
      graph,
      uniformPlan(graph, alphabeta(2, 1, 'include')),
      nested([1, 1]),
      [-1],
    );
    t.true(relativeError(second, [-2, 0.5]) < 1e-5, String(second));
  });

  test(`α2β1 gives the numbers of lrp_toolbox's issue 19, ${on}`, async t => {
    const graph = denseNet([[-1, 1]], null);
    const actual = await shareOf(
      engine,
      graph,
      uniformPlan(graph, alphabeta(2, 1, 'include')),
      nested([2, 4]),
      [1],
    );
    t.true(relativeError(actual, [-1, 2]) < 1e-5, String(actual));
  });

  test(`gamma gates by the sign of the output and takes inputs of both signs, ${on}`, async t => {
    // By hand, γ = 1: z = [−7, 1]; neuron 0 has c = [−1,−4], q = 2c, D = −14; neuron 1 q = [−2,0], D = 4.
    const graph = denseNet(
      [
        [1, -4],
        [2, 0],
      ],
      [-2, 3],
    );
    const actual = await shareOf(
      engine,
      graph,
      uniformPlan(graph, gamma(1, 'include')),
      nested([-1, 1]),
      [-0.07, 1],
    );
    t.true(relativeError(actual, [-0.01 - 0.5, -0.04]) < 1e-5, String(actual));
  });

  const captum = (first: Rule, corner: number): Promise<readonly number[]> => {
    const graph = new GraphBuilder([3]);
    graph.dense(
      nested([
        [corner, 2, 2],
        [2, 2, 2],
        [2, 2, 2],
      ]),
      null,
    );
    graph.relu();
    graph.dense(nested([[3, 3, 3]]), null);
    const built = graph.build();
    const plan = makePlan(built, (_node, index) =>
      index === null ? null : index === 0 ? first : epsilon(1e-6, 'include'),
    );
    return explainWith(engine, built, plan, nested([[1, 2, 3]]), [0]).then(({relevance}) => [
      ...relevance.data,
    ]);
  };

  const toys: readonly (Row & {corner: number})[] = [
    {title: 'ε', rule: epsilon(1e-6, 'include'), corner: 2, expected: [18, 36, 54]},
    {title: 'γ = 1', rule: gamma(1, 'include'), corner: -2, expected: [28 / 3, 104 / 3, 52]},
    {title: 'α1β0', rule: alphabeta(1, 0, 'include'), corner: -2, expected: [12, 33.6, 50.4]},
    {title: 'pass', rule: {kind: 'pass'}, corner: -2, expected: [24, 36, 36]},
  ];
  for (const {title, rule, corner, expected} of toys) {
    test(`${title} in captum's two-layer toy gives captum's numbers, ${on}`, async t => {
      const actual = await captum(rule, corner);
      t.true(relativeError(actual, expected) < 1e-5, String(actual));
    });
  }

  test(`a skip connection shares in proportion to its summands, ${on}`, async t => {
    const graph = new GraphBuilder([2]);
    const branch = graph.dense(
      nested([
        [5, 5],
        [5, 5],
      ]),
      null,
    );
    graph.add(0, branch);
    const built = graph.build();
    const {relevance} = await explainWith(
      engine,
      built,
      uniformPlan(built, epsilon(1e-6, 'include')),
      nested([[2, 3]]),
      [1],
    );
    t.true(relativeError([...relevance.data], [10, 18]) < 1e-5, String(relevance.data));
  });

  test(`relevance passes tanh unchanged, ${on}`, async t => {
    const graph = new GraphBuilder([3]);
    graph.dense(tensorOf([3, 3], new Array(9).fill(0.1)), null);
    graph.activation({name: 'tanh'});
    graph.dense(nested([[0.1, 0.1, 0.1]]), null);
    const built = graph.build();
    const {relevance} = await explainWith(
      engine,
      built,
      uniformPlan(built, epsilon(1e-9, 'include')),
      nested([[1, 2, 3]]),
      [0],
    );
    t.true(
      relativeError([...relevance.data], [0.02685, 0.0537, 0.08055]) < 1e-3,
      String(relevance.data),
    );
  });

  test(`overlapping max pooling gives all to the winner of each window, ${on}`, async t => {
    const graph = new GraphBuilder([1, 3, 3]);
    graph.maxpool({kernel: [2, 2], stride: [1, 1]});
    graph.flatten();
    graph.dense(
      nested([
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ]),
      null,
    );
    const built = graph.build();
    const x = nested([
      [
        [1, 2, 3],
        [10, 5, 6],
        [7, 8, 9],
      ],
    ]);
    const actual = await shareOf(
      engine,
      built,
      uniformPlan(built, zero),
      x,
      [1, 2, 3, 4].map(r => r / 30),
    );
    t.true(
      relativeError(
        actual,
        [0, 0, 0, 4, 0, 2, 0, 0, 4].map(r => r / 30),
      ) < 1e-6,
      String(actual),
    );
  });

  test(`a norm shares like a dense layer of one connection a neuron, ${on}`, async t => {
    // By hand: c = [−2, 8], y = [−1, 5].
    const graph = new GraphBuilder([2]);
    graph.norm(nested([-2, 2]), nested([1, -3]));
    graph.dense(
      nested([
        [1, 0],
        [0, 1],
      ]),
      null,
    );
    const built = graph.build();
    const plan = makePlan(built, () => zero);
    const actual = await shareOf(engine, built, plan, nested([1, 4]), [1 / 3, 5 / 3]);
    t.true(relativeError(actual, [2 / 3, 8 / 3]) < 1e-6, String(actual));
  });

  test(`what starts at the output is the logit or one, as the plan says, ${on}`, async t => {
    const graph = denseNet(
      [
        [1, 3, -1],
        [-2, 0.5, 1],
      ],
      [0.5, -1],
    );
    const input = nested([[1, 2, -1]]);
    const logit = await explainWith(
      engine,
      graph,
      uniformPlan(graph, zplus('include')),
      input,
      [0],
    );
    const one = await explainWith(
      engine,
      graph,
      {...uniformPlan(graph, zplus('include')), start: 'one'},
      input,
      [0],
    );
    t.true(
      relativeError(
        [...logit.relevance.data],
        sampleOf(one.relevance.data, 0, 1).map(r => r * 8.5),
      ) < 1e-6,
    );
  });
}
