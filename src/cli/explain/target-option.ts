import type {TargetColumn} from '../../explain/target-columns.js';
import type {Target} from '../../explain/targets.js';
import type {Graph} from '../../graph/graph.js';

/** `3`, `3,0,1`, `horse`, `top`, `horse,top`: one for all samples or one each. A name that holds a comma is tried whole first. */
export function parseTargets(text: string, graph: Graph): readonly Target[] {
  if (graph.classes?.includes(text)) return [text];
  return text.split(',').map(part => part.trim());
}

/** What `--target` was given, one column each time; `top` where it was given nothing. */
export function targetColumns(
  texts: readonly string[] | undefined,
  graph: Graph,
): readonly TargetColumn[] {
  return (texts ?? ['top']).map(text => {
    const targets = parseTargets(text, graph);
    return targets.length === 1 ? targets[0]! : targets;
  });
}
