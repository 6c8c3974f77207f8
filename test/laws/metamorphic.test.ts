import test from 'ava';
import fc from 'fast-check';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import {isWeighted, sizeOf} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {formatRule} from '../../src/rules/describe.js';
import type {Rule} from '../../src/rules/rule.js';
import {relativeError, sampleOf} from '../helpers/compare.js';
import {decidable} from '../helpers/decidable.js';
import {engineName, engines, explainWith} from '../helpers/explain-with.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {gradientPlan, makePlan, uniformPlan} from '../helpers/make-plan.js';
import {oracle} from '../helpers/oracle.js';
import {connectionsOf} from '../helpers/oracle-layer.js';
import {randomFrom} from '../helpers/random.js';
import {batchFor, buildNetwork, cases, mlps} from '../helpers/random-graph.js';
import {plansFor} from '../helpers/random-plan.js';

const zero: Rule = {kind: 'zero', bias: 'include', stabiliser: 1e-9};
const epsilon: Rule = {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};
const zplus: Rule = {kind: 'zplus', bias: 'include', stabiliser: 1e-6};
const flat: Rule = {kind: 'flat', stabiliser: 1e-6};
const box: Rule = {kind: 'zB', low: -3, high: 3, stabiliser: 1e-6};
const gamma = (value: number): Rule => ({
  kind: 'gamma',
  gamma: value,
  bias: 'include',
  stabiliser: 1e-6,
});
const alphabeta = (alpha: number, beta: number): Rule => ({
  kind: 'alphabeta',
  alpha,
  beta,
  bias: 'include',
  stabiliser: 1e-6,
});

function normals(seed: number, shape: readonly number[]): Tensor {
  const random = randomFrom(seed);
  return tensorOf(
    shape,
    Array.from({length: sizeOf(shape)}, () => random.normal() * 0.5),
  );
}

interface TwoConvs {
  readonly first: Tensor;
  readonly firstBias: Tensor;
  readonly second: Tensor;
  readonly last: Tensor;
}

const weights: TwoConvs = {
  first: normals(1, [4, 2, 3, 3]),
  firstBias: normals(2, [4]),
  second: normals(3, [3, 4, 2, 2]),
  last: normals(4, [3, 12]),
};

/** conv → ReLU → max pooling → conv → ReLU → dense on [2,7,7]. */
function twoConvs({first, firstBias, second, last}: TwoConvs): Graph {
  const graph = new GraphBuilder([2, 7, 7]);
  graph.conv(first, firstBias, {padding: [1, 1, 1, 1]});
  graph.relu();
  graph.maxpool({kernel: [2, 2]});
  graph.conv(second, normals(5, [3]));
  graph.relu();
  graph.flatten();
  graph.dense(last, normals(6, [3]));
  return graph.build();
}

/** Takes `order[k]` for place k along one axis. */
function permuted(tensor: Tensor, axis: number, order: readonly number[]): Tensor {
  const inner = sizeOf(tensor.shape.slice(axis + 1));
  const length = tensor.shape[axis]!;
  const data = Array.from(tensor.data, (_, i) => {
    const place = Math.floor(i / inner) % length;
    return tensor.data[i + (order[place]! - place) * inner]!;
  });
  return tensorOf(tensor.shape, data);
}

function scaled(tensor: Tensor, factor: number): Tensor {
  return tensorOf(
    tensor.shape,
    tensor.data.map(value => value * factor),
  );
}

function withWeights(
  graph: Graph,
  id: number,
  change: {weight?: Tensor; bias?: Tensor | null},
): Graph {
  const nodes = graph.nodes.map(node =>
    node.id === id && isWeighted(node) ? {...node, ...change} : node,
  );
  return {...graph, nodes};
}

