import test from 'ava';
import fc from 'fast-check';
import {explain} from '../../src/explain/explain.js';
import type {Graph, GraphNode} from '../../src/graph/graph.js';
import {operandsOf} from '../../src/program/builder.js';
import {compileForward, compileProgram} from '../../src/program/compile.js';
import type {Program} from '../../src/program/program.js';
import type {Rule} from '../../src/rules/rule.js';
import {againstOracle} from '../helpers/against-oracle.js';
import {relativeError, sampleOf} from '../helpers/compare.js';
import {decidable} from '../helpers/decidable.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {gradientPlan, makePlan, uniformPlan} from '../helpers/make-plan.js';
import {oracle} from '../helpers/oracle.js';
import {cases, casesOf, convNets} from '../helpers/random-graph.js';
import {plansFor} from '../helpers/random-plan.js';

const zplus: Rule = {kind: 'zplus', bias: 'include', stabiliser: 1e-6};
const epsilon: Rule = {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};
const onnx = {engine: 'onnx', device: 'cpu'} as const;
const trials = cases.chain(drawn => plansFor(drawn.graph).map(plan => ({...drawn, plan})));

/** What is wrong with a program as straight-line code. */
function complaintsAbout({inputs, constants, steps, outputs}: Program): readonly string[] {
  const known = new Set<number>(inputs.map(({id}) => id));
  const stored = new Set<number>(constants.map(({id}) => id));
  const used = new Set<number>(outputs.map(({value}) => value));
  const usedConstants = new Set<number>();
  const told: string[] = [];
  const seen = new Set<string>();
  for (const {id, shape, operation} of steps) {
    const {values, constants: read} = operandsOf(operation);
    for (const value of values) {
      if (!known.has(value)) told.push(`${id} reads ${value} before it is made`);
      used.add(value);
    }
    for (const constant of read) {
      if (!stored.has(constant)) told.push(`${id} reads constant ${constant}, which is not there`);
      usedConstants.add(constant);
    }
    if (known.has(id)) told.push(`${id} is made twice`);
    known.add(id);
    const key = `${shape} ${JSON.stringify(operation)}`;
    if (seen.has(key)) told.push(`${key} stands there twice`);
    seen.add(key);
  }
  for (const {id} of steps) if (!used.has(id)) told.push(`nobody reads ${id}`);
  for (const {id, label, shape, data} of constants) {
    if (!usedConstants.has(id)) told.push(`nobody reads constant ${label}`);
    const size = shape.reduce((product, length) => product * length, 1);
    if (data().length !== size) told.push(`${label} holds ${data().length} numbers for ${shape}`);
  }
  const names = outputs.map(({name}) => name);
  if (new Set(names).size !== names.length) told.push(`two outputs have one name: ${names}`);
  for (const {value} of outputs) if (!known.has(value)) told.push(`output ${value} is never made`);
  return told;
}

test('programs of random plans define before use, once, and hold nothing that is not needed', t => {
  fc.assert(
    fc.property(trials, ({graph, plan}) => {
      t.deepEqual(complaintsAbout(compileProgram(graph, plan).program), []);
      t.deepEqual(complaintsAbout(compileForward(graph)), []);
    }),
    {seed: 5, numRuns: 150},
  );
});

test('programs are plain data but for the numbers of their constants', t => {
  fc.assert(
    fc.property(trials, ({graph, plan}) => {
      const {program, accounts} = compileProgram(graph, plan);
      const plain = {
        ...program,
        accounts,
        constants: program.constants.map(({data: _, ...rest}) => rest),
      };
      t.deepEqual(JSON.parse(JSON.stringify(plain)), plain);
    }),
    {seed: 6, numRuns: 40},
  );
});

