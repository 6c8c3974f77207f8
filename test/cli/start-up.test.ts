import {resolve} from 'node:path';
import test from 'ava';
import {loadedModules} from '../helpers/loaded-modules.js';

const model = resolve('test/golden/open/resnet-mini/model.onnx');

/** Whether one of the modules stands below a folder. */
const isBelow = (modules: readonly string[], folder: string): boolean =>
  modules.some(url => url.includes(`/${folder}/`));

test('a command loads what it needs, not what the others need', async t => {
  const plan = await loadedModules('plan', model, '--plan', 'EpsilonPlus');
  t.true(isBelow(plan, 'dist/src/plan') && isBelow(plan, 'dist/src/model/onnx'));
  for (const folder of [
    'src/train',
    'src/evaluate',
    'src/engine/onnx',
    'src/model/keras',
    'src/fetch',
  ])
    t.false(isBelow(plan, `dist/${folder}`), folder);
  t.false(isBelow(plan, 'node_modules/sharp'));
});

test('the parser is loaded as one file', async t => {
  const check = await loadedModules('format', '--help');
  t.true(isBelow(check, 'dist/dsl'));
  t.false(isBelow(check, 'node_modules/lodash-es'));
  t.false(isBelow(check, 'node_modules/chevrotain/lib/src'));
});