const composites: readonly {readonly title: string; readonly rules: readonly Rule[]}[] = [
  {title: 'zB, gamma, epsilon', rules: [box, gamma(0.25), {...epsilon, epsilon: 0.1}]},
  {title: 'flat, alphabeta(2, 1), zero', rules: [flat, alphabeta(2, 1), zero]},
  {
    title: 'wsquare, zplus, epsilon(0.25 rms)',
    rules: [
      {kind: 'wsquare', bias: 'include', stabiliser: 1e-6},
      zplus,
      {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias: 'spread'},
    ],
  },
];

function composite(graph: Graph, rules: readonly Rule[]): Plan {
  return makePlan(graph, (_node, index) => (index === null ? null : rules[index]!));
}

for (const engine of engines) {
  const on = `on ${engineName(engine)}`;
  const explained = async (
    graph: Graph,
    plan: Plan,
    input: Tensor,
    targets: readonly number[],
  ): Promise<readonly number[]> => [
    ...(await explainWith(engine, graph, plan, input, targets)).relevance.data,
  ];
  const input = batchFor(twoConvs(weights), 2, 9, 'signed');

  for (const {title, rules} of composites) {
    test.serial(`permuting hidden channels changes nothing under ${title}, ${on}`, async t => {
      const order = [2, 0, 3, 1];
      const {first, firstBias, second} = weights;
      const graph = twoConvs(weights);
      const other = twoConvs({
        ...weights,
        first: permuted(first, 0, order),
        firstBias: permuted(firstBias, 0, order),
        second: permuted(second, 1, order),
      });
      const expected = await explained(graph, composite(graph, rules), input, [0, 1]);
      const actual = await explained(other, composite(other, rules), input, [0, 1]);
      t.true(relativeError(actual, expected) < 2e-5);
    });

    test.serial(`permuting input channels permutes relevance under ${title}, ${on}`, async t => {
      const order = [1, 0];
      const graph = twoConvs(weights);
      const other = twoConvs({...weights, first: permuted(weights.first, 1, order)});
      const straight = await explained(graph, composite(graph, rules), input, [0, 1]);
      const crossed = await explained(
        other,
        composite(other, rules),
        permuted(input, 1, order),
        [0, 1],
      );
      const expected = [...permuted(tensorOf(input.shape, straight), 1, order).data];
      t.true(relativeError(crossed, expected) < 2e-5);
    });

    test.serial(
      `relevance is linear in what starts at the output under ${title}, ${on}`,
      async t => {
        // A last layer that adds two logits hands each its own value under LRP-0: R(0) + R(1).
        const graph = twoConvs(weights);
        const summed = new GraphBuilder([3]);
        summed.dense(tensorOf([1, 3], [1, 1, 0]), null);
        const tail = summed.build().nodes[1]!;
        const id = graph.nodes.length;
        const longer: Graph = {
          ...graph,
          nodes: [...graph.nodes, {...tail, id, inputs: [graph.output], name: 'sum'}],
          output: id,
        };
        const plan = composite(graph, rules);
        const [a, b] = [
          await explained(graph, plan, input, [0, 0]),
          await explained(graph, plan, input, [1, 1]),
        ];
        const both = await explained(longer, composite(longer, [...rules, zero]), input, [0, 0]);
        t.true(
          relativeError(
            both,
            a.map((value, i) => value + b[i]!),
          ) < 2e-5,
        );
      },
    );
  }

  test.serial(
    `starting from one gives the logit's relevance divided by the logit, ${on}`,
    async t => {
      const graph = twoConvs(weights);
      const plan = composite(graph, composites[0]!.rules);
      const {relevance, logits} = await explainWith(engine, graph, plan, input, [0, 1]);
      const one = await explained(graph, {...plan, start: 'one'}, input, [0, 1]);
      for (const sample of [0, 1]) {
        const logit = logits.data[sample * 3 + sample]!;
        const expected = sampleOf(relevance.data, sample, 2).map(value => value / logit);
        t.true(relativeError(sampleOf(one, sample, 2), expected) < 1e-5);
      }
    },
  );

  for (const rule of [box, flat]) {
    test.serial(`${formatRule(rule)} shares R out independently of the bias, ${on}`, async t => {
      const graph = new GraphBuilder([2, 4, 4]);
      graph.conv(normals(21, [3, 2, 2, 3]), normals(22, [3]), {padding: [1, 0, 0, 1]});
      graph.flatten();
      const size = graph.shapeOf()[0]!;
      graph.dense(
        tensorOf(
          [size, size],
          Array.from({length: size * size}, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
        ),
        null,
      );
      const built = graph.build();
      const bare = withWeights(built, 1, {bias: null});
      const plan = (of: Graph): Plan => ({...composite(of, [rule, {kind: 'pass'}]), start: 'one'});
      const batch = batchFor(built, 2, 5, 'signed');
      const targets = [3, size - 1];
      const expected = await explained(bare, plan(bare), batch, targets);
      t.deepEqual(await explained(built, plan(built), batch, targets), expected);
    });
  }

  test.serial(`gamma(0) is epsilon and gamma(1e-5) is nearly so, ${on}`, async t => {
    const graph = twoConvs(weights);
    const small = (value: number): Plan => uniformPlan(graph, gamma(value));
    const expected = await explained(graph, uniformPlan(graph, epsilon), input, [0, 1]);
    t.true(relativeError(await explained(graph, small(0), input, [0, 1]), expected) < 1e-5);
    t.true(relativeError(await explained(graph, small(1e-5), input, [0, 1]), expected) < 1e-3);
  });

  test.serial(`gamma tends to zplus as γ grows where x ≥ 0 and z > 0, ${on}`, async t => {
    const graph = twoConvs(weights);
    const positive = batchFor(graph, 6, 3, 'positive');
    const plan = (rule: Rule): Plan => composite(graph, [rule, rule, epsilon]);
    const targets = [0, 1, 2, 0, 1, 2];
    const expected = await explained(graph, plan(zplus), positive, targets);
    const errors: number[] = [];
    for (const value of [1e2, 1e3, 1e4]) {
      errors.push(
        relativeError(await explained(graph, plan(gamma(value)), positive, targets), expected),
      );
    }
    t.true(errors[2]! < 1e-3, String(errors));
    t.true(errors[0]! > 5 * errors[1]! && errors[1]! > 5 * errors[2]!, String(errors));
  });

  test.serial(`alphabeta(1, 0) is zplus, ${on}`, async t => {
    const graph = twoConvs(weights);
    const expected = await explained(graph, uniformPlan(graph, zplus), input, [0, 1]);
    const actual = await explained(graph, uniformPlan(graph, alphabeta(1, 0)), input, [0, 1]);
    t.true(relativeError(actual, expected) < 1e-6);
  });

  const unrolled: readonly Rule[] = [
    zero,
    {...epsilon, epsilon: 0.25, unit: 'rms'},
    gamma(0.25),
    alphabeta(2, 1),
    zplus,
    box,
    {kind: 'wsquare', bias: 'include', stabiliser: 1e-6},
  ];
  for (const rule of unrolled) {
    test.serial(
      `a convolution shares like the dense layer it unrolls to under ${formatRule(rule)}, ${on}`,
      async t => {
        const shape = [4, 5, 6];
        const conv = new GraphBuilder(shape);
        conv.conv(normals(31, [6, 2, 3, 2]), normals(32, [6]), {
          stride: [2, 1],
          dilation: [1, 2],
          padding: [2, 0, 1, 1],
          groups: 2,
        });
        conv.flatten();
        const head = normals(33, [2, conv.shapeOf()[0]!]);
        conv.dense(head, null);
        const convolved = conv.build();
        const layer = connectionsOf(convolved.nodes[1]!, shape)!;
        const matrix = new Float32Array(layer.outputs * layer.inputs);
        layer.to.forEach((j, k) => {
          matrix[j * layer.inputs + layer.from[k]!] = layer.weight[k]!;
        });
        const dense = new GraphBuilder([layer.inputs]);
        dense.dense(
          tensorOf([layer.outputs, layer.inputs], matrix),
          tensorOf([layer.outputs], layer.bias),
        );
        dense.dense(head, null);
        const unfolded = dense.build();
        const batch = batchFor(convolved, 4, 8, 'signed');
        const plan = (graph: Graph): Plan => composite(graph, [rule, {...epsilon, epsilon: 0.5}]);
        const targets = [0, 1, 0, 1];
        const fair = decidable(
          convolved,
          plan(convolved),
          batch,
          targets,
          oracle(convolved, plan(convolved), batch, targets),
        );
        const expected = await explained(
          unfolded,
          plan(unfolded),
          {shape: [4, layer.inputs], data: batch.data},
          targets,
        );
        const actual = await explained(convolved, plan(convolved), batch, targets);
        t.true(fair.some(Boolean));
        fair.forEach((isFair, n) => {
          if (isFair)
            t.true(relativeError(sampleOf(actual, n, 4), sampleOf(expected, n, 4)) < 1e-4);
        });
      },
    );
  }

  test.serial(`a batch is explained as its samples are one by one, ${on}`, async t => {
    await fc.assert(
      fc.asyncProperty(
        cases.chain(drawn => plansFor(drawn.graph).map(plan => ({...drawn, plan}))),
        async ({graph, plan, input: batch, targets}) => {
          const fair = decidable(graph, plan, batch, targets, oracle(graph, plan, batch, targets));
          const together = await explained(graph, plan, batch, targets);
          const size = batch.data.length / targets.length;
          for (const [n, target] of targets.entries()) {
            if (!fair[n]) continue;
            const own = {
              shape: [1, ...batch.shape.slice(1)],
              data: batch.data.slice(n * size, (n + 1) * size),
            };
            const error = relativeError(
              await explained(graph, plan, own, [target]),
              sampleOf(together, n, targets.length),
            );
            if (error > 5e-5) throw new Error(`sample ${n}: ${error}`);
          }
        },
      ),
      {seed: 5, numRuns: 25},
    );
    t.pass();
  });

  test.serial(`LRP-0 is unmoved where one layer is scaled up and the next down, ${on}`, async t => {
    const graph = twoConvs(weights);
    const {first, firstBias, second} = weights;
    const other = twoConvs({
      ...weights,
      first: scaled(first, 4),
      firstBias: scaled(firstBias, 4),
      second: scaled(second, 0.25),
    });
    const expected = await explained(graph, uniformPlan(graph, zero), input, [0, 1]);
    const actual = await explained(other, uniformPlan(other, zero), input, [0, 1]);
    t.true(relativeError(actual, expected) < 1e-5);
  });

  test.serial(`LRP-0 on ReLU networks without biases is gradient times input, ${on}`, async t => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(mlps, async spec => {
        const graph = buildNetwork({...spec, bias: 'none', hiddenActivation: {name: 'relu'}});
        const batch = batchFor(graph, 3, spec.seed, 'signed');
        const targets = [0, 1, 0];
        const plan = uniformPlan(graph, zero);
        const fair = decidable(graph, plan, batch, targets, oracle(graph, plan, batch, targets));
        const relevance = await explained(graph, plan, batch, targets);
        const gradient = await explained(graph, gradientPlan(graph), batch, targets);
        fair.forEach((isFair, n) => {
          if (!isFair) return;
          compared++;
          const expected = sampleOf(
            gradient.map((value, i) => value * batch.data[i]!),
            n,
            3,
          );
          const error = relativeError(sampleOf(relevance, n, 3), expected);
          if (error > 1e-4) throw new Error(`sample ${n}: ${error}`);
        });
      }),
      {seed: 6, numRuns: 20},
    );
    t.true(compared > 20, `${compared}`);
  });
}
