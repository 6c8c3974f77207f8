import type {Selector} from '../src/plan/plan.js';
import {evaluate, wrongKind} from './evaluate.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {Expression, SelectorSyntax} from './syntax.js';

const maxParts = 256;
/** No network has so many layers; a larger number is a slip. */
const maxLayer = 1_000_000;

/** Turns a selector as written into data, or null with the reasons reported. */
export function checkSelector(syntax: SelectorSyntax, scope: Scope): Selector | null {
  switch (syntax.kind) {
    case 'all':
    case 'input':
    case 'output':
      return {kind: syntax.kind};
    case 'ofKind':
      return {kind: 'ofKind', of: syntax.of};
    case 'layer':
      return checkLayer(syntax.key, scope);
    case 'layers':
      return checkRange(syntax, scope);
    case 'first':
    case 'last':
      return checkEnds(syntax, scope);
    case 'chain':
      return checkChain(syntax, scope);
  }
}

function checkChain(
  {first, rest, span}: Extract<SelectorSyntax, {kind: 'chain'}>,
  scope: Scope,
): Selector | null {
  if (rest.length >= maxParts) {
    const message = `a selector may join ${maxParts} parts, this one joins ${rest.length + 1}`;
    return scope.report(errorAt('limit/depth', span, message));
  }
  let left = checkSelector(first, scope);
  for (const {operator, selector} of rest) {
    const right = checkSelector(selector, scope);
    left = left === null || right === null ? null : {kind: operator, left, right};
  }
  return left;
}

function checkLayer(key: Expression, scope: Scope): Selector | null {
  const value =
    key.kind === 'reference'
      ? scope.lookUp(key.name, key.span, `a layer's name stands in double quotes: "${key.name}"`)
      : evaluate(key, scope);
  switch (value?.kind) {
    case 'text':
      return checkName(value.text, key, scope);
    case 'number': {
      const index = wholeNumber(value.value, key, scope);
      return index === null ? null : {kind: 'index', index};
    }
    case 'list':
      return wrongKind(value, 'a layer number or a name', key.span, scope);
    case undefined:
      return null;
  }
}

function checkName(pattern: string, key: Expression, scope: Scope): Selector | null {
  if (pattern === '') {
    return scope.report(errorAt('selector/name', key.span, "a layer's name is not empty"));
  }
  if (/\[[^\]]*$/.test(pattern)) {
    const message = 'the "[" of this pattern has no "]"';
    return scope.report(errorAt('selector/name', key.span, message, {hint: 'as in "block[45]_*"'}));
  }
  return {kind: 'name', pattern};
}

function checkRange(
  syntax: Extract<SelectorSyntax, {kind: 'layers'}>,
  scope: Scope,
): Selector | null {
  const from = checkCount(syntax.from, scope);
  const to = checkCount(syntax.to, scope);
  if (from === null || to === null) return null;
  if (from > to) {
    const message = `the range ${from}..${to} ends before it starts`;
    const hint = `did you mean ${to}..${from}?`;
    return scope.report(errorAt('selector/range', syntax.span, message, {hint}));
  }
  return {kind: 'range', from, to};
}

function checkEnds(
  syntax: Extract<SelectorSyntax, {kind: 'first' | 'last'}>,
  scope: Scope,
): Selector | null {
  const {kind, count: key, of} = syntax;
  if (key.kind === 'reference' && key.name === 'half') return {kind, count: 'half', of};
  const count = checkCount(key, scope);
  if (count === null) return null;
  if (count === 0) {
    const message = `"${kind} 0" names no layer`;
    return scope.report(errorAt('selector/range', key.span, message, {hint: 'count from 1'}));
  }
  return {kind, count, of};
}

function checkCount(key: Expression, scope: Scope): number | null {
  const value = evaluate(key, scope);
  if (value === null) return null;
  if (value.kind !== 'number') return wrongKind(value, 'a whole number', key.span, scope);
  return wholeNumber(value.value, key, scope);
}

function wholeNumber(value: number, {span}: Expression, scope: Scope): number | null {
  if (Number.isInteger(value) && value >= 0 && value <= maxLayer) return value;
  const message = `expected a whole number from 0 to ${maxLayer}, got ${value}`;
  const hint = value < 0 ? 'layers count from 0 at the input; the last is "output"' : null;
  return scope.report(errorAt('selector/number', span, message, {hint}));
}