test.serial('optimising changes nothing but the work: random plans on random networks', async t => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(trials, async ({graph, plan, input, targets}) => {
      const fair = decidable(graph, plan, input, targets, oracle(graph, plan, input, targets));
      const [fast, slow] = [
        await explain(graph, plan, input, {targets}),
        await explain(graph, plan, input, {targets, optimise: false}),
      ];
      targets.forEach((_, sample) => {
        if (!fair[sample]) return;
        const at = (values: ArrayLike<number>): readonly number[] =>
          sampleOf(values, sample, targets.length);
        const error = relativeError(at(fast.relevance.data), at(slow.relevance.data));
        if (!(error < 1e-4)) throw new Error(`sample ${sample} differs by ${error}`);
        compared++;
      });
    }),
    {seed: 11, numRuns: 60},
  );
  t.log(`${compared} samples`);
  t.true(compared > 60);
});

test('without the ledger the relevance is the same and no sums are made', async t => {
  const graph = new GraphBuilder([2]);
  graph.dense(
    nested([
      [1, 2],
      [3, -1],
    ]),
    tensorOf([2], [0.5, 0.25]),
  );
  graph.relu();
  graph.dense(nested([[1, 1]]), null);
  const built = graph.build();
  const plan = uniformPlan(built, zplus);
  const {program, accounts} = compileProgram(built, plan, {ledger: false});
  t.deepEqual(accounts, []);
  t.deepEqual(
    program.outputs.map(({name}) => name),
    ['logits', 'relevance'],
  );
  const x = tensorOf([1, 2], [1, 2]);
  const [withIt, without] = [
    await explain(built, plan, x, {targets: 0}),
    await explain(built, plan, x, {targets: 0, ledger: false}),
  ];
  t.deepEqual(without.relevance, withIt.relevance);
  t.deepEqual(without.ledger.samples[0]!.layers, []);
});

/** Names made to meet the labels of other layers' constants. */
const trickyNames = fc.uniqueArray(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom('a', 'b', 'scalar 1', 'ones 2×1×3×3', ''),
        fc.array(
          fc.constantFrom(
            ...['.', 'w', '.w', '.w⁺', '.w²', '.1', ' averaged', ' as average', '.bias', '.bias w'],
            ...[
              '.bias map w',
              ' inverse',
              '.low 1',
              '.high 1',
              '.fixed',
              '.fixed +1·1',
              '.bias map w⁺',
              '.scale',
              '.shift',
              '⁺',
              '0',
            ],
          ),
          {maxLength: 3},
        ),
      )
      .map(([start, parts]) => start + parts.join('')),
    fc.string({maxLength: 4}),
  ),
  {minLength: 64, maxLength: 64},
);

test('no name of a layer makes two constants one', t => {
  fc.assert(
    fc.property(trials, trickyNames, ({graph, plan}, names) => {
      const rename = (node: GraphNode): GraphNode => ({...node, name: names[node.id]!});
      if (graph.nodes.length > names.length) return;
      const tricky: Graph = {...graph, nodes: graph.nodes.map(rename)};
      const constantsOf = (network: Graph): readonly (readonly number[])[] =>
        compileProgram(network, plan).program.constants.map(({data}) => [...data()]);
      t.deepEqual(constantsOf(tricky), constantsOf(graph));
    }),
    {seed: 12, numRuns: 120},
  );
});

test('max pooling taken as a mean keeps its divisors beside an average pooling of like name', async t => {
  const graph = new GraphBuilder([1, 4, 4], true);
  graph.avgpool({kernel: [2, 2], padding: [1, 1, 1, 1], countPadding: true});
  graph.maxpool({kernel: [2, 2], stride: [1, 1], padding: [0, 0, 1, 1]});
  graph.flatten();
  graph.dense(tensorOf([1, 9], [1, 2, 3, 4, 5, 6, 7, 8, 9]), null);
  const drawn = graph.build();
  for (const name of ['p', 'p as average', 'p averaged', 'p.average']) {
    const nodes = drawn.nodes.map((node): GraphNode => {
      if (node.kind === 'maxpool') return {...node, name: 'p'};
      return node.kind === 'avgpool' ? {...node, name: name === 'p' ? 'q' : name} : node;
    });
    const built = {...drawn, nodes};
    const plan = makePlan(built, node => {
      if (node.kind === 'maxpool') return {kind: 'average', stabiliser: 1e-2};
      return node.kind === 'dense' ? zplus : null;
    });
    const x = tensorOf(
      [1, 1, 4, 4],
      Array.from({length: 16}, (_, i) => i + 1),
    );
    t.deepEqual((await againstOracle(onnx, built, plan, x, [0])).complaints, [], name);
  }
});

