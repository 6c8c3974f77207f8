import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {DiagnosticsError} from '../../src/errors/diagnostics-error.js';
import type {LoadedBatch} from '../../src/explain/explained.js';
import type {Graph} from '../../src/graph/graph.js';
import {Session} from '../../src/session/session.js';
import type {CellResult} from '../../src/session/cell-result.js';
import type {HostValues} from '../../src/session/memory.js';
import {recordingSink} from '../helpers/recording-sink.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const model = 'model "lrplab:models/digits.onnx" as net';
const three = 'image "lrplab:digits/3-a.png" as three';

function run(
  session: Session,
  text: string,
  values: Readonly<Record<string, unknown>> = {},
): Promise<CellResult> {
  const host: HostValues = {get: name => values[name], names: () => Object.keys(values)};
  return session.run(text, {sink: recordingSink(), values: host});
}

function named(result: CellResult, name: string): unknown {
  return result.named.find(value => value.name === name)?.value;
}

test('what one cell names the next one uses: model, picture, let, plan', async t => {
  const session = new Session();
  await run(session, model);
  await run(session, three);
  await run(session, 'let g = 0.3');
  await run(session, 'plan a { all use gamma(g)   dense use zero }');
  const {explanation} = await run(session, 'explain three for 3 with a');
  t.is(explanation?.plans[0]?.plan.layers[0]?.line?.text, 'all use gamma(0.3)');
  t.deepEqual(
    explanation?.rows.map(({sample, target}) => ({sample, target})),
    [{sample: 'three', target: 3}],
  );
});

test('what the model and the pictures are is said once, until a cell names them anew', async t => {
  const session = new Session();
  const said = async (text: string): Promise<readonly string[]> => {
    const sink = recordingSink();
    await session.run(text, {sink});
    return sink.lines;
  };
  await said(`${model}\n${three}`);
  t.deepEqual(await said('explain three for 3 with EpsilonPlus'), [
    'digits.onnx (onnx): [1×28×28] → 10 scores',
    'three: 28×28, as it is',
  ]);
  t.deepEqual(await said('explain three for 8 with EpsilonPlus'), []);
  t.deepEqual(await said(`${three}\nexplain three for 8 with EpsilonPlus`), [
    'digits.onnx (onnx): [1×28×28] → 10 scores',
    'three: 28×28, as it is',
  ]);
});

test('names can be made anew, the latest counts, and plans keep the values they were made with', async t => {
  const session = new Session();
  await run(session, 'let g = 0.3\nplan a { all use gamma(g) }');
  await run(session, 'let g = 2');
  const {plans} = await run(session, 'plan b extends a { dense use gamma(g) }');
  const [first, second] = 'lines' in plans['b']! ? plans['b'].lines : [];
  t.is(first?.text, 'all use gamma(0.3)');
  t.is(second?.text, 'dense use gamma(2)');
});

test('a cell of bare lines makes the plan main, which explain uses without with', async t => {
  const session = new Session();
  await run(session, `${model}\n${three}`);
  await run(session, 'all use zplus');
  const {explanation} = await run(session, 'explain three');
  t.deepEqual(
    explanation?.plans.map(({plan}) => plan.name),
    ['main'],
  );
});

test('check, show and compare speak of the explanation of an earlier cell, further plans are explained', async t => {
  const session = new Session();
  await run(session, `${model}\n${three}\nexplain three with EpsilonPlus`);
  const {checks} = await run(session, 'check conservation within 100%');
  t.is(checks[0]?.plan, 'EpsilonPlus');
  const sink = recordingSink();
  await session.run('show ledger\ncompare EpsilonPlus, DeepTaylor', {sink});
  const texts = sink.bundles.map(({data}) => String(data['text/plain']));
  t.true(texts.some(text => text.includes('EpsilonPlus against DeepTaylor')));
  t.true(texts.some(text => text.includes('conv1_1')));
});

test('a text with mistakes runs nothing and leaves nothing', async t => {
  const session = new Session();
  await run(session, `${model}\n${three}`);
  const error = await t.throwsAsync(
    run(session, 'let g = 1\nexplain three with Epsilonplus\nall use gama\nshow heatmp'),
    {instanceOf: DiagnosticsError},
  );
  t.deepEqual(
    error.diagnostics.map(({code, span}) => [code, span.file, span.line]),
    [
      ['rule/unknown', '<cell>', 3],
      ['show/unknown', '<cell>', 4],
    ],
  );
  await t.throwsAsync(run(session, 'all use gamma(g)'), {code: 'let/unknown'});
});

