import type {CstNode} from 'chevrotain';
import {nodeOf, nodesOf, onlyNode, onlyToken, tokenOf} from './cst.js';
import {
  readAliases,
  readEvaluate,
  readImage,
  readModel,
  readPath,
  readPlans,
  readSweep,
} from './read-data.js';
import {readPlanReference} from './read-plans.js';
import {readExpression, readName, readText} from './read-values.js';
import {nodeSpan} from './spans.js';
import type {PlanSyntax, StatementSyntax} from './syntax.js';
import type {Name} from './tree.js';

/** The `plan` statement without its lines. */
export type PlanHeaderSyntax = Omit<PlanSyntax, 'lines' | 'broken'>;

/** A statement that is one line; a plan's lines are read apart. */
export type LineSyntax = Exclude<StatementSyntax, PlanSyntax> | PlanHeaderSyntax;

/** The syntax of a `statement` node. */
export function readStatement(file: string, statement: CstNode): LineSyntax {
  const node = onlyNode(statement);
  const span = nodeSpan(file, node);
  const name = (rule: string): Name => readName(file, onlyToken(nodeOf(node, rule)!));
  const identifier = (): Name => readName(file, tokenOf(node, 'Identifier')!);
  const texts = (): ReturnType<typeof readText>[] =>
    nodesOf(node, 'text').map(text => readText(file, onlyToken(text)));
  switch (node.name) {
    case 'modelStatement':
      return readModel(file, node);
    case 'imageStatement':
      return readImage(file, node);
    case 'source': {
      const kind = tokenOf(node, 'Input') === null ? 'dataset' : 'input';
      return {...readPath(file, node), kind};
    }
    case 'evaluate':
      return readEvaluate(file, node);
    case 'sweep':
      return readSweep(file, node);
    case 'classes':
      return {kind: 'classes', names: texts(), span};
    case 'letStatement': {
      const value = readExpression(file, nodeOf(node, 'expression')!);
      return {kind: 'let', name: identifier(), value, span};
    }
    case 'planHeader': {
      const parent = nodeOf(node, 'planReference');
      return {
        kind: 'plan',
        name: name('name'),
        parent: parent === null ? null : readPlanReference(file, parent),
        span,
      };
    }
    case 'explain':
      return readExplain(file, node);
    case 'check': {
      const within = nodeOf(node, 'expression');
      return {
        kind: 'check',
        what: identifier(),
        within: within === null ? null : readExpression(file, within),
        span,
      };
    }
    case 'show': {
      const what = nodesOf(node, 'shown').map(shown => readName(file, onlyToken(shown)));
      return {kind: 'show', what, span};
    }
    case 'compare':
    case 'diff': {
      const plans = nodesOf(node, 'planReference').map(plan => readPlanReference(file, plan));
      return {kind: node.name, plans, span};
    }
    case 'save':
      return {kind: 'save', path: texts()[0]!, span};
    case 'exportStatement':
      return {kind: 'export', format: identifier(), path: texts()[0]!, span};
    case 'include':
      return {kind: 'include', path: readName(file, tokenOf(node, 'StringText')!), span};
    default: {
      const device = nodeOf(node, 'name') === null ? null : name('name');
      return {kind: 'engine', engine: identifier(), device, span};
    }
  }
}

function readExplain(file: string, node: CstNode): LineSyntax {
  return {
    kind: 'explain',
    inputs: nodesOf(node, 'name').map(input => readName(file, onlyToken(input))),
    targets: nodesOf(node, 'targets').map(targets => ({
      values: nodesOf(targets, 'expression').map(value => readExpression(file, value)),
      span: nodeSpan(file, targets),
    })),
    plans: readPlans(file, node),
    names: readAliases(file, node),
    span: nodeSpan(file, node),
  };
}