test('one tensor can be reshaped in two ways', async t => {
  const graph = new GraphBuilder([2, 2]);
  const first = graph.dense(tensorOf([2, 2], [1, 2, -1, 1]), null);
  const active = graph.relu(first);
  const flat = graph.flatten(active);
  const left = graph.dense(tensorOf([2, 4], [1, 2, 3, 4, 1, 1, 1, 1]), null, flat);
  const drawn = graph.build();
  const extra = (node: object, id: number): GraphNode =>
    ({...node, id, operator: '', nonNegative: false}) as GraphNode;
  const nodes = [
    ...drawn.nodes,
    extra({kind: 'reshape', name: 'column', inputs: [active], shape: [4, 1]}, 5),
    extra(
      {
        kind: 'dense',
        name: 'wide',
        inputs: [5],
        shape: [4, 1],
        weight: tensorOf([1, 1], [2]),
        bias: null,
        merged: [],
      },
      6,
    ),
    extra({kind: 'reshape', name: 'row', inputs: [6], shape: [4]}, 7),
    extra(
      {
        kind: 'dense',
        name: 'right',
        inputs: [7],
        shape: [2],
        weight: tensorOf([2, 4], [1, 0, 1, 0, 2, 1, 1, 1]),
        bias: null,
        merged: [],
      },
      8,
    ),
    extra({kind: 'add', name: 'sum', inputs: [left, 8], shape: [2]}, 9),
  ];
  const built = {...drawn, nodes, output: 9};
  const x = tensorOf([2, 2, 2], [1, 2, 3, 4, -1, 2, 1, 0.5]);
  const verdict = await againstOracle(onnx, built, uniformPlan(built, epsilon), x, [0, 1]);
  t.deepEqual(verdict.complaints, []);
  t.is(verdict.compared, 2);
});

test('a tensor added to itself takes back all of its relevance', async t => {
  const graph = new GraphBuilder([2]);
  graph.dense(
    nested([
      [1, 2],
      [1, -1],
    ]),
    null,
  );
  const active = graph.relu();
  graph.add(active, active);
  graph.dense(nested([[1, 1]]), null);
  const built = graph.build();
  const rules: readonly Rule[] = [epsilon, zplus, {kind: 'flat', stabiliser: 1e-6}];
  for (const rule of rules) {
    const plan = makePlan(built, node =>
      node.kind === 'add' ? rule : node.kind === 'dense' ? zplus : null,
    );
    const x = tensorOf([1, 2], [1, 2]);
    const {relevance} = await explain(built, plan, x, {targets: 0});
    // y = 2·relu(x₁ + 2x₂) = 10; the dead unit gets nothing; x₁ : x₂ = 1 : 4.
    t.true(Math.abs(relevance.data[0]! - 2) < 1e-4, rule.kind);
    t.true(Math.abs(relevance.data[1]! - 8) < 1e-4, rule.kind);
  }
});

test('a branch beside the logits and a layer behind them change nothing', async t => {
  const graph = new GraphBuilder([2]);
  const stem = graph.dense(
    nested([
      [1, 2],
      [1, -1],
    ]),
    null,
  );
  const active = graph.relu();
  graph.dense(nested([[5, 5]]), null, stem);
  const logits = graph.dense(
    nested([
      [1, 1],
      [2, -1],
    ]),
    null,
    active,
  );
  graph.relu(logits);
  graph.dense(nested([[3, 3]]), null);
  const built = {...graph.build(), output: logits};
  const x = tensorOf([2, 2], [1, 2, 2, 0.5]);
  const plan = uniformPlan(built, zplus);
  const {relevance, logits: scores} = await explain(built, plan, x, {targets: [0, 1]});
  const truth = oracle(built, plan, x, [0, 1]);
  t.true(relativeError([...relevance.data], [...truth.relevance]) < 1e-5);
  t.deepEqual(scores.shape, [2, 2]);
});

