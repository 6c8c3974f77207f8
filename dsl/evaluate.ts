import type {Span} from '../src/errors/diagnostic.js';
import {errorAt} from './report.js';
import type {Scope, Value} from './scope.js';
import type {Expression} from './syntax.js';

const article: Readonly<Record<Value['kind'], string>> = {
  number: 'a number',
  text: 'a text',
  list: 'a list of numbers',
};

/** What an expression is worth, or null with the reason reported. */
export function evaluate(expression: Expression, scope: Scope): Value | null {
  switch (expression.kind) {
    case 'number':
      return finite(expression.value, expression.span, scope);
    case 'text':
      return {kind: 'text', text: expression.text};
    case 'reference':
      return scope.lookUp(expression.name, expression.span);
    case 'model': {
      const message = '"model" stands for bounds of the rule zB only';
      return scope.report(errorAt('value/type', expression.span, message));
    }
    case 'list': {
      const values = expression.items.map(item => evaluateNumber(item, scope));
      if (values.includes(null)) return null;
      return {kind: 'list', values: values as number[]};
    }
    case 'negative':
      return arithmetic(evaluateNumber(expression.of, scope), value => -value, expression, scope);
    case 'percent':
      // Dividing keeps 5% the same number as 0.05; multiplying by 0.01 would not always.
      return arithmetic(
        evaluateNumber(expression.of, scope),
        value => value / 100,
        expression,
        scope,
      );
    case 'chain': {
      let sum = evaluateNumber(expression.first, scope);
      for (const {operator, value} of expression.rest) {
        const right = evaluateNumber(value, scope);
        sum = sum === null || right === null ? null : apply(operator, sum, right);
      }
      return arithmetic(sum, value => value, expression, scope);
    }
  }
}

function apply(operator: '+' | '-' | '*' | '/', left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
  }
}

function arithmetic(
  operand: number | null,
  change: (value: number) => number,
  {span}: Expression,
  scope: Scope,
): Value | null {
  return operand === null ? null : finite(change(operand), span, scope);
}

function finite(value: number, span: Span, scope: Scope): Value | null {
  if (Number.isFinite(value)) return {kind: 'number', value: value === 0 ? 0 : value};
  const message = `this is ${value}, and every number has to be finite`;
  return scope.report(errorAt('value/not-finite', span, message));
}

/** Reports a value of the wrong kind. */
export function wrongKind(value: Value, wanted: string, span: Span, scope: Scope): null {
  const hint =
    value.kind === 'text' && wanted === 'a number' ? 'numbers stand without quotes' : null;
  const message = `expected ${wanted}, found ${article[value.kind]}`;
  return scope.report(errorAt('value/type', span, message, {hint}));
}

/** The number an expression is worth, or null with the reason reported. */
export function evaluateNumber(expression: Expression, scope: Scope): number | null {
  const value = evaluate(expression, scope);
  if (value === null) return null;
  return value.kind === 'number'
    ? value.value
    : wrongKind(value, 'a number', expression.span, scope);
}

/** The text an expression is worth, or null with the reason reported. */
export function evaluateText(expression: Expression, scope: Scope): string | null {
  if (expression.kind === 'reference') {
    const instead = `a text stands in double quotes: "${expression.name}"`;
    const value = scope.lookUp(expression.name, expression.span, instead);
    if (value === null) return null;
    return value.kind === 'text' ? value.text : wrongKind(value, 'a text', expression.span, scope);
  }
  const value = evaluate(expression, scope);
  if (value === null) return null;
  return value.kind === 'text' ? value.text : wrongKind(value, 'a text', expression.span, scope);
}