test('numbers, lists, tensors, models and plans of TypeScript are used by their names', async t => {
  const session = new Session();
  await run(session, model);
  const net = named(await run(session, model), 'net');
  const plan = (await run(session, 'plan p { all use zplus   dense use epsilon(1e-3) }')).plans[
    'p'
  ];
  const other = new Session();
  const picture = Array.from({length: 28}, (_, row) =>
    Array.from({length: 28}, (__, column) => (row === column ? 1 : 0)),
  );
  const result = await run(
    other,
    'model net\nlayers 0..last use gamma(g)   dense use p0\nexplain drawn for digit, 1 with main, p as one',
    {},
  ).catch((error: unknown) => error);
  t.true(result instanceof DiagnosticsError);
  const {explanations} = await run(
    other,
    'model net\nall use gamma(g)\nexplain drawn for digit, 1 with main, p as one',
    {net, g: 0.5, digit: 7, drawn: [picture], p: plan},
  );
  const one = explanations['one']!;
  t.is(one.graph.name, 'digits.onnx');
  t.deepEqual(
    one.rows.map(({target}) => target),
    [7, 1],
  );
  t.is(one.plans[0]?.plan.layers[0]?.line?.text, 'all use gamma(0.5)');
  t.is(one.plans[1]?.plan.name, 'p');
});

test('a TypeScript value set since goes before what a cell made; the value it was given does not', async t => {
  const session = new Session();
  const first = await run(session, `${model}\nlet g = 0.5`);
  const same = named(first, 'g');
  const line = async (g: unknown): Promise<string | undefined> => {
    const plan = (await run(session, 'all use gamma(g)', {g})).plans['main'];
    return plan !== undefined && 'layers' in plan ? plan.layers[0]?.line?.text : undefined;
  };
  t.is(await line(same), 'all use gamma(0.5)');
  t.is(await line(3), 'all use gamma(3)');
});

test('a value that does not fit is one error that names it', async t => {
  const session = new Session();
  await run(session, `${model}\nall use zero`);
  await t.throwsAsync(run(session, 'explain x', {x: [[1, 2, 3]]}), {
    code: 'input/shape',
    message: /x: shape \[1×3\]; model "digits\.onnx" takes \[N×1×28×28\]/,
  });
  await t.throwsAsync(run(session, 'all use gamma(x)', {x: 'much'}), {code: 'value/type'});
});

test('files are written below the folder, at the end, and only there', async t => {
  const folder = await temporaryFolder(t);
  const session = new Session({folder});
  const {written} = await run(
    session,
    `${model}\n${three}\nexplain three with DeepTaylor\nsave "deep/r.npy"\nsave "l.json"`,
  );
  t.deepEqual(written, ['deep/r.npy', 'l.json']);
  t.true(existsSync(join(folder, 'deep/r.npy')));
  await t.throwsAsync(run(session, 'save "../r.npy"'), {code: 'save/outside'});
  await t.throwsAsync(run(session, 'image "lrplab:../package.json" as p'), {code: 'image/missing'});
  t.deepEqual(readdirSync(folder).sort(), ['deep', 'l.json']);
});

test('an interrupted explanation throws the reason, leaves nothing, and the session goes on', async t => {
  const session = new Session();
  await run(session, `${model}\ninput "lrplab:digits/digits.npy" as all_digits`);
  const controller = new AbortController();
  const reason = new Error('stopped');
  setImmediate(() => controller.abort(reason));
  const stopped = session.run('let g = 1\nexplain all_digits with DeepTaylor, EpsilonPlus', {
    sink: recordingSink(),
    signal: controller.signal,
  });
  t.is(await t.throwsAsync(stopped), reason);
  await t.throwsAsync(run(session, 'all use gamma(g)'), {code: 'let/unknown'});
  const {explanation} = await run(session, 'explain all_digits with DeepTaylor');
  t.is(explanation?.rows.length, 12);
});

test('a cell shows what it did not show itself: an explanation, else a plan, else the model', async t => {
  const session = new Session();
  const text = async (code: string): Promise<string | null> => {
    const {bundle} = await run(session, code);
    return bundle === null ? null : String(bundle.data['text/plain']);
  };
  t.regex((await text(model))!, /^digits\.onnx \(onnx\): \[1×28×28\] → 10 scores/);
  t.is(await text(three), null);
  t.is(await text('let a = 1'), null);
  t.regex((await text('plan p { all use zplus }'))!, /conv1_1.*zplus/);
  t.regex((await text('explain three with p'))!, /28.28/);
  t.is(await text('explain three with p\nshow heatmap'), null);
});

