import test, {type ExecutionContext} from 'ava';
import {logitsOf, relativeError} from '../../helpers/graph-forward.js';
import {
  exportNetworks,
  readNetworks,
  torchNetworks,
  type TorchNetwork,
} from '../../helpers/torch-networks.js';

/** Batch norms are folded into weights of float32, through up to fifty layers. */
const tolerance = 2e-5;

async function checkLogits(t: ExecutionContext, folder: string): Promise<readonly TorchNetwork[]> {
  const networks = await readNetworks(folder);
  for (const {name, graph, input, logits} of networks) {
    const found = logitsOf(graph, input).flatMap(own => [...own]);
    const error = relativeError(found, logits.data);
    t.true(error < tolerance, `${name}: logits differ by ${error}`);
    t.deepEqual(
      graph.notes.filter(note => note.includes('stands as a node')),
      [],
      name,
    );
  }
  return networks;
}

test('transformers as both exporters of PyTorch write them give the logits of PyTorch', async t => {
  const networks = await checkLogits(t, torchNetworks);
  t.deepEqual(
    networks.map(({name}) => name),
    [
      'convnext.17',
      'vit-apart.13',
      'vit-apart.20',
      'vit-einsum.17',
      'vit-fused.dynamo',
      'vit-gated.17',
      'vit-torch.17',
      'vit.12',
    ],
  );
});

test('every form of attention, layer norm and gate is read as the same kinds of layers', async t => {
  const networks = await readNetworks();
  const kinds = (name: string): readonly string[] =>
    networks
      .find(each => each.name === name)!
      .graph.nodes.map(({kind}) => kind)
      .filter(kind => ['matmul', 'softmax', 'layernorm', 'multiply', 'activation'].includes(kind));
  const block = ['layernorm', 'matmul', 'softmax', 'matmul', 'layernorm', 'activation'];
  for (const name of [
    'vit-fused.dynamo',
    'vit-torch.17',
    'vit-apart.13',
    'vit-apart.20',
    'vit-einsum.17',
  ])
    t.deepEqual(kinds(name), [...block, 'layernorm'], name);
  t.deepEqual(kinds('vit.12'), [...block, ...block, 'layernorm']);
  t.deepEqual(kinds('vit-gated.17'), [...block, 'multiply', 'layernorm']);
  const [product] = networks
    .find(({name}) => name === 'vit-torch.17')!
    .graph.nodes.filter(({kind}) => kind === 'matmul');
  t.true(product?.kind === 'matmul' && Math.abs(product.scale - 1 / Math.sqrt(3)) < 1e-6);
});

test('networks exported afresh, by the classic exporter and the newer one, give the logits of PyTorch', async t => {
  t.timeout(600_000);
  const transformers = ['vit', 'vit-fused', 'vit-apart', 'vit-torch', 'vit-einsum', 'vit-gated'];
  const others = [
    ...['convnext.14', 'convnext.dynamo', 'resnet18.11', 'resnet50.17', 'mobilenet_v2.10'],
    ...['efficientnet_lite0.17', 'efficientnet_b0.17', 'vgg16_bn.17'],
  ];
  const folder = await exportNetworks(t, [...transformers, ...others]);
  if (folder === null) return;
  const networks = await checkLogits(t, folder);
  t.is(networks.length, 26);
});
