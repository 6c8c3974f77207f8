import type {Graph, GraphNode} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import {makePlan} from './make-plan.js';

const LINE = /^(all|input|dense|layers (\d+)\.\.(\d+)) use (\w+)(?:\(([^)]*)\))?(?: bias (\w+))?$/;

/** A rule of the reference set: its name, arguments and bias clause, with the defaults of its README. */
export function goldenRule(
  name: string,
  args: readonly string[],
  policy: string | undefined,
): Rule {
  const bias = (policy ?? 'include') as BiasPolicy;
  const stabiliser = name === 'zero' ? 1e-9 : 1e-6;
  const [first = '', second = ''] = args;
  switch (name) {
    case 'zero':
    case 'zplus':
    case 'wsquare':
      return {kind: name, bias, stabiliser};
    case 'epsilon':
      return {
        kind: name,
        epsilon: Number.parseFloat(first),
        unit: first.endsWith('rms') ? 'rms' : 'absolute',
        bias,
      };
    case 'gamma':
      return {kind: name, gamma: Number(first), bias, stabiliser};
    case 'alphabeta':
      return {kind: name, alpha: Number(first), beta: Number(second), bias, stabiliser};
    case 'zB':
      return {kind: name, low: Number(first), high: Number(second), stabiliser};
    case 'flat':
      return {kind: name, stabiliser};
    default:
      throw new Error(`unknown rule ${name}`);
  }
}

/** Reads a plan of the reference set, `SELECTOR use RULE [bias …]` a line, later lines win. */
export function goldenPlan(text: string, graph: Graph): Plan {
  const lines = text.split('\n').map(line => {
    const match = LINE.exec(line.trim());
    if (match === null) throw new Error(`unreadable plan line: ${line}`);
    const [, selector, from, to, name, args, bias] = match;
    const rule = goldenRule(
      name!,
      args === undefined ? [] : args.split(',').map(arg => arg.trim()),
      bias,
    );
    const takes = (node: GraphNode, index: number): boolean => {
      if (selector === 'all') return true;
      if (selector === 'input') return index === 0;
      if (selector === 'dense') return node.kind === 'dense';
      return index >= Number(from) && index <= Number(to);
    };
    return {takes, rule};
  });
  return makePlan(graph, (node, index) =>
    index === null ? null : (lines.findLast(line => line.takes(node, index))?.rule ?? null),
  );
}