test('a result that nobody looks at leaves Plotly to the first that is shown', async t => {
  const session = new Session();
  await run(session, `${model}\n${three}`);
  const [unseen, seen] = [
    await run(session, 'explain three with EpsilonPlus'),
    await run(session, 'explain three with EpsilonPlus'),
  ];
  const size = ({bundle}: CellResult): number => String(bundle?.data['text/html']).length;
  t.true(size(seen) > 600_000);
  t.true(size(unseen) < 300_000);
  t.is(seen.bundle, seen.bundle);
});

test('several maps are shown side by side, and below them one at a time', async t => {
  const session = new Session();
  await run(session, `${model}\n${three}`);
  const sink = recordingSink();
  await session.run('explain three with EpsilonPlus, DeepTaylor\nshow heatmap', {sink});
  t.deepEqual(
    sink.bundles.map(({data}) => ['image/png' in data, 'application/vnd.plotly.v1+json' in data]),
    [
      [true, true],
      [false, true],
    ],
  );
});

test('a plan without a model is shown as it is written', async t => {
  const {bundle} = await run(new Session(), 'conv use gamma(0.25)   dense use zero');
  t.regex(String(bundle?.data['text/plain']), /conv.*gamma\(0\.25\)/);
});

test('what completion and hover know comes from the session and from TypeScript', async t => {
  const session = new Session();
  await run(session, `${model}\n${three}\nplan p { all use zplus }\nexplain three with p`);
  const values: HostValues = {get: () => 0.25, names: () => ['g']};
  const {layers, names, files} = session.context(values);
  t.deepEqual(
    layers.filter(({index}) => index !== null).map(({index, name, rule}) => [index, name, rule]),
    [
      [0, 'conv1_1', 'zplus'],
      [1, 'conv1_2', 'zplus'],
      [2, 'conv2_1', 'zplus'],
      [3, 'conv2_2', 'zplus'],
      [4, 'fc1', 'zplus'],
      [5, 'fc2', 'zplus'],
    ],
  );
  t.deepEqual(names.map(({name, kind}) => `${kind} ${name}`).sort(), [
    'image three',
    'let g',
    'model net',
    'plan p',
  ]);
  t.true(files('lrplab:digits/').includes('lrplab:digits/3-a.png'));
  t.deepEqual(files('no such folder/'), []);
});

test('a warning is told once, again where its cell runs again, and its frame shows the line of an earlier cell', async t => {
  const session = new Session();
  const told = async (code: string, file: string, cell: string): Promise<string> => {
    const sink = recordingSink();
    await session.run(code, {sink, file, cell});
    return sink.warnings.join('\n');
  };
  await told(`${model}\n${three}`, 'cell[1]', 'a');
  const first = await told('plan p {\n  all use zplus bias drop\n}', 'cell[2]', 'b');
  t.regex(
    first,
    /^warning\[plan\/positive-bias\][\s\S]*cell\[2\]:2:3[\s\S]*2 \| +all use zplus bias drop/,
  );
  t.is(await told('explain three with p', 'cell[3]', 'c'), '');
  t.is(
    await told('plan p {\n  all use zplus bias drop\n}', 'cell[4]', 'b'),
    first.replaceAll('cell[2]', 'cell[4]'),
  );
});

test('several plans of one cell are shown side by side, show plan tells what a plan costs', async t => {
  const session = new Session();
  await run(session, model);
  const {bundle} = await run(session, 'plan a { all use zero }\nplan b { all use flat }');
  t.regex(
    String(bundle?.data['text/plain']),
    /layer +kind +output +a +b\n0 +conv1_1 +conv +\S+ +zero +flat/,
  );
  const sink = recordingSink();
  await session.run('plan a { all use zero }\nshow plan', {sink});
  t.regex(String(sink.bundles[0]?.data['text/plain']), /cost 2\.00 F/);
});

test('a network named before is chosen again by its name, with the classes it got', async t => {
  const session = new Session();
  await run(session, 'model "lrplab:models/digits.onnx" as first');
  const names = Array.from({length: 10}, (_, index) => `digit ${index}`);
  const renamed = await run(session, `classes ${names.map(name => `"${name}"`).join(', ')}`);
  t.deepEqual((named(renamed, 'first') as Graph).classes, names);
  await run(session, 'model "lrplab:models/digits.onnx" as second');
  t.deepEqual(
    session
      .context()
      .names.filter(({kind}) => kind === 'model')
      .map(({name}) => name),
    ['first', 'second'],
  );
  await run(session, `model first\n${three}`);
  const {explanation} = await run(session, 'explain three for "digit 3" with EpsilonPlus');
  t.is(explanation?.rows[0]?.target, 3);
});

