import test, {type ExecutionContext} from 'ava';
import {makeTorchVggs, torchErrors, torchFolder} from '../../helpers/torch-vggs.js';

async function checkErrors(t: ExecutionContext, folder: string, sizes: number): Promise<void> {
  const results = await torchErrors(folder);
  t.is(results.length, sizes);
  for (const {name, error} of results) t.true(error < 1e-4, `${name}: logits differ by ${error}`);
  t.log(`worst ${Math.max(...results.map(({error}) => error)).toExponential(1)}`);
}

test('a small VGG11 with batch norm gives the logits of PyTorch at several input sizes', async t => {
  await checkErrors(t, torchFolder, 3);
});

test('VGGs of every depth, with and without batch norm, give the logits of PyTorch', async t => {
  const names = ['vgg11', 'vgg11_bn', 'vgg13', 'vgg16', 'vgg16_bn', 'vgg19', 'vgg19_bn'];
  const folder = await makeTorchVggs(t, [...names, 'features']);
  if (folder !== null) await checkErrors(t, folder, 15);
});

test('sizes that are averaged, timm’s sliding head and heads of one’s own give the logits of PyTorch', async t => {
  const folder = await makeTorchVggs(t, ['large', 'timm', 'single', 'deeper', 'linear']);
  if (folder !== null) await checkErrors(t, folder, 10);
});

test('VGG16 of full size, 138 million weights, gives the logits of PyTorch', async t => {
  const folder = await makeTorchVggs(t, ['full']);
  if (folder !== null) await checkErrors(t, folder, 1);
});