test('a ReLU behind the logits starts with what it lets through', async t => {
  const graph = new GraphBuilder([2]);
  graph.dense(
    nested([
      [1, 2],
      [1, -1],
    ]),
    null,
  );
  graph.relu();
  const built = graph.build();
  const plan = uniformPlan(built, {kind: 'gamma', gamma: 1, bias: 'include', stabiliser: 1e-6});
  const x = tensorOf([2, 2], [1, 2, 1, 2]);
  const {relevance} = await explain(built, plan, x, {targets: [0, 1]});
  t.true(relativeError([...relevance.data], [1, 4, 0, 0]) < 1e-5);
});

test('a network without any weighted layer hands its score back', async t => {
  const graph = new GraphBuilder([2, 1, 2]);
  graph.relu();
  graph.avgpool({kernel: [1, 2]});
  graph.flatten();
  const built = graph.build();
  const x = tensorOf([1, 2, 1, 2], [1, 3, -1, 2]);
  const {relevance} = await explain(
    built,
    makePlan(built, () => null),
    x,
    {targets: [0]},
  );
  t.true(relativeError([...relevance.data], [0.5, 1.5, 0, 0]) < 1e-5);
});

test('a network that is nothing but its input explains the input', async t => {
  const built = new GraphBuilder([3]).build();
  const x = tensorOf([1, 3], [1, -2, 3]);
  const {relevance} = await explain(
    built,
    makePlan(built, () => null),
    x,
    {targets: [1]},
  );
  t.deepEqual(
    [...relevance.data].map(value => value + 0),
    [0, -2, 0],
  );
});

const sequenceRules: readonly Rule[] = [
  {kind: 'zero', bias: 'spread', stabiliser: 1e-9},
  {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias: 'drop'},
  {kind: 'gamma', gamma: 0.25, bias: 'spread', stabiliser: 1e-6},
  {kind: 'alphabeta', alpha: 2, beta: 1, bias: 'include', stabiliser: 1e-6},
  {kind: 'zB', low: [-1, -2], high: [3, 4], stabiliser: 1e-6},
  {kind: 'wsquare', bias: 'include', stabiliser: 1e-6},
  {kind: 'flat', stabiliser: 1e-6},
  {kind: 'gradient'},
];

for (const rule of sequenceRules) {
  test(`a dense layer over the last axis of [T,F] follows ${rule.kind} at every step`, async t => {
    const graph = new GraphBuilder([3, 2]);
    graph.dense(tensorOf([2, 2], [1, -2, 0.5, 1]), tensorOf([2], [0.5, -0.25]));
    graph.relu();
    graph.flatten();
    graph.dense(tensorOf([2, 6], [1, 2, -1, 1, 0.5, -2, 1, 1, 1, 1, 1, 1]), null);
    const built = graph.build();
    const plan = makePlan(built, (_, index) => (index === 0 ? rule : index === 1 ? zplus : null));
    const x = tensorOf([2, 3, 2], [1, 2, 3, -1, 0.5, 1, 1, 1, 1, -1, -1, 2]);
    const verdict = await againstOracle(onnx, built, plan, x, [0, 1]);
    t.deepEqual(verdict.complaints, []);
  });
}

