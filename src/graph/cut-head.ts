import {UnsupportedLayerError} from '../errors/unsupported-layer-error.js';
import type {DraftSoftmax} from './draft.js';
import type {Graph} from './graph.js';
import type {Workbench} from './workbench.js';

/** How the note about a head that was cut off ends. */
export const cutNote = 'cut off: the logits before it are explained';

/** Why a softmax cannot stand inside the network; null where it can. */
function unsuited({operator, axis}: DraftSoftmax): string | null {
  if (operator === 'LogSoftmax')
    return 'a log-softmax has no relevance rule unless it stands behind the logits';
  if (axis === undefined) return null;
  return `a softmax inside the network has a relevance rule over the last axis, and this one runs over axis ${axis}`;
}

/**
 * Cuts a softmax or sigmoid off the end of the network, so that the logits are its output.
 *
 * @param model What messages call the model.
 * @throws UnsupportedLayerError where a softmax over another axis than the last, or a log-softmax, stands
 *   anywhere else.
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
  const inner = bench.nodes().flatMap(each => {
    const reason = each.kind === 'softmax' ? unsuited(each) : null;
    if (reason === null) return [];
    const {name, operator, inputs} = each;
    return [{name, operator, place: `after "${inputs[0] ?? ''}"`, reason}];
  });
  if (inner.length > 0) throw new UnsupportedLayerError(model, inner);
  return head;
}
