import type {Draft} from '../../graph/draft.js';
import {draftOfStack} from '../../model/stack/draft-of-stack.js';
import type {Stack} from '../../model/stack/stack.js';
import type {Start} from '../start/prepare-start.js';

/** The frozen layers and the trained ones as one network, sigmoid standing. */
export function wholeDraft({frozen}: Pick<Start, 'frozen'>, trained: Stack): Draft {
  if (frozen === null) return draftOfStack(trained);
  const {draft, shape} = frozen;
  const head = draftOfStack({...trained, inputShape: shape});
  const [input, ...added] = head.nodes;
  const joined = added.map(node => ({
    ...node,
    inputs: node.inputs.map(name => (name === input!.name ? draft.output : name)),
  }));
  return {
    ...head,
    format: draft.format,
    layout: draft.layout,
    nodes: [...draft.nodes, ...joined],
    notes: [...draft.notes, ...head.notes],
  };
}