test('alphabeta books what α − β makes, β = 0 included', async t => {
  const graph = new GraphBuilder([2], true);
  graph.dense(
    nested([
      [1, 2],
      [1, -1],
    ]),
    tensorOf([2], [0.5, 0.25]),
  );
  graph.relu();
  graph.dense(nested([[1, 1]]), null);
  const built = graph.build();
  for (const [alpha, beta] of [
    [2, 0],
    [0, 0],
    [2, 1],
    [1.5, 0.25],
  ] as const) {
    const plan = uniformPlan(built, {
      kind: 'alphabeta',
      alpha,
      beta,
      bias: 'include',
      stabiliser: 1e-6,
    });
    const {complaints} = await againstOracle(onnx, built, plan, tensorOf([1, 2], [1, 2]), [0]);
    t.deepEqual(complaints, [], `alphabeta(${alpha}, ${beta})`);
  }
});

test('a spread bias on neurons that see nothing but padding is booked as kept by the bias', async t => {
  const graph = new GraphBuilder([1, 2, 2]);
  graph.conv(tensorOf([1, 1, 1, 1], [2]), tensorOf([1], [0.5]), {padding: [1, 1, 1, 1]});
  graph.relu();
  graph.flatten();
  graph.dense(tensorOf([1, 16], Array<number>(16).fill(1)), null);
  const built = graph.build();
  const rules: readonly Rule[] = [
    {kind: 'zero', bias: 'spread', stabiliser: 1e-9},
    {kind: 'wsquare', bias: 'spread', stabiliser: 1e-6},
    {kind: 'gamma', gamma: 0.25, bias: 'spread', stabiliser: 1e-6},
  ];
  for (const rule of rules) {
    const plan = uniformPlan(built, rule);
    const {complaints} = await againstOracle(
      onnx,
      built,
      plan,
      tensorOf([1, 1, 2, 2], [1, 2, 3, -4]),
      [0],
    );
    t.deepEqual(complaints, [], rule.kind);
  }
});

test("zB on a flattened picture takes its pixels' bounds", async t => {
  const graph = new GraphBuilder([2, 1, 2]);
  graph.flatten();
  graph.dense(tensorOf([2, 4], [1, -2, 0.5, 1, -1, 1, 2, -0.5]), tensorOf([2], [1, -1]));
  const built = graph.build({channels: 'L', scale: 1, mean: [127.5, 102], std: [127.5, 51]});
  const model: Rule = {kind: 'zB', low: 'model', high: 'model', stabiliser: 1e-6};
  const written: Rule = {kind: 'zB', low: [-1, -1, -2, -2], high: [1, 1, 3, 3], stabiliser: 1e-6};
  const x = tensorOf([1, 2, 1, 2], [0.5, -1, 2, -2]);
  const [a, b] = [
    await explain(built, uniformPlan(built, model), x, {targets: 0}),
    await explain(built, uniformPlan(built, written), x, {targets: 0}),
  ];
  t.deepEqual(a.relevance, b.relevance);
  t.true(a.relevance.data.some(value => value !== 0));
});

test('2,000 layers do not exhaust the stack', async t => {
  const graph = new GraphBuilder([1], true);
  for (let layer = 0; layer < 1000; layer++) {
    graph.dense(tensorOf([1, 1], [1]), null);
    graph.relu();
  }
  const built = graph.build();
  const plan = uniformPlan(built, zplus);
  const {program, accounts} = compileProgram(built, plan);
  t.is(accounts.length, 1000);
  t.deepEqual(complaintsAbout(program), []);
  t.deepEqual(complaintsAbout(compileProgram(built, gradientPlan(built)).program), []);
  const {relevance} = await explain(built, plan, tensorOf([1, 1], [2]), {
    targets: 0,
    ledger: false,
  });
  // Each layer's stabiliser keeps one part in 2 million.
  t.true(Math.abs(relevance.data[0]! - 2) < 2e-3);
});

test('a plan compiled for convolutions and one for their transposes share their weights', t => {
  fc.assert(
    fc.property(casesOf(convNets), ({graph}) => {
      const {constants} = compileProgram(graph, uniformPlan(graph, epsilon)).program;
      const labels = constants.map(({label}) => label);
      t.is(new Set(labels).size, labels.length);
    }),
    {seed: 13, numRuns: 20},
  );
});
