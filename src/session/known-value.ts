import type {Value} from '../../dsl/scope.js';
import {checkPreprocessing} from '../data/parse-preprocessing.js';
import type {LoadedBatch} from '../explain/explained.js';
import {describeShape, sizeOf, type Graph, type Tensor} from '../graph/graph.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import type {Plan, PlanSource} from '../plan/plan.js';
import {formatRule} from '../rules/describe.js';
import type {CustomRule} from '../rules/custom-rule.js';

/** What a value from TypeScript can be in the language; one value can be several things. */
export interface Roles {
  readonly value?: Value;
  readonly tensor?: Tensor;
  readonly graph?: Graph;
  readonly plan?: PlanSource;
  readonly rule?: CustomRule;
  readonly preprocessing?: Preprocessing;
}

/** Numbers that a value from TypeScript may hold at most. */
const mostNumbers = 500_000_000;
/** Levels of arrays in arrays that are looked into. */
const mostAxes = 8;

/**
 * What a TypeScript value is in the language; nothing where the language has no use for it. Never throws: a value may be
 * a tensor disposed of, or have getters that fail.
 */
export function rolesOf(value: unknown): Roles {
  return attempt(() => readRoles(value)) ?? {};
}

/** A rule of one's own, where the value is one. Cheap: asked of every variable. Never throws. */
export function ruleOf(value: unknown): CustomRule | null {
  return attempt(() => (isObject(value) && isRule(value) ? value : null));
}

/** The shape of the numbers that a value seems to hold, from a glance at it; null for none. Never throws. */
export function shapeAtAGlance(value: unknown): readonly number[] | null {
  return attempt(() => {
    if (!isObject(value)) return null;
    const held = isBatch(value) ? value.tensor : value;
    if ('shape' in held && Array.isArray(held.shape))
      return 'data' in held || 'dataSync' in held ? held.shape.map(Number) : null;
    if (isNumbers(held)) return [held.length];
    const shape: number[] = [];
    let level: unknown = held;
    for (; Array.isArray(level) && level.length > 0 && shape.length < mostAxes; level = level[0])
      shape.push(level.length);
    return shape.length > 0 && typeof level === 'number' ? shape : null;
  });
}

/** A TypeScript value in words, for those who expected something else: `a bigint`. Never throws. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'bigint') return 'a bigint; Number(…) makes it a number';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const roles = rolesOf(value);
  if (roles.plan !== undefined) return 'a plan';
  if (roles.graph !== undefined) return 'a model';
  if (roles.rule !== undefined) return 'a rule';
  if (roles.preprocessing !== undefined) return 'a preprocessing';
  if (roles.tensor !== undefined) return `numbers ${describeShape(roles.tensor.shape)}`;
  if (Array.isArray(value))
    return value.length === 0
      ? 'an empty array'
      : 'an array, but not of numbers in rows of equal length';
  const maker = attempt(() => (value.constructor as {readonly name?: unknown}).name);
  return typeof maker === 'string' && maker !== '' && maker !== 'Object'
    ? `an object of class ${maker}`
    : 'an object';
}

function attempt<Found>(read: () => Found): Found | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A typed array of numbers, bigints excepted. */
function isNumbers(value: object): value is object & ArrayLike<number> {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView) &&
    !(value instanceof BigInt64Array || value instanceof BigUint64Array)
  );
}

function readRoles(value: unknown): Roles {
  if (typeof value === 'number') return {value: {kind: 'number', value}};
  if (typeof value === 'string') return {value: {kind: 'text', text: value}};
  if (!isObject(value)) return {};
  if (isGraph(value)) return {graph: value};
  if (isRule(value)) return {rule: value};
  if (isPlan(value)) return {plan: sourceOf(value)};
  if (isSource(value)) return {plan: value};
  if (isText(value)) return {plan: value.plan};
  if (isBatch(value)) return {tensor: value.tensor};
  if ('channels' in value && 'scale' in value)
    return {preprocessing: checkPreprocessing(value, 'value')};
  const tensor = tensorOf(value);
  if (tensor === null) return {};
  if (tensor.shape.length !== 1) return {tensor};
  const values = Array.from(value as ArrayLike<number>);
  return {tensor, ...(values.length <= 10_000 ? {value: {kind: 'list', values}} : {})};
}

function isGraph(value: object): value is Graph {
  return 'nodes' in value && 'output' in value && 'layout' in value && Array.isArray(value.nodes);
}

function isRule(value: object): value is CustomRule {
  return 'shares' in value && typeof value.shares === 'function' && 'parameters' in value;
}

function isPlan(value: object): value is Plan {
  return 'layers' in value && 'start' in value && 'model' in value && Array.isArray(value.layers);
}

function isSource(value: object): value is PlanSource {
  return 'lines' in value && 'name' in value && Array.isArray(value.lines);
}

/** A text by the tag, of whichever copy of lrplab; where it holds no plan, asking for it throws. */
function isText(value: object): value is {readonly plan: PlanSource} {
  return 'text' in value && 'plan' in value && 'on' in value && typeof value.on === 'function';
}

function isBatch(value: object): value is LoadedBatch {
  return 'tensor' in value && 'samples' in value;
}

/** A plan on a network as lines again, one a layer. */
function sourceOf({name, layers}: Plan): PlanSource {
  return {
    name,
    lines: layers.map(layer => {
      // Names are patterns in a selector: what means more than itself is put in brackets.
      const pattern = layer.name.replace(/[*?[]/g, '[$&]');
      return {
        selector:
          layer.index === null ? {kind: 'name', pattern} : {kind: 'index', index: layer.index},
        rule: layer.rule,
        text: `${layer.index === null ? `layer ${JSON.stringify(pattern)}` : `layer ${layer.index}`} use ${formatRule(layer.rule)}`,
        span: null,
        selectorSpan: null,
        ruleSpan: null,
      };
    }),
  };
}

/** A tensor of lrplab or of tfjs, a typed array, or nested arrays of numbers, as numbers with a shape. */
export function tensorOf(value: object): Tensor | null {
  if ('shape' in value && Array.isArray(value.shape)) {
    const shape = (value.shape as unknown[]).map(Number);
    const data =
      'data' in value && isObject(value.data) && isNumbers(value.data)
        ? value.data
        : 'dataSync' in value && typeof value.dataSync === 'function'
          ? (value.dataSync() as ArrayLike<number>)
          : null;
    return data === null || data.length !== sizeOf(shape)
      ? null
      : {shape, data: Float32Array.from(data)};
  }
  if (isNumbers(value)) return {shape: [value.length], data: Float32Array.from(value)};
  return Array.isArray(value) ? nested(value) : null;
}

/** Nested arrays of equal lengths; null where they are ragged, empty or hold anything but numbers. */
function nested(value: readonly unknown[]): Tensor | null {
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
    if (level.length === 0 || shape.length > mostAxes) return null;
  }
  const size = sizeOf(shape);
  if (size > mostNumbers) return null;
  const data = new Float32Array(size);
  let at = 0;
  const fill = (level: unknown, depth: number): boolean => {
    if (depth === shape.length) {
      if (typeof level !== 'number') return false;
      data[at++] = level;
      return true;
    }
    return (
      Array.isArray(level) &&
      level.length === shape[depth] &&
      level.every(item => fill(item, depth + 1))
    );
  };
  return fill(value, 0) ? {shape, data} : null;
}
