import type {Name, TargetExpression} from '../../dsl/tree.js';
import type {Diagnostic, Span} from '../errors/diagnostic.js';
import {LrpError} from '../errors/lrp-error.js';
import {classCount, targetIndex, type Target} from '../explain/targets.js';
import type {Graph} from '../graph/graph.js';

/** The network with its classes named; where there are too few or too many names, that is reported. */
export function withClasses(
  graph: Graph,
  names: readonly Name[],
  span: Span,
  report: (problem: Diagnostic) => void,
): Graph {
  const count = classCount(graph);
  if (names.length !== count) {
    report({
      code: 'classes/count',
      severity: 'error',
      message: `${names.length} class names, but model "${graph.name}" scores ${count} classes`,
      span,
      hint: "name every class, in the order of the model's outputs",
    });
  }
  // Where the count is wrong the names still hold for the targets below: one mistake, one message.
  return {...graph, classes: names.map(({text}) => text)};
}

/** The class that is meant; where the network has none such, that is reported, and 0 stands in for it. */
export function resolveTarget(
  expression: TargetExpression,
  graph: Graph,
  report: (problem: Diagnostic) => void,
): Target {
  if (expression.kind === 'top') return 'top';
  try {
    return targetIndex(expression.kind === 'index' ? expression.index : expression.name, graph);
  } catch (error) {
    if (!(error instanceof LrpError)) throw error;
    report({code: error.code, severity: 'error', message: error.message, span: expression.span});
    return 0;
  }
}
