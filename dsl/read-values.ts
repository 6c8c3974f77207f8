import type {CstNode, IToken} from 'chevrotain';
import {nodeOf, nodesOf, onlyToken, tokenOf, tokensOf} from './cst.js';
import {unquote} from './lex.js';
import {joinSpans, nodeSpan, tokenSpan} from './spans.js';
import type {ArgumentSyntax, Expression} from './syntax.js';
import {ForeignText, isA, StringText} from './tokens.js';
import type {Name} from './tree.js';

/** The characters a text token stands for; a mistake in it is reported already. */
function textOf(token: IToken): string {
  if (token.tokenType === ForeignText) return token.image.slice(1, -1);
  return unquote(token.image) ?? unquote(`${token.image}"`) ?? token.image.replace(/^"|"$/g, '');
}

/** A name from an identifier or a text. */
export function readName(file: string, token: IToken): Name {
  const text = isA(token, StringText) ? textOf(token) : token.image;
  return {text, span: tokenSpan(file, token)};
}

/** A text, or a reference where an identifier stands. */
export function readText(file: string, token: IToken): Expression {
  const {text, span} = readName(file, token);
  return isA(token, StringText)
    ? {kind: 'text', text, span}
    : {kind: 'reference', name: text, span};
}

/** Operators and operands of `expression` and `term` alternate; a lone operand stands for itself. */
function readChain(
  file: string,
  node: CstNode,
  part: string,
  operators: readonly string[],
  read: (file: string, node: CstNode) => Expression,
): Expression {
  const [first, ...others] = nodesOf(node, part).map(child => read(file, child));
  if (others.length === 0) return first!;
  const signs = operators
    .flatMap(type => tokensOf(node, type))
    .sort((a, b) => a.startOffset - b.startOffset);
  const rest = others.map((value, index) => ({
    operator: signs[index]!.image as '+' | '-' | '*' | '/',
    value,
  }));
  return {kind: 'chain', first: first!, rest, span: nodeSpan(file, node)};
}

/** An expression with its operators. */
export function readExpression(file: string, node: CstNode): Expression {
  return readChain(file, node, 'term', ['Plus', 'Minus'], readTerm);
}

function readTerm(file: string, node: CstNode): Expression {
  return readChain(file, node, 'factor', ['Star', 'Slash'], readFactor);
}

function readFactor(file: string, node: CstNode): Expression {
  let value = readPrimary(file, nodeOf(node, 'primary')!);
  const percent = tokenOf(node, 'Percent');
  if (percent !== null) {
    value = {kind: 'percent', of: value, span: joinSpans(value.span, tokenSpan(file, percent))};
  }
  const signs = tokensOf(node, 'Minus');
  if (signs.length % 2 === 0) return value;
  return {kind: 'negative', of: value, span: nodeSpan(file, node)};
}

function readPrimary(file: string, node: CstNode): Expression {
  const span = nodeSpan(file, node);
  const brackets = nodeOf(node, 'brackets');
  if (brackets !== null) return readExpression(file, nodeOf(brackets, 'expression')!);
  const list = nodeOf(node, 'list');
  if (list !== null) {
    const items = nodesOf(list, 'expression').map(item => readExpression(file, item));
    return {kind: 'list', items, span};
  }
  const token = onlyToken(node);
  if (token.tokenType.name === 'NumberText') {
    return {kind: 'number', value: Number(token.image), span};
  }
  return token.tokenType.name === 'Model' ? {kind: 'model', span} : readText(file, token);
}

/** The arguments of a call: `(low=-1, 0.25 rms)`. */
export function readArguments(file: string, node: CstNode): ArgumentSyntax[] {
  return nodesOf(node, 'argument').map(argument => {
    const name = tokenOf(argument, 'Equals') === null ? null : tokenOf(argument, 'Identifier');
    const rms = tokenOf(argument, 'Rms');
    return {
      name: name === null ? null : readName(file, name),
      value: readExpression(file, nodeOf(argument, 'expression')!),
      rms: rms === null ? null : tokenSpan(file, rms),
      span: nodeSpan(file, argument),
    };
  });
}
