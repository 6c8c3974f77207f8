import type {CstNode} from 'chevrotain';
import type {Span} from '../src/errors/diagnostic.js';
import {nodeOf, nodesOf, onlyToken, tokenOf} from './cst.js';
import {readCall, readPlanReference} from './read-plans.js';
import {readExpression, readName, readText} from './read-values.js';
import {nodeSpan} from './spans.js';
import type {
  ClassNamesSyntax,
  Expression,
  PlansSyntax,
  SamplesSyntax,
  StatementSyntax,
  ValueSyntax,
} from './syntax.js';
import type {Name} from './tree.js';

/** The path and the name of a statement that reads something. */
export function readPath(
  file: string,
  node: CstNode,
): {readonly path: Expression; readonly name: Name | null; readonly span: Span} {
  return {
    path: readText(file, onlyToken(nodeOf(node, 'text')!)),
    name: readAliases(file, node)[0]?.name ?? null,
    span: nodeSpan(file, node),
  };
}

/** The syntax of `model …`. */
export function readModel(file: string, node: CstNode): StatementSyntax & {kind: 'model'} {
  const batchNorms = nodesOf(node, 'batchNorm').map(clause => ({
    policy: readName(file, tokenOf(clause, 'Identifier')!),
    span: nodeSpan(file, clause),
  }));
  const shapes = nodesOf(node, 'shape').map(clause => {
    const sizes = tokenOf(clause, 'ShapeText');
    const value = nodeOf(clause, 'expression');
    return {
      sizes: sizes === null ? null : readName(file, sizes),
      value: value === null ? null : readExpression(file, value),
      span: nodeSpan(file, clause),
    };
  });
  return {
    kind: 'model',
    path: readText(file, onlyToken(nodeOf(node, 'text')!)),
    names: readAliases(file, node),
    preprocessings: nodesOf(node, 'preprocess').map(clause => ({
      name: readName(file, tokenOf(clause, 'Identifier')!),
      ...readCall(file, clause),
    })),
    ...{shapes, batchNorms, span: nodeSpan(file, node)},
  };
}

/** The syntax of `image …`, by a path or `from` a data set. */
export function readImage(
  file: string,
  node: CstNode,
): StatementSyntax & {kind: 'image' | 'sample'} {
  const span = nodeSpan(file, node);
  const sample = nodeOf(node, 'sample');
  if (sample !== null) return {...readSample(file, sample), span};
  return {kind: 'image', ...readPath(file, nodeOf(node, 'picture')!), span};
}

function readSample(file: string, node: CstNode): StatementSyntax & {kind: 'sample'} {
  return {
    kind: 'sample',
    from: readSamples(file, node),
    wanted: readClassNames(file, node, 'wanted'),
    unwanted: readClassNames(file, node, 'unwanted'),
    numbers: readNumbers(file, node, 'ordinal'),
    names: readAliases(file, node),
    span: nodeSpan(file, node),
  };
}

/** The syntax of `evaluate … on voc …`. */
export function readEvaluate(file: string, node: CstNode): StatementSyntax & {kind: 'evaluate'} {
  return {
    kind: 'evaluate',
    families: nodesOf(node, 'family').map(family => ({
      name: readName(file, tokenOf(family, 'Identifier')!),
      ...readCall(file, family),
    })),
    on: readSamples(file, node),
    classes: readClassNames(file, node, 'evaluated'),
    plans: readPlans(file, node),
    limits: readNumbers(file, node, 'limit'),
    seeds: readNumbers(file, node, 'seed'),
    names: readAliases(file, node),
    span: nodeSpan(file, node),
  };
}

/** The syntax of `sweep gamma in …`. */
export function readSweep(file: string, node: CstNode): StatementSyntax & {kind: 'sweep'} {
  const values = nodeOf(node, 'sweepValues')!;
  const last = nodeOf(values, 'sweepEnd');
  return {
    kind: 'sweep',
    parameter: readName(file, tokenOf(node, 'Identifier')!),
    values: nodesOf(values, 'expression').map(value => readExpression(file, value)),
    last: last === null ? null : readExpression(file, nodeOf(last, 'expression')!),
    plans: readPlans(file, node),
    names: readAliases(file, node),
    span: nodeSpan(file, node),
  };
}

/** What stands behind each `with` of an explanation or evaluation. */
export function readPlans(file: string, node: CstNode): readonly PlansSyntax[] {
  return nodesOf(node, 'plans').map(plans => ({
    references: nodesOf(plans, 'planReference').map(plan => readPlanReference(file, plan)),
    span: nodeSpan(file, plans),
  }));
}

/** What stands behind each `as`. */
export function readAliases(
  file: string,
  node: CstNode,
): readonly {readonly name: Name; readonly span: Span}[] {
  return nodesOf(node, 'alias').map(alias => {
    const name = nodeOf(alias, 'name')!;
    return {name: readName(file, onlyToken(name)), span: nodeSpan(file, alias)};
  });
}

function readSamples(file: string, node: CstNode): SamplesSyntax {
  const samples = nodeOf(node, 'samples')!;
  const split = tokenOf(samples, 'StringText');
  return {
    dataset: readName(file, onlyToken(nodeOf(samples, 'name')!)),
    split: split === null ? null : readName(file, split),
  };
}

function readClassNames(file: string, node: CstNode, rule: string): readonly ClassNamesSyntax[] {
  return nodesOf(node, rule).map(clause => ({
    names: nodesOf(nodeOf(clause, 'classNames')!, 'text').map(text =>
      readText(file, onlyToken(text)),
    ),
    span: nodeSpan(file, clause),
  }));
}

function readNumbers(file: string, node: CstNode, rule: string): readonly ValueSyntax[] {
  return nodesOf(node, rule).map(clause => ({
    value: readExpression(file, nodeOf(clause, 'expression')!),
    span: nodeSpan(file, clause),
  }));
}
