import {resolve} from 'node:path';
import test from 'ava';
import {runCli} from '../helpers/run-cli.js';

const weights = resolve('test/fixtures/torch/tiny.safetensors');

test('graph says what it took weights for, and keeps batch norms where that is asked', async t => {
  const shape = ['--shape', '3x96x96'];
  const folded = await runCli(['graph', weights, ...shape]);
  t.is(folded.code, 0, folded.stderr);
  t.regex(folded.stdout, /^note: torchvision's vgg11 with batch norm, 2 channels.*\[3×96×96\]$/m);
  t.regex(folded.stdout, /^note: adaptive average pooling of 3×3 to 7×7 folded.*exact$/m);
  t.regex(
    folded.stdout,
    /^note: weights do not say how pictures become the input; unless it is said/m,
  );
  t.regex(folded.stdout, /^note: batch norm "features\.1" folded left into "features\.0"$/m);
  const kept = await runCli(['graph', weights, ...shape, '--batch-norm', 'keep', '--json']);
  t.is(kept.code, 0, kept.stderr);
  const {format, layers} = JSON.parse(kept.stdout) as {
    format: string;
    layers: readonly {kind: string}[];
  };
  t.is(format, 'safetensors');
  t.is(layers.filter(({kind}) => kind === 'norm').length, 8);
});

test('weights that are not those of a VGG, and policies that are none, are said to be', async t => {
  const model = resolve('test/golden/open/mlp/model.onnx');
  const policy = await runCli(['graph', model, '--batch-norm', 'drop']);
  t.is(policy.code, 2);
  t.regex(policy.stderr, /fold, keep/);
  const small = await runCli(['graph', weights, '--shape', '3x16x16']);
  t.is(small.code, 1);
  t.regex(small.stderr, /^error\[model\/bad-shape\]: .*at least 32×32\n$/);
});