test('each model of a text is what its own name stands for', async t => {
  const net = named(await run(new Session(), model), 'net') as Graph;
  const both = await run(new Session(), `${model}\nmodel mine`, {mine: {...net, name: 'mine'}});
  t.is((named(both, 'net') as Graph).name, 'digits.onnx');
  t.is((named(both, 'mine') as Graph).name, 'mine');
});

test('a picture named before there was a model is numbers once there is one', async t => {
  const session = new Session();
  t.is(named(await run(session, three), 'three'), undefined);
  const batch = named(await run(session, model), 'three') as LoadedBatch;
  t.deepEqual(batch.tensor.shape, [1, 1, 28, 28]);
  // What TypeScript has made of the name since stays.
  t.is(named(await run(session, model, {three: 3}), 'three'), undefined);
});

test('compare speaks of a plan as it is now, not as it was when it explained', async t => {
  const session = new Session();
  await run(session, `${model}\n${three}\nplan p { all use zplus }\nexplain three with p`);
  await run(session, 'plan p { all use epsilon(1e-6) }');
  const now = recordingSink();
  await session.run('compare p, EpsilonPlus', {sink: now});
  const fresh = recordingSink();
  await session.run('explain three with p\ncompare p, EpsilonPlus', {sink: fresh});
  t.is(now.bundles[0]?.data['text/plain'], fresh.bundles[0]?.data['text/plain']);
});

test('TypeScript variables that cannot be looked into hurt no text', async t => {
  const refuses = (): never => {
    throw new Error('do not look');
  };
  const values = {
    getters: {
      get shape() {
        return refuses();
      },
      get nodes() {
        return refuses();
      },
      get shares() {
        return refuses();
      },
    },
    proxy: new Proxy({}, {has: refuses, get: refuses, getPrototypeOf: refuses}),
    revoked: Proxy.revocable({}, {}),
    disposed: {shape: [2], dataSync: refuses},
  };
  values.revoked.revoke();
  const all = {...values, revoked: values.revoked.proxy};
  const session = new Session();
  t.truthy((await run(session, `${model}\nall use zplus`, all)).plans['main']);
  const host = {get: (name: string) => all[name as 'proxy'], names: () => Object.keys(all)};
  t.notThrows(() => session.context(host));
  await t.throwsAsync(run(session, 'all use gamma(proxy)', all), {code: 'let/unknown'});
});

test('a TypeScript variable of no use is called what it is', async t => {
  const session = new Session();
  await run(session, model);
  const values = {big: 10n, yes: true, ragged: [[1, 2], [3]], when: new Date(0), g: 2};
  const hints: readonly (readonly [string, RegExp])[] = [
    ['all use gamma(big)', /in TypeScript it is a bigint; Number/],
    ['all use gamma(yes)', /in TypeScript it is a boolean/],
    ['explain ragged with EpsilonPlus', /in TypeScript it is an array, but not of numbers in rows/],
    ['explain when with EpsilonPlus', /in TypeScript it is an object of class Date/],
    ['explain g with EpsilonPlus', /in TypeScript it is a number/],
  ];
  for (const [text, message] of hints) await t.throwsAsync(run(session, text, values), {message});
});

test('every typed array of numbers is an input', async t => {
  const session = new Session();
  await run(session, model);
  for (const data of [
    new Uint8Array(784).fill(1),
    new Int16Array(784).fill(1),
    new Float64Array(784).fill(1),
  ]) {
    const drawn = {shape: [1, 28, 28], data};
    const {explanation} = await run(session, 'explain drawn with EpsilonPlus', {drawn});
    t.is(explanation?.rows.length, 1);
    await t.throwsAsync(run(session, 'explain data with EpsilonPlus', {data}), {
      code: 'input/shape',
    });
  }
});

test('an order that makes no sense is said once', async t => {
  const error = await t.throwsAsync(run(new Session(), 'check conservation\nsave "a.json"'), {
    instanceOf: DiagnosticsError,
  });
  t.deepEqual(
    error.diagnostics.map(({code}) => code),
    ['script/nothing-explained', 'script/nothing-explained'],
  );
});
