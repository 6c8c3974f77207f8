import {resolve} from 'node:path';
import {inspect} from 'node:util';
import test from 'ava';
import type {Graph} from '../../src/graph/graph.js';
import type {CellResult} from '../../src/session/cell-result.js';
import {lrp, shareSession} from '../../src/session/lrp.js';
import {Session} from '../../src/session/session.js';
import {recordingSink} from '../helpers/recording-sink.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const digit = 'model "lrplab:models/digits.onnx" as net\nimage "lrplab:digits/3-a.png" as three';

async function withDigit(): Promise<Session> {
  const session = new Session();
  await session.run(digit, {sink: recordingSink()});
  shareSession(session);
  return session;
}

test.serial(
  'a text by the tag is a plan where a plan is wanted, in texts and by its name',
  async t => {
    const session = await withDigit();
    const soft = lrp`all use gamma(0.5)`;
    const {explanation} = await lrp`explain three with ${soft}`;
    t.is(explanation?.plans[0]?.plan.layers[0]?.line?.text, 'all use gamma(0.5)');
    const values = {get: (name: string) => ({soft})[name], names: () => ['soft']};
    const named = await session.run('explain three with soft', {sink: recordingSink(), values});
    t.is(named.explanation?.plans[0]?.plan.name, 'soft');
  },
);

test.serial('two plans put in are two, although both are called main', async t => {
  await withDigit();
  const {explanation} =
    await lrp`explain three with ${lrp`all use zplus`}, ${lrp`all use flat`.plan}`;
  t.deepEqual(
    explanation?.plans.map(({plan}) => [plan.name, plan.layers[0]?.line?.text]),
    [
      ['main', 'all use zplus'],
      ['main (2)', 'all use flat'],
    ],
  );
});

test.serial('a value put into one text is gone in the next', async t => {
  await withDigit();
  const drawn = {shape: [1, 28, 28], data: new Float32Array(784).fill(0.5)};
  t.truthy((await lrp`explain ${drawn} with EpsilonPlus`).explanation);
  await t.throwsAsync(async () => lrp`explain ${'no picture'} with EpsilonPlus`, {
    code: 'name/unknown',
  });
});

test.serial('a variable that is no picture any more is none to the language either', async t => {
  const session = await withDigit();
  const values: Record<string, unknown> = {
    drawn: [Array.from({length: 28}, () => Array(28).fill(1))],
  };
  const host = {get: (name: string) => values[name], names: () => Object.keys(values)};
  await session.run('explain drawn with EpsilonPlus', {sink: recordingSink(), values: host});
  values['drawn'] = 'gone';
  await t.throwsAsync(
    session.run('explain drawn with EpsilonPlus', {sink: recordingSink(), values: host}),
    {code: 'name/unknown', message: /in TypeScript it is a string/},
  );
});

test.serial('a text that was carried out does not ask for it when it is printed', async t => {
  const session = new Session({folder: await temporaryFolder(t)});
  await session.run(digit, {sink: recordingSink()});
  shareSession(session);
  await lrp`explain three with EpsilonPlus`;
  const saved = lrp`save "a.json"`;
  t.regex(inspect(saved), /await it/);
  await saved;
  t.is(inspect(saved), 'done');
});

test.serial('an explanation inside of something is printed as what it holds', async t => {
  await withDigit();
  const {explanation} = await lrp`explain three with EpsilonPlus`;
  const text = inspect({explanation});
  t.regex(text, /rows: \[/);
  t.notRegex(text, /custom/);
});

test.serial('show plan where there is none is an error, not silence', async t => {
  const session = await withDigit();
  await t.throwsAsync(session.run('show plan', {sink: recordingSink()}), {
    code: 'script/nothing-explained',
  });
});

test.serial('how pictures become an input, and the shape, are values too', async t => {
  shareSession(new Session());
  const modelOf = ({named}: CellResult, name: string): Graph =>
    named.find(value => value.name === name)!.value as Graph;
  const file = resolve('test/fixtures/onnx/vgg-bn.18.onnx');
  const own = {channels: 'RGB', scale: 0.5, mean: [1, 2, 3], std: [4, 5, 6]} as const;
  const first = await lrp`model ${file} as first preprocess ${own} shape ${[3, 12, 12]}`;
  t.deepEqual(modelOf(first, 'first').preprocessing, own);
  const torch = modelOf(await lrp`model ${file} as second preprocess ${'torch'}`, 'second');
  t.is(torch.preprocessing?.mean[0], 0.485);
  // A model that is loaded already can be told, too; the one it was made of stays as it is.
  const third = modelOf(await lrp`model ${torch} as third preprocess raw`, 'third');
  t.is(third.preprocessing?.scale, 1);
  t.is(torch.preprocessing?.scale, 1 / 255);
  await t.throwsAsync(async () => lrp`model ${torch} as x preprocess raw shape 3x12x12`, {
    code: 'clause/unsuited',
  });
  await t.throwsAsync(async () => lrp`model ${file} as x preprocess ${torch}`, {
    code: 'preprocess/unknown',
    message: /in TypeScript it is a model/,
  });
});

test.serial('told another preprocessing, a network has other bounds for the same plan', async t => {
  const session = new Session();
  shareSession(session);
  const file = resolve('test/fixtures/onnx/vgg-bn.18.onnx');
  await session.run(`model ${JSON.stringify(file)} as unit preprocess unit`, {
    sink: recordingSink(),
  });
  const picture = Array.from({length: 3}, () =>
    Array.from({length: 12}, () => Array<number>(12).fill(0.5)),
  );
  const {explanations} = await lrp`plan p { all use zplus   input use zB }
    explain ${picture} for 0 with p as narrow
    model unit as wide preprocess raw
    explain ${picture} for 0 with p as broad`;
  const [narrow, broad] = ['narrow', 'broad'].map(name => [
    ...explanations[name]!.plans[0]!.relevance[0]!,
  ]);
  t.notDeepEqual(narrow, broad);
});
