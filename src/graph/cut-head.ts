import {UnsupportedLayerError} from '../errors/unsupported-layer-error.js';
import type {Graph} from './graph.js';
import type {Workbench} from './workbench.js';

/** How the note about a head that was cut off ends. */
export const cutNote = 'cut off: the logits before it are explained';

/**
 * Cuts a softmax or sigmoid off the end of the network, so that the logits are its output.
 *
 * @param model What messages call the model.
 * @throws UnsupportedLayerError where a softmax stands anywhere else.
 */
export function cutHead(bench: Workbench, model: string): Graph['head'] {
  let node = bench.find(bench.output());
  while (node.kind === 'reshape') {
    node = bench.find(node.inputs[0] ?? '');
  }
  const head =
    node.kind === 'softmax'
      ? 'softmax'
      : node.kind === 'activation' && node.activation.name === 'sigmoid'
        ? 'sigmoid'
        : 'none';
  if (head !== 'none') {
    bench.bypass(node.name);
    bench.note(`${node.operator} "${node.name}" ${cutNote}`);
  }
  const inner = bench.nodes().filter(each => each.kind === 'softmax');
  if (inner.length > 0) {
    throw new UnsupportedLayerError(
      model,
      inner.map(each => ({
        name: each.name,
        operator: each.operator,
        place: `after "${each.inputs[0] ?? ''}"`,
        reason: 'a softmax has no relevance rule unless it stands behind the logits',
      })),
    );
  }
  return head;
}
