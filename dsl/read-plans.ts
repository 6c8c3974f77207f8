import type {CstNode} from 'chevrotain';
import type {SelectorKind} from '../src/plan/plan.js';
import {nodeOf, nodesOf, onlyNode, onlyToken, tokenOf, tokensOf} from './cst.js';
import {readArguments, readExpression, readName, readText} from './read-values.js';
import {nodeSpan} from './spans.js';
import type {
  AssignmentSyntax,
  CallSyntax,
  ClauseSyntax,
  Expression,
  PlanReferenceSyntax,
  RuleSyntax,
  SelectorSyntax,
} from './syntax.js';

/** One line of a plan. */
export function readAssignment(file: string, node: CstNode): AssignmentSyntax {
  const clauses = nodesOf(node, 'clause').map(clause => readClause(file, clause));
  return {
    kind: 'assignment',
    selector: readSelector(file, nodeOf(node, 'selector')!),
    rule: {...readRule(file, nodeOf(node, 'ruleCall')!), clauses},
    span: nodeSpan(file, node),
  };
}

function readSelector(file: string, node: CstNode): SelectorSyntax {
  const [first, ...others] = nodesOf(node, 'selectorPart').map(part => readPart(file, part));
  if (others.length === 0) return first!;
  const words = [...tokensOf(node, 'And'), ...tokensOf(node, 'Except')]
    .sort((a, b) => a.startOffset - b.startOffset)
    .map(token => token.image as 'and' | 'except');
  const rest = others.map((selector, index) => ({operator: words[index]!, selector}));
  return {kind: 'chain', first: first!, rest, span: nodeSpan(file, node)};
}

/** `relu` is another word for `activation`. */
function readKind(word: string): SelectorKind {
  return word === 'relu' ? 'activation' : (word as SelectorKind);
}

function readPart(file: string, node: CstNode): SelectorSyntax {
  const span = nodeSpan(file, node);
  const brackets = nodeOf(node, 'selectorBrackets');
  if (brackets !== null) return readSelector(file, nodeOf(brackets, 'selector')!);
  const layer = nodeOf(node, 'layer');
  if (layer !== null) return {kind: 'layer', key: readKey(file, nodeOf(layer, 'layerKey')!), span};
  const layers = nodeOf(node, 'layers');
  if (layers !== null) {
    const [from, to] = nodesOf(layers, 'layerKey').map(key => readKey(file, key));
    return to === undefined
      ? {kind: 'layer', key: from!, span}
      : {kind: 'layers', from: from!, to, span};
  }
  const ends = nodeOf(node, 'ends');
  if (ends !== null) {
    const counted = onlyToken(nodeOf(ends, 'counted')!);
    return {
      kind: tokenOf(ends, 'First') === null ? 'last' : 'first',
      count: readKey(file, nodeOf(ends, 'count')!),
      of: /^layers?$/.test(counted.image) ? 'weighted' : readKind(counted.image),
      span,
    };
  }
  const word = onlyToken(node);
  switch (word.image) {
    case 'all':
    case 'input':
    case 'output':
      return {kind: word.image, span};
    default:
      return {kind: 'ofKind', of: readKind(word.image), span};
  }
}

function readKey(file: string, node: CstNode): Expression {
  const token = onlyToken(node);
  if (token.tokenType.name !== 'NumberText') return readText(file, token);
  return {kind: 'number', value: Number(token.image), span: nodeSpan(file, node)};
}

function readRule(file: string, node: CstNode): Omit<RuleSyntax, 'clauses'> {
  const given = nodeOf(node, 'callArguments');
  return {
    name: readName(file, onlyToken(node)),
    arguments: given === null ? [] : readArguments(file, given),
    span: nodeSpan(file, node),
  };
}

function readClause(file: string, node: CstNode): ClauseSyntax {
  const span = nodeSpan(file, node);
  if (tokenOf(node, 'Bias') !== null) {
    return {kind: 'bias', policy: readName(file, onlyToken(onlyNode(node))), span};
  }
  return {kind: 'stabiliser', value: readExpression(file, onlyNode(node)), span};
}

/** A plan's name, or a preset with its arguments. */
export function readPlanReference(file: string, node: CstNode): PlanReferenceSyntax {
  return {name: readName(file, onlyToken(nodeOf(node, 'name')!)), ...readCall(file, node)};
}

/** The arguments of a call and where it stands. */
export function readCall(file: string, node: CstNode): Omit<CallSyntax, 'name'> {
  const given = nodeOf(node, 'callArguments');
  return {
    arguments: given === null ? null : readArguments(file, given),
    span: nodeSpan(file, node),
  };
}
